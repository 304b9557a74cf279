"""Why a deadline falls on its day, in sentences that a reporter understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from lapor.standards import queries
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.models import Clock, Unit
from lapor.ui import dates


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stood still, and for what; `until` is None while it still does."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A limit that was set anew on a day, to another, for a reason."""

    at: datetime
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day between start and end: the how-manieth that counted (0: it did not), and why it did not."""

    date: date
    number: int
    reason: str


def why(
    clock: str,
    *,
    started_at: datetime,
    due_at: datetime,
    calendar: WorkingCalendar,
    amount: int,
    unit: str,
    basis: str,
    pauses: Sequence[Pause] = (),
    moves: Sequence[Moved] = (),
    whole_days: bool = False,
) -> list[str]:
    """The rule and its basis, the start, the days that did not count and why, what moved the end, the end: one sentence
    each. `whole_days`: nothing is said of the hour of the start.
    """
    counted = queries.due_at(calendar, started_at, amount=amount, unit=unit)
    return [
        f"Batas waktu {Clock(clock).label} adalah {amount} {Unit(unit).label}. Dasar: {basis}.",
        *_start(started_at, calendar, unit, whole_days=whole_days),
        *_days(started_at, counted, calendar, unit),
        *(_paused(pause, calendar) for pause in pauses),
        *(_moved(moved, calendar) for moved in moves),
        *_outcome(due_at, counted, calendar, unit, pauses, told=bool(pauses or moves)),
    ]


def days(
    *,
    started_at: datetime,
    until: datetime,
    calendar: WorkingCalendar,
    unit: str,
    pauses: Sequence[Pause] = (),
    whole_days: bool = False,
) -> list[Day]:
    """Every day from the start to `until`, both included: the number that it got, or why it got none.

    `whole_days`: the list begins with the day on which the start counts, so that it tells no hour.
    """
    first, last = started_at.astimezone(calendar.zone).date(), until.astimezone(calendar.zone).date()
    begins = first if unit == Unit.CALENDAR_DAYS else _first_day(started_at, calendar)
    first = begins if whole_days else first
    still = [(_standing_still(pause, until, calendar), pause.reason) for pause in pauses]
    found, number = [], 0
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        reason = _not_counted(day, begins, still, calendar, unit)
        number += not reason
        found.append(Day(day, 0 if reason else number, reason))
    return found


def _not_counted(
    day: date, begins: date, still: Iterable[tuple[range, str]], calendar: WorkingCalendar, unit: str
) -> str:
    """Why a day does not count; empty when it does. The first that counts comes after the day of the start."""
    if unit == Unit.WORKING_DAYS and not calendar.is_working(day):
        return _reason(day, calendar)
    if day <= begins:
        return "hari mulai" if day == begins else "setelah jam kerja"
    return next((reason for span, reason in still if day.toordinal() in span), "")


def _standing_still(pause: Pause, until: datetime, calendar: WorkingCalendar) -> range:
    """The ordinals that a pause took: after the day on which it began to count, up to the day on which it ended."""
    since = _resting_day(pause.since, calendar)
    end = _resting_day(pause.until, calendar) if pause.until else until.astimezone(calendar.zone).date()
    return range(since.toordinal() + 1, end.toordinal() + 1)


def _resting_day(at: datetime, calendar: WorkingCalendar) -> date:
    """The working day to which the arithmetic of pauses puts a moment: after closing, the next."""
    local = at.astimezone(calendar.zone)
    day = local.date() + timedelta(days=local.time() > calendar.office_closes)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def _start(started_at: datetime, calendar: WorkingCalendar, unit: str, *, whole_days: bool) -> list[str]:
    first = _first_day(started_at, calendar)
    local = started_at.astimezone(calendar.zone)
    if whole_days:
        return [f"Hitungan mulai {dates.day(local.date() if unit == Unit.CALENDAR_DAYS else first)}."]
    begun = f"Hitungan mulai {dates.moment(started_at, calendar.zone)}."
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


def _paused(pause: Pause, calendar: WorkingCalendar) -> str:
    since = dates.day(pause.since.astimezone(calendar.zone).date())
    if pause.until is None:
        return f"Hitungan berhenti sejak {since}: {pause.reason}."
    until = dates.day(pause.until.astimezone(calendar.zone).date())
    return f"Hitungan berhenti dari {since} sampai {until}: {pause.reason}."


def _moved(moved: Moved, calendar: WorkingCalendar) -> str:
    on, to = (dates.day(at.astimezone(calendar.zone).date()) for at in (moved.at, moved.due_at))
    return f"Pada {on} tenggat dipindahkan ke {to}: {moved.reason}."


def _outcome(
    due_at: datetime, counted: datetime, calendar: WorkingCalendar, unit: str, pauses: Sequence[Pause], *, told: bool
) -> list[str]:
    """The end; where it is not what was counted and nothing told why (what was imported), that there was a reason."""
    if pauses and pauses[-1].until is None:
        return ["Tanggal akhirnya ditetapkan lagi saat hitungan berjalan."]
    said = f"Jatuh tempo {_when(due_at, calendar, unit)}."
    if due_at == counted or told:
        return [said]
    if counted > due_at:
        return [said, f"Hari libur yang baru ditetapkan segera memundurkannya ke {_when(counted, calendar, unit)}."]
    return [
        f"Menurut hitungan itu, jatuh tempo semula {_when(counted, calendar, unit)}.",
        f"Karena jeda, perpanjangan, atau hari libur yang ditetapkan kemudian, "
        f"jatuh tempo menjadi {_when(due_at, calendar, unit)}.",
    ]


def _when(at: datetime, calendar: WorkingCalendar, unit: str) -> str:
    if unit == Unit.CALENDAR_DAYS:
        return f"{dates.day(at.astimezone(calendar.zone).date())}, pada akhir hari"
    return dates.moment(at, calendar.zone)
