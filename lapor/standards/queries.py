"""Which rule holds and when it is due. Warm, nothing here asks the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from lapor.agencies.models import Agency, Category
from lapor.standards import arithmetic, rulebook
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.holidays_id import national_days_off
from lapor.standards.models import DayOff, ServiceStandard, Unit


class NoStandard(LookupError):
    """No service standard is valid for this clock on this day."""


@dataclass(frozen=True, slots=True)
class Started:
    """A deadline at its start, ready to be stored: due (UTC), how it was counted, and by which rule."""

    due_at: datetime
    amount: int
    unit: str
    basis: str
    standard_id: int


def start(
    clock: str,
    *,
    agency: Agency | None,
    classification: str,
    category: Category | None,
    at: datetime,
    rules_on: date,
) -> Started:
    """Start a clock at `at`, by the rules of the day on which the report was submitted."""
    found = standard_for(clock, classification=classification, category=category, agency=agency, on=rules_on)
    due = due_at(calendar_for(agency), at, amount=found.amount, unit=found.unit)
    return Started(due, found.amount, found.unit, found.legal_basis, found.pk)


def standard_for(
    clock: str, *, classification: str, category: Category | None, agency: Agency | None, on: date
) -> ServiceStandard:
    """The most specific row valid on that day: closest agency, then closest category, then classification.

    Raises NoStandard when there is none.
    """
    path = agency.path if agency else ""
    found = rulebook.current().find(clock, classification, category.pk if category else None, path, on)
    if found is None:
        raise NoStandard(f"Tidak ada standar layanan untuk {clock} pada {on:%d-%m-%Y}.")
    return found


def shortest(clock: str) -> int:
    """The days before which no rule lets this clock end: what is younger need not be looked at."""
    return rulebook.current().shortest(clock)


def due_at(calendar: WorkingCalendar, start: datetime, *, amount: int, unit: str) -> datetime:
    """Count `amount` of `unit` from `start`."""
    if unit == Unit.CALENDAR_DAYS:
        return arithmetic.add_calendar_days(calendar, start, amount)
    return arithmetic.add_working_days(calendar, start, amount)


def rule(standard_id: int | None) -> ServiceStandard | None:
    """The standard that a deadline follows, None for one that was taken out of the rules."""
    return rulebook.current().standard(standard_id) if standard_id else None


def calendar_for(agency: Agency | None, *, known_on: date | None = None) -> WorkingCalendar:
    """The working calendar of an agency; without one, the national calendar in western time.

    `known_on`: as it stood at the end of a day, without the days off that were decreed after it.
    """
    path, zone_name = (agency.path, agency.zone_name) if agency else ("", "Asia/Jakarta")
    return rulebook.current().calendar(path, zone_name, known_on=known_on)


def days_off_mark(on: date) -> bytes:
    """A digest of all days off around a day, national and decreed here: another one means that calendars changed.

    Read from the database, not from this process' copy.
    """
    rows = DayOff.objects.order_by("pk").values_list("date", "agency__path", "is_working")
    national = [sorted(national_days_off(on.year + near)) for near in (-1, 0, 1, 2)]
    return hashlib.sha256(repr((national, list(rows))).encode()).digest()


def resume(*, agency: Agency | None, at: datetime, remaining: int) -> datetime:
    """When a paused clock is due that runs on at `at` with the working days that the pause remembered."""
    return arithmetic.shift(calendar_for(agency), at, remaining)
