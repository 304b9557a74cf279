"""Due dates: pure functions over a working calendar. All moments are aware; what comes out is UTC.

The laws (kept by property tests): later starts and more days are never due earlier; nothing counted in working days is
due on a day off; `working_days_between` undoes `add_working_days`; one more day off never makes anything due earlier.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from lapor.standards.calendar import WorkingCalendar

LAST_DAY = date.max.toordinal()


def add_working_days(calendar: WorkingCalendar, start: datetime, days: int) -> datetime:
    """The closing time of the `days`-th working day after the day on which `start` counts.

    Raises ValueError for a negative number, a naive start, or a date outside the years 1 to 9999.
    """
    _refuse_negative(days)
    return _closing(calendar, _step(calendar, _counting_day(calendar, start, strict=days == 0), days))


def add_calendar_days(calendar: WorkingCalendar, start: datetime, days: int) -> datetime:
    """The last moment of the `days`-th day after `start`, counting every day; such a limit may end on a day off."""
    _refuse_negative(days)
    return _moment(calendar, _local(calendar, start).toordinal() + days, time.max)


def working_days_between(calendar: WorkingCalendar, a: datetime, b: datetime) -> int:
    """The largest n for which `add_working_days(calendar, a, n)` is not after `b`; negative when `b` is before `a`."""
    if b < a:
        return -working_days_between(calendar, b, a)
    start, end = _counting_day(calendar, a), _local(calendar, b)
    closed = end.toordinal() if end.time() >= calendar.office_closes else end.toordinal() - 1
    return max(0, calendar.workdays_until(closed) - calendar.workdays_until(start))


def remaining_working_days(calendar: WorkingCalendar, now: datetime, due: datetime) -> int:
    """What a pause has to remember: working days left, 0 on the due day, negative when it has passed.

    `shift(calendar, now, remaining_working_days(calendar, now, due))` is `due` again.
    """
    target = _on_or_after(calendar, _local(calendar, due).toordinal())
    return calendar.workdays_until(target) - calendar.workdays_until(_counting_day(calendar, now, strict=True))


def shift(calendar: WorkingCalendar, now: datetime, remaining: int) -> datetime:
    """When a paused clock is due that runs on `now` with `remaining` working days (negative stays missed)."""
    return _closing(calendar, _step(calendar, _counting_day(calendar, now, strict=True), remaining))


def opening_before(calendar: WorkingCalendar, due: datetime, *, days: int, working: bool = True) -> datetime:
    """The opening time of the day that lies `days` (working) days before the day of `due`."""
    _refuse_negative(days)
    day = _local(calendar, due).toordinal()
    back = _step(calendar, _on_or_after(calendar, day), -days) if working else day - days
    return _moment(calendar, back, calendar.office_opens)


def postponed(due: datetime, *, now: datetime, before: WorkingCalendar, after: WorkingCalendar) -> datetime:
    """The due moment under a changed calendar: a day off decreed late postpones, nothing brings it forward."""
    if due <= now:
        return due
    return max(due, shift(after, now, remaining_working_days(before, now, due)))


def _refuse_negative(days: int) -> None:
    if days < 0:
        raise ValueError("A deadline cannot be a negative number of days.")


def _counting_day(calendar: WorkingCalendar, start: datetime, *, strict: bool = False) -> int:
    """The ordinal of the working day on which `start` counts; `strict` never gives a day that has closed already."""
    local = _local(calendar, start)
    day = local.toordinal()
    if (strict or not calendar.counts_after_hours) and local.time() > calendar.office_closes:
        day += 1
    return _on_or_after(calendar, day)


def _local(calendar: WorkingCalendar, at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A moment needs a zone.")
    try:
        return at.astimezone(calendar.zone)
    except OverflowError:
        raise ValueError("The moment lies outside the years 1 to 9999.") from None


def _on_or_after(calendar: WorkingCalendar, day: int) -> int:
    while not calendar.works(day):
        day += 1
    return day


def _step(calendar: WorkingCalendar, day: int, days: int) -> int:
    if not 0 < day + days <= LAST_DAY:
        raise ValueError("The deadline lies outside the years 1 to 9999.")
    direction = 1 if days > 0 else -1
    works = calendar.works
    for _ in range(abs(days)):
        day += direction
        while not works(day):
            day += direction
    return day


def _closing(calendar: WorkingCalendar, day: int) -> datetime:
    return _moment(calendar, day, calendar.office_closes)


def _moment(calendar: WorkingCalendar, day: int, at: time) -> datetime:
    try:
        return datetime.combine(date.fromordinal(day), at, calendar.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("The deadline lies outside the years 1 to 9999.") from None
