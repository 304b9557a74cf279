"""Letters to agencies: sent by the nation's admin, read and answered there, settled by him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from lapor.agencies.models import WIB, Agency, Role
from lapor.kit import clock, codes
from lapor.kit import text as texts
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import interventions
from lapor.reports.actions.answer import intervene
from lapor.reports.actions.texts import required
from lapor.reports.models import Intervention, InterventionEvent, Report
from lapor.reports.moving import lock
from lapor.standards import queries as standards
from lapor.ui import dates

SUBJECT_LONGEST, WORDS_LONGEST = 120, 5_000
REPORTS_MOST = 20
AHEAD = timedelta(days=120)
NOT_YOURS = "Surat ini bukan wewenang Anda."


class LooksPersonal(Refused):
    """The words look as if they told of a person; whoever has checked them says so and sends again."""


@transaction.atomic
def send_letter(
    agency: Agency,
    *,
    by: Actor,
    subject: str,
    body: str,
    due_on: date,
    reports: Sequence[Report] = (),
    checked: bool = False,
) -> Intervention:
    """Ask an agency for something by the end of a working day; each named report gets `intervene`. Raises Refused."""
    if by.user_id is None or not by.has_role(Role.NATIONAL_ADMIN):
        raise Refused("Surat intervensi hanya dikirim oleh admin nasional.")
    subject, body = _line(subject), required(body, limit=WORDS_LONGEST)
    _refuse_words(f"{subject}\n{body}", checked=checked)
    readers = _readers(agency)
    named = [lock(report.pk) for report in sorted(reports[: REPORTS_MOST + 1], key=lambda one: one.pk)]
    _refuse_reports(named, agency, readers)
    now = clock.now()
    letter = Intervention(agency=agency, subject=subject, body=body, sent_at=now, sent_by_id=by.user_id)
    letter.due_at = _due(agency, due_on, now=now)
    letter.year, letter.number = _numbered(now)
    letter.save(force_insert=True)
    letter.reports.set(named)
    _log(letter, InterventionEvent.Kind.SENT, by=by)
    _intervene(letter, named, by=by)
    return letter


def _line(subject: str) -> str:
    return " ".join(required(subject, limit=SUBJECT_LONGEST).split())


def _refuse_words(words: str, *, checked: bool) -> None:
    """Who reads a letter may change, so reports are named beside it and never in it; and no person is."""
    if interventions.names_a_code(words):
        raise Refused("Jangan tulis kode laporan di surat. Pilih laporannya pada daftar, atau sebut tanpa kodenya.")
    found = [] if checked else texts.find_personal(words)
    if found:
        kinds = ", ".join(sorted({finding.label for finding in found}))
        raise LooksPersonal(
            f"Tulisan ini tampaknya memuat data pribadi ({kinds}). Hapus, atau centang bila memang perlu."
        )


def _readers(agency: Agency) -> list[User]:
    if not agency.is_open or agency.kind in (Agency.Kind.NATION, Agency.Kind.OVERSIGHT):
        raise Refused("Surat intervensi hanya untuk instansi yang menangani laporan dan masih dibuka.")
    readers = interventions.addressees(agency).everybody
    if not readers:
        raise Refused(
            f"Di {agency.name} dan di atasnya dalam pemerintahan itu tidak ada pimpinan atau admin yang bertugas. "
            "Beri peran dulu di “Pengguna”."
        )
    return readers


def _refuse_reports(reports: Sequence[Report], agency: Agency, readers: list[User]) -> None:
    if len(reports) > REPORTS_MOST:
        raise Refused(f"Satu surat menyebut paling banyak {REPORTS_MOST} laporan. Kirim sisanya dengan surat lain.")
    for report in reports:
        if why := interventions.why_not_named(report, agency, readers):
            raise Refused(f"Laporan {codes.grouped(report.code)} tidak dapat disebut: {why}.")


def _due(agency: Agency, day: date, *, now: datetime) -> datetime:
    calendar = standards.calendar_for(agency)
    due = datetime.combine(day, calendar.office_closes, calendar.zone)
    if due <= now:
        raise Refused("Batas jawaban harus sesudah sekarang. Pilih hari kerja yang akan datang.")
    if due > now + AHEAD:
        raise Refused(f"Batas jawaban paling lama {AHEAD.days} hari dari sekarang.")
    if not calendar.is_working(day):
        raise Refused("Batas jawaban jatuh pada hari libur instansi itu. Pilih hari kerja.")
    return due


def _numbered(now: datetime) -> tuple[int, int]:
    """The year, and the next number in it; one letter at a time takes one."""
    list(Agency.objects.select_for_update(no_key=True).filter(parent=None).order_by("path"))
    year = now.astimezone(WIB).year
    last = Intervention.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return year, (last or 0) + 1


def _intervene(letter: Intervention, reports: Sequence[Report], *, by: Actor) -> None:
    day = dates.day(letter.due_at.astimezone(letter.agency.zone).date())
    words = f"Surat intervensi nomor {letter.label} kepada {letter.agency.name}, dijawab paling lambat {day}."
    for report in reports:
        try:
            intervene(report, by=by, text=words)
        except Refused as refused:
            raise Refused(f"Laporan {codes.grouped(report.code)}: {refused.sentence}") from refused


@transaction.atomic
def read_letter(letter: Intervention, *, by: Actor) -> Intervention:
    """Somebody who may answer it has opened it: noted once for each person."""
    row = _locked(letter)
    if by.user_id is None or not interventions.may_answer(by, row):
        return row
    if not row.events.filter(kind=InterventionEvent.Kind.READ, user=by.user_id).exists():
        _log(row, InterventionEvent.Kind.READ, by=by)
    if row.read_at is None:
        row.read_at, row.read_by_id = clock.now(), by.user_id
        row.save(update_fields=["read_at", "read_by"])
    return row


@transaction.atomic
def answer_letter(letter: Intervention, *, by: Actor, text: str, checked: bool = False) -> Intervention:
    """The agency answers, once. Raises Refused."""
    row = _locked(letter)
    if by.user_id is None or not interventions.may_answer(by, row):
        raise Refused(NOT_YOURS)
    if not row.waits:
        raise Refused(f"Surat ini {row.state.label}. Muat ulang halaman, lalu lihat lagi.")
    body = required(text, limit=WORDS_LONGEST)
    _refuse_words(body, checked=checked)
    row.answer, row.answered_at, row.answered_by_id = body, clock.now(), by.user_id
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    _log(row, InterventionEvent.Kind.ANSWERED, by=by)
    return row


@transaction.atomic
def settle_letter(letter: Intervention, *, by: Actor) -> Intervention:
    """The nation's admin is content, or no longer needs an answer. Raises Refused."""
    row = _locked(letter)
    if not by.has_role(Role.NATIONAL_ADMIN):
        raise Refused(NOT_YOURS)
    if row.settled_at:
        raise Refused("Surat ini sudah dinyatakan selesai.")
    row.settled_at = clock.now()
    row.save(update_fields=["settled_at"])
    _log(row, InterventionEvent.Kind.SETTLED, by=by)
    return row


def _locked(letter: Intervention) -> Intervention:
    return Intervention.objects.select_for_update(of=("self",)).select_related("agency").get(pk=letter.pk)


def _log(letter: Intervention, kind: InterventionEvent.Kind, *, by: Actor) -> None:
    InterventionEvent.objects.create(intervention=letter, kind=kind, at=clock.now(), user_id=by.user_id or 0)
