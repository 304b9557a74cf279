"""An officer leaves: everything that lies with him at a unit passes to who comes after him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from lapor.agencies.models import Membership
from lapor.agencies.policies import may_manage
from lapor.desk import saved
from lapor.desk.door import officers
from lapor.desk.staffing import HandoverForm
from lapor.kit import clock, codes
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import handover, policies, sendtimes
from lapor.reports.choices import ASKED, LIVE_PROMISES, Waits
from lapor.reports.models import Promise, Report, WaitingAnswer
from lapor.ui import dates

STAYS = "Perannya tetap berjalan; isi hari berakhirnya bila ia pergi."


@dataclass(frozen=True, slots=True)
class Row:
    """One report that passes, with what was chosen for it alone."""

    code: str
    title: str
    due_at: datetime | None
    zone: str
    marks: tuple[str, ...]
    to: str
    note: str

    @property
    def grouped(self) -> str:
        return codes.grouped(self.code)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def hand_over(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """What lies with a person at the unit of this seat, and one button that passes it on."""
    seat = get_object_or_404(handover.seats(), pk=pk)
    if not handover.may(actor, seat):
        raise Http404
    reports = list(handover.in_hand(seat)[: handover.MOST])
    shown = handover.seen_by(actor, reports)
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        heirs=handover.heirs(seat),
        codes=[row.code for row in shown],
        manages=may_manage(actor, seat.agency) and seat.is_open,
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = handover.hand_over(seat, by=actor, **form.values())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            _tell(request, seat, done)
            return _onward(seat, actor, done)
    return _page(request, actor, seat, form, reports=reports, shown=shown)


def _onward(seat: Membership, actor: Actor, done: handover.Done) -> HttpResponse:
    """Back to the person once nothing is left; who handed over his own work stays here."""
    if done.left or not may_manage(actor, seat.agency):
        return redirect("desk:handover", seat.pk)
    return redirect("desk:person", seat.user_id)


def _page(
    request: HttpRequest,
    actor: Actor,
    seat: Membership,
    form: HandoverForm,
    *,
    reports: list[Report],
    shown: list[Report],
) -> HttpResponse:
    values = {
        "seat": seat,
        "own": seat.user_id == actor.user_id,
        "form": form,
        "rows": _rows(shown, actor, form),
        "hidden": len(reports) - len(shown),
        "total": handover.in_hand(seat).count() if len(reports) == handover.MOST else len(reports),
        "promises": sum(bool(row.promise_state) for row in reports),
        "answers": _answers(seat, actor),
        "shared": list(saved.shared_by(seat.user, seat.agency)),
        "may_add": may_manage(actor, seat.agency),
        "now": clock.now(),
    }
    return render(request, "desk/handover.html", values, status=422 if form.errors else 200)


def _rows(reports: list[Report], actor: Actor, form: HandoverForm) -> list[Row]:
    begun = policies.with_drafts(reports, actor)
    promised = [row.pk for row in reports if row.promise_state]
    live = Promise.objects.filter(report__in=promised, state__in=LIVE_PROMISES) if promised else Promise.objects.none()
    days = dict(live.values_list("report", "due_at"))
    return [_row(row, actor, form, promised=days.get(row.pk), draft=row.pk in begun) for row in reports]


def _row(report: Report, actor: Actor, form: HandoverForm, *, promised: datetime | None, draft: bool) -> Row:
    to, note = form.typed(report.code)
    waits = report.waits_for == Waits.OFFICER and report.waits_at_id == report.holder_id
    marks = (
        "menunggu jawaban unit" if waits else "",
        f"janji sampai {dates.short_day(dates.localise(promised, report.holder.zone_name).date())}" if promised else "",
        "ada draf" if draft else "",
    )
    return Row(
        code=report.code,
        title=policies.title_in_list(report, actor) or "Laporan rahasia",
        due_at=report.due_at,
        zone=report.holder.zone_name,
        marks=tuple(filter(None, marks)),
        to=to,
        note=note,
    )


@dataclass(frozen=True, slots=True)
class Unsent:
    """One answer of his that is not sent yet, and for what it waits; `code` is empty of what may not be seen."""

    code: str
    title: str
    waits: str

    @property
    def grouped(self) -> str:
        return codes.grouped(self.code)


def _answers(seat: Membership, actor: Actor) -> list[Unsent]:
    rows = list(handover.unsent(seat))
    seen = {row.pk for row in handover.seen_by(actor, [one.report for one in rows])}
    return [_unsent(row, actor, seen=row.report_id in seen) for row in rows]


def _unsent(row: WaitingAnswer, actor: Actor, *, seen: bool) -> Unsent:
    when = f"dijadwalkan {sendtimes.told(row.send_at, row.report, now=clock.now())}" if row.send_at else ""
    asked = "menunggu persetujuan" if row.report.answer_waits in ASKED else ""
    title = (policies.title_in_list(row.report, actor) if seen else "") or handover.UNSEEN
    return Unsent(row.report.code if seen else "", title, ", ".join(filter(None, (asked, when))))


def _tell(request: HttpRequest, seat: Membership, done: handover.Done) -> None:
    """What happened, and what is still left."""
    given = ", ".join(f"{n} laporan kepada {name}" for name, n in done.passed.items())
    told = [
        f"Diserahkan: {given}." if given else "",
        f"{done.freed} laporan kini milik bersama unit." if done.freed else "",
        f"{done.answers} jawaban yang belum terkirim ikut berpindah." if done.answers else "",
        f"{done.drafts} jawaban yang belum terkirim menjadi draf unit." if done.drafts else "",
        f"{done.others} saringan bersama ikut berpindah." if done.others else "",
        f"Peran berakhir pada {dates.short_day(done.ends)}." if done.ends else "",
        "" if done.left else f"Tidak ada yang tertinggal atas nama {seat.user.name} di {seat.agency.name}.",
    ]
    if not (
        done.passed
        or done.freed
        or done.others
        or done.answers
        or done.drafts
        or done.ends
        or done.refused
        or done.left
    ):
        messages.info(request, f"Tidak ada yang berpindah: {seat.user.name} tidak memegang apa pun di sini. {STAYS}")
    elif any(told):
        messages.success(request, " ".join(filter(None, told)))
    for code, sentence in done.refused:
        messages.warning(request, f"{code}: {sentence}")
    if done.left:
        messages.warning(request, f"Masih {done.left} laporan atas nama {seat.user.name}. Lanjutkan di bawah.")
