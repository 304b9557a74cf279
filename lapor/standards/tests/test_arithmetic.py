"""The laws of counting days, and the edges where such counting usually breaks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.standards.arithmetic import (
    add_calendar_days,
    add_working_days,
    postponed,
    remaining_working_days,
    shift,
    working_days_between,
)
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.holidays_id import national_days_off

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
NATIONAL = frozenset(day for year in range(2023, 2030) for day in national_days_off(year))

moments = st.integers(0, 5 * 365 * 86_400).map(
    lambda second: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
amounts = st.integers(0, 90)
days_around = st.dates(date(2023, 12, 1), date(2029, 6, 30))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """National days off with some local ones, some worked weekends, any zone and usual or odd hours."""
    return WorkingCalendar(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        days_off=NATIONAL | draw(st.frozensets(days_around, max_size=12)),
        office_opens=time(7, 30),
        office_closes=draw(st.sampled_from((time(16), time(15, 30), time(23, 59, 59)))),
        extra_workdays=draw(st.frozensets(days_around, max_size=12)),
        counts_after_hours=draw(st.booleans()),
    )


def office(zone: str = "Asia/Jakarta", **changes: object) -> WorkingCalendar:
    base = WorkingCalendar(ZoneInfo(zone), NATIONAL, time(7, 30), time(16))
    return replace(base, **changes)  # type: ignore[arg-type]  # fields by name


def at(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type]  # year, month, day and so on


@given(calendars(), moments, moments, amounts)
def test_a_later_start_is_never_due_earlier(calendar: WorkingCalendar, a: datetime, b: datetime, n: int) -> None:
    early, late = sorted((a, b))
    assert add_working_days(calendar, early, n) <= add_working_days(calendar, late, n)
    assert add_calendar_days(calendar, early, n) <= add_calendar_days(calendar, late, n)


@given(calendars(), moments, amounts)
def test_one_day_more_is_due_on_a_later_day(calendar: WorkingCalendar, start: datetime, n: int) -> None:
    assert add_working_days(calendar, start, n + 1) >= add_working_days(calendar, start, n) >= start
    assert add_working_days(calendar, start, n + 2) > add_working_days(calendar, start, n + 1)
    assert add_calendar_days(calendar, start, n + 1) > add_calendar_days(calendar, start, n) >= start


@given(calendars(), moments, amounts)
def test_nothing_is_due_on_a_day_off_or_outside_closing_time(
    calendar: WorkingCalendar, start: datetime, n: int
) -> None:
    due = add_working_days(calendar, start, n)
    local = due.astimezone(calendar.zone)
    assert due.tzinfo is UTC
    assert calendar.is_working(local.date())
    assert local.time() == calendar.office_closes


@given(calendars(), moments, st.integers(1, 90))
def test_counting_between_undoes_adding(calendar: WorkingCalendar, start: datetime, n: int) -> None:
    due = add_working_days(calendar, start, n)
    assert working_days_between(calendar, start, due) == n
    assert working_days_between(calendar, start, due - timedelta(microseconds=1)) == n - 1
    assert working_days_between(calendar, due, start) == -n


@given(calendars(), moments, moments)
def test_counting_between_is_the_most_that_fits(calendar: WorkingCalendar, a: datetime, b: datetime) -> None:
    early, late = sorted((a, b))
    n = working_days_between(calendar, early, late)
    assert n == 0 or add_working_days(calendar, early, n) <= late
    assert add_working_days(calendar, early, n + 1) > late


@given(calendars(), moments, amounts, moments)
def test_a_pause_that_ends_at_once_changes_nothing(
    calendar: WorkingCalendar, start: datetime, n: int, now: datetime
) -> None:
    due = add_working_days(calendar, start, n)
    assert shift(calendar, now, remaining_working_days(calendar, now, due)) == due


@given(calendars(), moments, amounts, moments, moments)
def test_a_pause_never_takes_days_away(
    calendar: WorkingCalendar, start: datetime, n: int, a: datetime, b: datetime
) -> None:
    paused, resumed = sorted((a, b))
    due = add_working_days(calendar, start, n)
    left = remaining_working_days(calendar, paused, due)
    assert shift(calendar, resumed, left) >= due
    assert (left < 0) == (due < paused) or calendar.counts_after_hours


@given(calendars(), moments, amounts, st.frozensets(days_around, max_size=20), moments)
def test_a_day_off_decreed_late_only_postpones(
    calendar: WorkingCalendar, start: datetime, n: int, decreed: frozenset[date], now: datetime
) -> None:
    later = replace(calendar, days_off=calendar.days_off | decreed)
    due = add_working_days(calendar, start, n)
    assert add_working_days(later, start, n) >= due
    moved = postponed(due, now=now, before=calendar, after=later)
    assert moved >= due
    assert moved == due or later.is_working(moved.astimezone(calendar.zone).date())
    assert postponed(due, now=now, before=later, after=calendar) >= due
    assert due > now or moved == due


@given(calendars(), moments, amounts)
def test_adding_agrees_with_counting_day_by_day(calendar: WorkingCalendar, start: datetime, n: int) -> None:
    local = start.astimezone(calendar.zone)
    day = local.date()
    after_closing = local.time() > calendar.office_closes and (n == 0 or not calendar.counts_after_hours)
    day += timedelta(days=after_closing)
    off = calendar.days_off

    def works(d: date) -> bool:
        return d not in off and (d.weekday() < 5 or d in calendar.extra_workdays)

    while not works(day):
        day += timedelta(days=1)
    for _ in range(n):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    assert add_working_days(calendar, start, n) == datetime.combine(day, calendar.office_closes, calendar.zone)


@pytest.mark.parametrize("zone", ZONES)
def test_the_start_day_is_the_local_one_when_utc_has_another_date(zone: str) -> None:
    # 06:30 local on Tuesday is still Monday evening in UTC.
    early = at(zone, 2026, 11, 24, 6, 30)
    assert early.astimezone(UTC).date() == date(2026, 11, 23)
    assert add_working_days(office(zone), early, 3) == at(zone, 2026, 11, 27, 16)


@pytest.mark.parametrize("zone", ZONES)
def test_the_last_moment_of_a_year_counts_from_the_next_working_day(zone: str) -> None:
    last = datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=ZoneInfo(zone))
    # 1 January is off, so Friday 2 January receives it and Monday is the first counted day.
    assert add_working_days(office(zone), last, 1) == at(zone, 2026, 1, 5, 16)
    assert add_calendar_days(office(zone), last, 1).astimezone(ZoneInfo(zone)).date() == date(2026, 1, 1)


def test_closing_time_itself_still_counts_and_the_moment_after_does_not() -> None:
    monday = at("Asia/Jakarta", 2026, 11, 23, 16)
    assert add_working_days(office(), monday, 1) == at("Asia/Jakarta", 2026, 11, 24, 16)
    assert add_working_days(office(), monday + timedelta(microseconds=1), 1) == at("Asia/Jakarta", 2026, 11, 25, 16)
    lenient = office(counts_after_hours=True)
    assert add_working_days(lenient, monday + timedelta(hours=5), 1) == at("Asia/Jakarta", 2026, 11, 24, 16)


def test_idul_fitri_with_its_cuti_bersama_is_skipped_whole() -> None:
    tuesday = at("Asia/Jakarta", 2026, 3, 17, 9)
    # Nyepi, Idul Fitri and their cuti bersama close the offices from 18 to 24 March 2026.
    assert add_working_days(office(), tuesday, 1) == at("Asia/Jakarta", 2026, 3, 25, 16)


def test_29_february_is_a_day_like_any_other() -> None:
    wednesday = at("Asia/Jayapura", 2024, 2, 28, 10)
    assert add_working_days(office("Asia/Jayapura"), wednesday, 1) == at("Asia/Jayapura", 2024, 2, 29, 16)
    assert add_working_days(office("Asia/Jayapura"), wednesday, 2) == at("Asia/Jayapura", 2024, 3, 1, 16)


def test_week_53_goes_over_into_the_next_year() -> None:
    assert date(2026, 12, 31).isocalendar().week == 53
    thursday = at("Asia/Makassar", 2026, 12, 31, 9)
    assert add_working_days(office("Asia/Makassar"), thursday, 1) == at("Asia/Makassar", 2027, 1, 4, 16)


def test_a_worked_saturday_counts_and_a_day_off_decreed_for_the_due_day_moves_it() -> None:
    friday = at("Asia/Jakarta", 2026, 11, 20, 9)
    assert add_working_days(office(), friday, 1) == at("Asia/Jakarta", 2026, 11, 23, 16)
    worked = office(extra_workdays=frozenset({date(2026, 11, 21)}))
    assert add_working_days(worked, friday, 1) == at("Asia/Jakarta", 2026, 11, 21, 16)
    decreed = office(days_off=NATIONAL | {date(2026, 11, 23)})
    due = at("Asia/Jakarta", 2026, 11, 23, 16)
    assert postponed(due, now=friday, before=office(), after=decreed) == at("Asia/Jakarta", 2026, 11, 24, 16)


@pytest.mark.parametrize("add", [add_working_days, add_calendar_days])
def test_what_cannot_be_a_deadline_is_a_value_error(add: object) -> None:
    assert callable(add)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    for start, days in (
        (now, -1),
        (now.replace(tzinfo=None), 3),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), 1),
        (datetime(9999, 12, 30, tzinfo=UTC), 5),
        (now, 10_000_000),
    ):
        with pytest.raises(ValueError, match=r"deadline|zone|years"):
            add(office(), start, days)


def test_the_first_year_counts_too() -> None:
    zone = ZoneInfo("Asia/Jakarta")
    assert add_working_days(office(), datetime(1, 1, 1, 12, tzinfo=UTC), 3).astimezone(zone).date() > date(1, 1, 3)


def test_an_office_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="close"):
        office(office_closes=time(7))
