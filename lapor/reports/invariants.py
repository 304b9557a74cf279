"""What must always be true of reports, their log and their clocks, for `lapor doctor`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from django.db.models import Prefetch, QuerySet

from lapor.agencies.models import Membership, Role
from lapor.kit import clock, codes, lease, progress
from lapor.reports import approval, deadlines, events, guards, interventions, rewrapping, wordindex
from lapor.reports.actions.assigning import left_behind
from lapor.reports.choices import ASKED, LIVE_CASES, LIVE_PROMISES, CaseState, Origin, PromiseState, Secrecy, State
from lapor.reports.models import (
    Deadline,
    Disposition,
    Event,
    Intervention,
    OmbudsmanCase,
    Promise,
    Reaction,
    Report,
    WaitingAnswer,
)
from lapor.reports.models.deadline import Outcome

QUICK, CHUNK, NAMED = 1_000, 200, 5
FIRST = frozenset({"submit", "imported", "split_off"})
# Moves after which the agency in their data holds the report.
HANDS_OVER = frozenset(
    {
        "submit",
        "split_off",
        "dispose",
        "return_up",
        "arbitrate",
        "recall",
        "accuse",
        "accept_objection",
        "imported",
    }
)
UNMARKED_AFTER = timedelta(minutes=15)
LIVE = (Outcome.RUNNING, Outcome.PAUSED)


def problems(*, quick: bool = False) -> list[str]:
    """One sentence per broken promise, with some codes; `quick` looks at the latest 1,000 reports only."""
    found = defaultdict[str, list[str]](list)
    rows = _reports(quick=quick)
    total = min(QUICK, Report.objects.count()) if quick else Report.objects.count()
    for report in progress.bar(rows, total=total, label="Memeriksa laporan"):
        for sentence in broken(report):
            found[sentence].append(codes.grouped(report.code))
    return [*_installation(), *(_sentence(text, where) for text, where in sorted(found.items()))]


def _sentence(text: str, where: list[str]) -> str:
    named = ", ".join(where[:NAMED]) + (", …" if len(where) > NAMED else "")
    return f"{len(where)} laporan: {text} ({named})."


def _reports(*, quick: bool) -> Iterator[Report]:
    """In chunks, each with its events, live clocks and present holder."""
    rows: QuerySet[Report] = Report.objects.select_related("holder", "merged_into", "split_from").defer(
        "title_sealed", "body_sealed", "place_sealed", "accused_sealed", "public_title", "public_body"
    )
    rows = rows.prefetch_related(
        Prefetch("events", Event.objects.order_by("seq")),
        Prefetch("deadlines", Deadline.objects.select_related("agency")),
        Prefetch("promises", Promise.objects.only("report_id", "state", "next_at")),
        Prefetch("cases", OmbudsmanCase.objects.only("report_id", "state", "opened_at").order_by("opened_at")),
        Prefetch("dispositions", Disposition.objects.filter(until=None).exclude(kind="copy"), to_attr="present"),
    )
    if quick:
        newest = Report.objects.order_by("-submitted_at").values_list("pk", flat=True)[:QUICK]
        rows = rows.filter(pk__in=list(newest))
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def broken(report: Report) -> Iterator[str]:
    """What is wrong with one report: events, deadlines and `present` are prefetched."""
    log = list(report.events.all())
    yield from _log(report, log)
    if log:
        yield from _fold(report, log)
        yield from _clocks(report, log)
    if report.merged_into:
        yield from _link(report, report.merged_into)
    yield from _split(report, log)
    yield from _promises(report)
    yield from _cases(report)
    yield from _waiting(report)
    if report.secrecy == Secrecy.SECRET and report.published_at:
        yield "rahasia tetapi terbit untuk umum"
    if codes.normalise(report.code) != report.code:
        yield "kodenya tidak sah"


def _link(report: Report, primary: Report) -> Iterator[str]:
    """One step to a primary that goes on and is not the more secret."""
    if primary.merged_into_id:
        yield "mengikuti laporan yang sendiri mengikuti laporan lain"
    elif not primary.is_open:
        yield "mengikuti laporan yang sudah tidak berjalan"
    if primary.is_secret and not report.is_secret:
        yield "mengikuti laporan yang lebih rahasia"


def _split(report: Report, log: list[Event]) -> Iterator[str]:
    """A part has an origin that is no part and not the more secret; an origin made as many parts as it says."""
    origin = report.split_from
    if (origin is not None) != (log[:1] != [] and log[0].kind == "split_off"):
        yield "bagian tanpa laporan asal, atau sebaliknya"
    if origin and origin.split_from_id:
        yield "bagian dari laporan yang sendiri bagian"
    if origin and origin.is_secret and not report.is_secret:
        yield "bagian yang kurang rahasia daripada laporan asalnya"
    made = [event.data.get("part") for event in log if event.kind == "split"]
    if report.parts_made != len(made):
        yield "jumlah bagiannya tidak cocok"


def _log(report: Report, log: list[Event]) -> Iterator[str]:
    kinds = [event.kind for event in log]
    # An import that says something else than the last one is a second `imported` event.
    first = [kind for kind in kinds if kind in FIRST]
    if kinds[:1] != first[:1] or not (first in (["submit"], ["split_off"]) or set(first) == {"imported"}):
        yield "tidak dimulai dengan tepat satu peristiwa masuk"
    if events.first_break(log) is not None:
        yield "rantai peristiwanya putus"
    if len(log) != report.last_seq:
        yield "jumlah peristiwanya tidak cocok"


def _fold(report: Report, log: list[Event]) -> Iterator[str]:
    """State and holder are what the events say."""
    if report.state != log[-1].to_state:
        yield "statusnya bukan hasil peristiwanya"
    if any(later.from_state != earlier.to_state for earlier, later in pairwise(log)):
        yield "statusnya melompat di antara dua peristiwa"
    last = _last_holder(log)
    if last is not None and last != report.holder_id:
        yield "pemegangnya bukan hasil peristiwanya"
    present: list[Disposition] = getattr(report, "present", [])
    if report.origin == Origin.NATIVE and [row.agency_id for row in present] != [report.holder_id]:
        yield "pemegangnya tidak cocok dengan disposisinya"


def _last_holder(log: list[Event]) -> int | None:
    return next((event.data["to"] for event in reversed(log) if event.kind in HANDS_OVER and "to" in event.data), None)


def _clocks(report: Report, log: list[Event]) -> Iterator[str]:
    rows = list(report.deadlines.all())
    live = [row for row in rows if row.outcome in LIVE]
    at_rest = not report.is_open and report.state != State.MERGED
    if any(row.clock != "objection" for row in live) and (at_rest or report.origin == Origin.IMPORTED):
        yield "tenggatnya masih berjalan padahal laporan sudah berhenti"
    told = {event.data.get("clock") for event in log if event.kind == "overdue"}
    if any(row.overdue_marked and row.clock not in told for row in rows):
        yield "tenggat ditandai lewat tanpa peristiwa"
    forgotten = clock.now() - UNMARKED_AFTER
    ours = [row for row in live if row.outcome == Outcome.RUNNING and row.clock not in deadlines.REPORTER_CLOCKS]
    if report.is_open and any(row.due_at < forgotten and not row.overdue_marked for row in ours):
        yield "tenggat yang lewat belum ditandai; jalankan “lapor worker”"
    if not _summary_fits(report, live):
        yield "ringkasan tenggatnya tidak cocok dengan tenggatnya"


def _promises(report: Report) -> Iterator[str]:
    rows = list(report.promises.all()) if report.promises_made else []
    live = [row for row in rows if row.state in LIVE_PROMISES]
    if len(rows) != report.promises_made or [row.state for row in live] != [report.promise_state] * bool(live):
        yield "janjinya tidak cocok dengan yang tercatat di laporan"
    if live and report.state in (State.ARCHIVED, State.MERGED):
        yield "masih punya janji yang berjalan padahal laporan sudah berhenti"
    forgotten = clock.now() - UNMARKED_AFTER
    if any(row.state == PromiseState.OPEN and row.next_at < forgotten for row in live):
        yield "janji yang jatuh tempo belum kembali ke kotak masuk; jalankan “lapor worker”"


def _cases(report: Report) -> Iterator[str]:
    """A consent has its case, and the report repeats the state of the one that stands."""
    rows = list(report.cases.all())
    stands = rows[-1].state if rows and rows[-1].state != CaseState.WITHDRAWN else ""
    if report.appealed_at and not stands:
        yield "dibawa ke Ombudsman tanpa kasus di sana"
    elif report.appeal_state != stands or bool(report.appealed_at) != bool(stands):
        yield "status kasusnya di Ombudsman tidak cocok dengan yang tercatat di laporan"
    if any(row.state in LIVE_CASES for row in rows[:-1]):
        yield "kasus lamanya di Ombudsman belum berakhir"


def _waiting(report: Report) -> Iterator[str]:
    """An answer that is not sent yet is there, and somebody may let it go."""
    row = WaitingAnswer.objects.filter(report=report).first() if report.answer_waits else None
    if bool(report.answer_waits) != bool(row) or bool(report.approver_id) != (report.answer_waits in ASKED):
        yield "jawaban yang menunggu tidak cocok dengan yang tercatat di laporan"
    elif row and report.approver_id and approval.approver_of(report, author=row.user_id) is None:
        yield "jawabannya menunggu persetujuan, tetapi tidak ada pimpinan atau admin lain; beri seseorang peran itu"


def _summary_fits(report: Report, live: list[Deadline]) -> bool:
    cached = (report.waits_at_id, report.waits_for, report.due_at)
    deadlines.summarise(report, live)
    return cached == (report.waits_at_id, report.waits_for, report.due_at)


def _installation() -> Iterator[str]:
    """Promises that are not of one report."""
    if left := left_behind().count():
        yield (
            f"{left} laporan, atau janji di dalamnya, ditangani orang yang tidak lagi bertugas di pemegangnya. "
            "Jalankan “lapor worker”, atau tunjuk penanggung jawab lain."
        )
    if not guards.standing():
        yield "Penjaga catatan peristiwa tidak ada di basis data. Jalankan “lapor migrate”."
    if wordindex.missing():
        yield (
            "Pencarian kata membaca semua laporan terbit: ekstensi pg_trgm belum ada di basis data. "
            "Pasang sebagai pengelola (CREATE EXTENSION pg_trgm), lalu jalankan “lapor migrate”."
        )
    if stuck := Reaction.objects.filter(lease.stuck()).count():
        yield f"{stuck} peristiwa tersangkut: pekerja yang memprosesnya berhenti. Jalankan “lapor worker”."
    if failed := Reaction.objects.filter(failed_at__isnull=False).count():
        yield f"{failed} peristiwa gagal diproses; lihat log pekerja."
    waits = OmbudsmanCase.objects.filter(state=CaseState.WAITING).count()
    if waits and not Membership.objects.active().filter(role=Role.OMBUDSMAN, user__is_active=True).exists():
        yield f"{waits} kasus menunggu Ombudsman, tetapi tidak ada petugas Ombudsman. Beri peran itu di “Pengguna”."
    waiting = Intervention.objects.filter(answered_at=None, settled_at=None).select_related("agency")
    if lonely := sum(not interventions.addressees(letter.agency).everybody for letter in waiting):
        yield (
            f"{lonely} surat intervensi menunggu jawaban, tetapi instansinya tidak lagi punya pimpinan atau admin. "
            "Beri peran di “Pengguna”, atau nyatakan surat itu selesai."
        )
    yield from rewrapping.problems()
