"""When an answer may go out that is not sent at once, and which limits would have passed by then (ADR 35)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lapor.kit.errors import Refused
from lapor.reports.models import Deadline, Report
from lapor.reports.models.deadline import Outcome
from lapor.standards import queries as standards
from lapor.ui import dates

LONGEST = timedelta(days=30)
MORNING = time(8)
ANSWERED = {"response": "tindak lanjut pertama", "completion": "penyelesaian"}  # the limits that an answer keeps
UNREAD = "Waktu ini tidak dapat dibaca. Contoh: 24/11/2026 08.00."
NO_SUCH_HOUR = "Waktu ini tidak ada di zona waktu instansi Anda. Pilih jam lain."


def refuse(report: Report, send_at: datetime, *, at: datetime, past_limit: bool, promise_until: date | None) -> None:
    """Raises Refused for a time that has passed, is too far off, or comes after a limit that nobody has said yes to."""
    if send_at <= at:
        raise Refused("Waktu kirim sudah lewat. Pilih waktu yang masih akan datang, atau kirim langsung.")
    if send_at - at > LONGEST:
        raise Refused("Jawaban dapat dijadwalkan paling lama 30 hari dari sekarang. Pilih waktu yang lebih dekat.")
    if promise_until and promise_until <= send_at.astimezone(report.holder.zone).date():
        raise Refused("Tanggal janji harus sesudah hari jawaban terkirim. Ubah salah satunya.")
    if not past_limit and (sentence := passed(report, send_at)):
        raise Refused(f"{sentence} Pilih waktu sebelum itu, atau centang “Ya” bila memang harus begitu.")


def passed(report: Report, send_at: datetime) -> str:
    """The running limits of this report that end before a moment, as a sentence; "" when none does."""
    rows = Deadline.objects.filter(report=report, outcome=Outcome.RUNNING, clock__in=ANSWERED, due_at__lt=send_at)
    told = [f"tenggat {ANSWERED[row.clock]} ({_when(row.due_at, report)})" for row in rows.order_by("due_at")]
    return f"Waktu kirim itu sesudah {' dan '.join(told)}." if told else ""


def told(send_at: datetime, report: Report, *, now: datetime) -> str:
    """ "besok pukul 08.00", or with its day, in the zone of who holds the report."""
    local, today = send_at.astimezone(report.holder.zone), now.astimezone(report.holder.zone).date()
    day = {0: "hari ini", 1: "besok"}.get((local.date() - today).days) or dates.short_day(local.date())
    return f"{day} pukul {local:%H.%M}"


def quick(report: Report, *, now: datetime) -> list[tuple[datetime, str]]:
    """Moments that are chosen often: tomorrow morning, and the morning of the next working day."""
    calendar = standards.calendar_for(report.holder)
    today = now.astimezone(calendar.zone).date()
    working = next(day for day in _days_after(today) if calendar.works(day.toordinal()))
    mornings = dict.fromkeys([today + timedelta(days=1), working])
    return [(found, told(found, report, now=now)) for found in (_morning(day, calendar.zone) for day in mornings)]


def refuse_skipped(local: datetime) -> datetime:
    """The same moment; raises Refused where no clock on the wall shows it, or where it cannot be counted."""
    try:
        again = local.astimezone(UTC).astimezone(local.tzinfo)
    except OverflowError as error:
        raise Refused(UNREAD) from error
    if again.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(NO_SUCH_HOUR)
    return local


def _days_after(day: date) -> list[date]:
    return [day + timedelta(days=number) for number in range(1, LONGEST.days)]


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone)


def _when(at: datetime, report: Report) -> str:
    local = at.astimezone(report.holder.zone)
    return f"{dates.short_day(local.date())} pukul {local:%H.%M}"
