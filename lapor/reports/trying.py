"""What a rule would have done, told before it is switched on: to the last reports, and to what runs now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from lapor.agencies.models import Agency
from lapor.kit import clock
from lapor.reports.choices import Origin
from lapor.reports.models import Deadline
from lapor.reports.models.deadline import Outcome
from lapor.standards import arithmetic, rulebook
from lapor.standards import queries as standards
from lapor.standards.models import ServiceStandard, Unit

LAST = 1_000  # reports that are looked at


@dataclass(slots=True)
class Effect:
    """How many of the last limits of this kind would have been other ones."""

    looked_at: int = 0
    affected: int = 0
    shorter: int = 0
    longer: int = 0
    would_be_late: int = 0
    would_be_in_time: int = 0
    now_late: list[str] = field(default_factory=list)  # units whose limits would have been missed, the most first


def of_standard(row: ServiceStandard) -> Effect:
    """Count the last limits once more as if the rule (not saved) had held when their reports were sent.

    Compared is with the rules of the day on which it would begin, so that a rule that waits already does not count.
    """
    book, effect = rulebook.current().trying(row), Effect()
    late: dict[str, int] = {}
    for deadline in _last(row):
        effect.looked_at += 1
        before, after = (_rule(one, deadline, row.valid_from) for one in (rulebook.current(), book))
        if after is not row or before is None:
            continue
        effect.affected += 1
        due = _due(deadline, before, after)
        effect.shorter += due < deadline.due_at
        effect.longer += due > deadline.due_at
        reached = _reached(deadline)
        if reached <= deadline.due_at and reached > due:
            effect.would_be_late += 1
            late[deadline.agency.name] = late.get(deadline.agency.name, 0) + 1
        effect.would_be_in_time += due >= reached > deadline.due_at
    effect.now_late = sorted(late, key=lambda name: (-late[name], name))[:5]
    return effect


def of_day_off(day: date, *, agency: Agency | None) -> int:
    """How many running limits would end later if this working day were off."""
    rows = _running(agency).filter(unit=Unit.WORKING_DAYS, due_at__gt=clock.now()).select_related("agency")
    return sum(_falls_on(row, day) for row in rows.iterator(chunk_size=500))


def _last(row: ServiceStandard) -> Iterator[Deadline]:
    rows = Deadline.objects.filter(clock=row.clock, report__origin=Origin.NATIVE).exclude(outcome=Outcome.VOID)
    if row.agency:
        rows = rows.filter(agency__path__startswith=row.agency.path)
    yield from rows.select_related("agency", "report").order_by("-started_at", "-pk")[:LAST]


def _rule(book: rulebook.Rulebook, deadline: Deadline, on: date) -> ServiceStandard | None:
    report = deadline.report
    return book.find(deadline.clock, report.standard_class, report.category_id, deadline.agency.path, on)


def _due(deadline: Deadline, before: ServiceStandard, after: ServiceStandard) -> datetime:
    """When it would have been due: as many days earlier or later as the rules differ, pauses kept."""
    calendar = standards.calendar_for(deadline.agency)
    if before.unit != after.unit:
        return standards.due_at(calendar, deadline.started_at, amount=after.amount, unit=after.unit)
    if after.unit == Unit.CALENDAR_DAYS:
        return standards.due_at(calendar, deadline.started_at, amount=after.amount, unit=after.unit)
    return arithmetic.shift(calendar, deadline.due_at, after.amount - before.amount)


def _reached(deadline: Deadline) -> datetime:
    """When what was waited for came; while it has not, now."""
    final = deadline.report.final_at if deadline.clock == "completion" else None
    return deadline.paused_at or final or deadline.stopped_at or clock.now()


def _running(agency: Agency | None) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(outcome=Outcome.RUNNING)
    return rows.filter(agency__path__startswith=agency.path) if agency else rows


def _falls_on(row: Deadline, day: date) -> bool:
    """Whether a running limit counts this day."""
    calendar = standards.calendar_for(row.agency)
    begun, due = (at.astimezone(calendar.zone).date() for at in (row.counted_at or row.started_at, row.due_at))
    return begun < day <= due and calendar.is_working(day)
