"""Until when the reporter may still do something after an answer: read from the standards, never stored."""

from __future__ import annotations

from datetime import datetime

from lapor.kit import clock
from lapor.reports.choices import Origin
from lapor.reports.models import Deadline, Report
from lapor.reports.models.deadline import Outcome
from lapor.standards import queries as standards


def end_of(report: Report, name: str) -> datetime | None:
    """When the window `name` ("reopen_window", "rating_window") closes; None while the report is not closed."""
    if report.closed_at is None:
        return None
    return due(report, name, since=report.closed_at)


def due(report: Report, name: str, *, since: datetime) -> datetime:
    """When the time `name` of a report's standards has passed, counted from a moment."""
    return standards.start(
        name,
        agency=report.holder,
        classification=report.standard_class,
        category=report.category,
        at=since,
        rules_on=report.submitted_at.date(),
    ).due_at


def is_open(report: Report, name: str) -> bool:
    end = end_of(report, name)
    return end is not None and clock.now() <= end


def waits_too_long(report: Report) -> bool:
    """Whether the time has passed after which the Ombudsman is offered, whatever else happened."""
    return clock.now() > due(report, "ombudsman", since=report.submitted_at)


def may_appeal(report: Report) -> bool:
    """After a missed limit, the Ombudsman's own limit, a rejected objection or a bad rating; his move is consent."""
    if report.origin == Origin.IMPORTED:
        return False
    if waits_too_long(report):
        return True
    if (
        Deadline.objects.filter(report=report, clock__in=("response", "completion", "objection"))
        .filter(outcome=Outcome.MISSED)
        .exists()
    ):
        return True
    if report.events.filter(kind__in=("reject_objection", "overdue")).exists():
        return True
    rating = getattr(report, "rating", None)
    return rating is not None and rating.is_bad
