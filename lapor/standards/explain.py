"""Why a deadline falls on its day, in sentences that a reporter understands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby

from lapor.standards import queries
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.models import Clock, Unit
from lapor.ui import dates


def why(
    clock: str, *, started_at: datetime, due_at: datetime, calendar: WorkingCalendar, amount: int, unit: str, basis: str
) -> list[str]:
    """The rule and its basis, the start, the days that did not count and why, the outcome: one sentence each."""
    counted = queries.due_at(calendar, started_at, amount=amount, unit=unit)
    return [
        f"Batas waktu {Clock(clock).label} adalah {amount} {Unit(unit).label}. Dasar: {basis}.",
        *_start(started_at, calendar, unit),
        *_days(started_at, counted, calendar, unit),
        *_outcome(due_at, counted, calendar, unit),
    ]


def _start(started_at: datetime, calendar: WorkingCalendar, unit: str) -> list[str]:
    begun = f"Hitungan mulai {dates.moment(started_at, calendar.zone)}."
    first = _first_day(started_at, calendar)
    local = started_at.astimezone(calendar.zone)
    if unit == Unit.CALENDAR_DAYS or first == local.date():
        return [begun]
    if calendar.is_working(local.date()):
        reason = f"Saat itu jam kerja sudah berakhir (pukul {calendar.office_closes:%H.%M})"
    else:
        reason = f"Hari itu bukan hari kerja ({_reason(local.date(), calendar)})"
    return [begun, f"{reason}, jadi hari pertama dihitung setelah {dates.day(first)}."]


def _first_day(started_at: datetime, calendar: WorkingCalendar) -> date:
    """The working day on which the start counts; the first counted day is the one after it."""
    local = started_at.astimezone(calendar.zone)
    late = local.time() > calendar.office_closes and not calendar.counts_after_hours
    day = local.date() + timedelta(days=late)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def _reason(day: date, calendar: WorkingCalendar) -> str:
    return calendar.names.get(day) or ("akhir pekan" if day.weekday() >= 5 else "hari libur")


def _days(started_at: datetime, counted: datetime, calendar: WorkingCalendar, unit: str) -> list[str]:
    if unit == Unit.CALENDAR_DAYS:
        return ["Semua hari dihitung, termasuk hari libur dan akhir pekan."]
    first, last = _first_day(started_at, calendar), counted.astimezone(calendar.zone).date()
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    off = [day for day in span if not calendar.is_working(day)]
    weekends = sum(day.weekday() >= 5 for day in off)
    parts = [f"{weekends} hari akhir pekan"] if weekends else []
    parts += _named([day for day in off if day.weekday() < 5], calendar)
    worked = [dates.day(day) for day in span if day.weekday() >= 5 and calendar.is_working(day)]
    said = [f"Tidak dihitung: {'; '.join(parts)}."] if parts else []
    return said + ([f"Ditetapkan sebagai hari kerja, jadi dihitung: {'; '.join(worked)}."] if worked else [])


def _named(days: list[date], calendar: WorkingCalendar) -> list[str]:
    """Each reason with its days: "Hari Raya Natal (25 Desember 2026)"."""
    grouped = groupby(days, key=lambda day: _reason(day, calendar))
    return [f"{name} ({', '.join(dates.plain_day(day) for day in same)})" for name, same in grouped]


def _outcome(due_at: datetime, counted: datetime, calendar: WorkingCalendar, unit: str) -> list[str]:
    said = f"Jatuh tempo {_when(counted, calendar, unit)}."
    if due_at == counted:
        return [said]
    return [
        f"Menurut hitungan itu, jatuh tempo semula {_when(counted, calendar, unit)}.",
        f"Karena jeda, perpanjangan, atau hari libur yang ditetapkan kemudian, "
        f"jatuh tempo menjadi {_when(due_at, calendar, unit)}.",
    ]


def _when(at: datetime, calendar: WorkingCalendar, unit: str) -> str:
    if unit == Unit.CALENDAR_DAYS:
        return f"{dates.day(at.astimezone(calendar.zone).date())}, pada akhir hari"
    return dates.moment(at, calendar.zone)
