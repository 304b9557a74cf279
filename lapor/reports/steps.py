"""Reminders before a limit ends and the ladder after it: `standards.Step` says when, each is taken once per end.

What was missed while nobody worked is recorded as taken, and each reader hears of the latest of his steps alone.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from lapor.reports import actions
from lapor.reports.deadlines import REPORTER_CLOCKS
from lapor.reports.models import Deadline, StepTaken, SweepRun
from lapor.reports.models.deadline import Outcome
from lapor.reports.moving import MoveRefused
from lapor.standards import arithmetic, rulebook
from lapor.standards import queries as standards
from lapor.standards import steps as ladder
from lapor.standards.models import Step

BATCH = 500
MOST = 20  # batches in one run
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def run(now: datetime) -> int:
    """Take what is due; returns for how many limits something was told."""
    _follow_changes()
    told = 0
    for _ in range(MOST):
        rows = list(_waiting(now)[:BATCH])
        told += sum(_take(row, now=now) for row in rows)
        if len(rows) < BATCH:
            break
    return told


def _follow_changes() -> None:
    """When the steps themselves are others than before, every limit looks for its next one again."""
    seen, mark = SweepRun.objects.get(pk=1), ladder.mark()
    if seen.steps is not None and bytes(seen.steps) == mark:
        return
    rulebook.forget()
    with transaction.atomic():
        Deadline.objects.filter(outcome=Outcome.RUNNING, step_at__isnull=False).update(step_at=None)
        SweepRun.objects.filter(pk=1).update(steps=mark)


def _waiting(now: datetime) -> QuerySet[Deadline]:
    """Running limits of agencies whose next step is due, or is not known yet."""
    rows = Deadline.objects.filter(Q(step_at=None) | Q(step_at__lte=now), outcome=Outcome.RUNNING)
    return rows.exclude(clock__in=REPORTER_CLOCKS).select_related("report", "agency").order_by("due_at", "pk")


def _take(row: Deadline, *, now: datetime) -> bool:
    """Tell what is due of one limit, then write down when to look again: killed in between, it looks once too often."""
    due = moments(row)
    passed = [step for step in due if due[step] <= now]
    told = _tell(row, _fresh(row, {step: due[step] for step in passed}))
    ahead = min((at for at in due.values() if at > now), default=NEVER)
    same = Deadline.objects.filter(pk=row.pk, due_at=row.due_at, armed_at=row.armed_at, outcome=Outcome.RUNNING)
    same.update(step_at=ahead)
    return told


def moments(row: Deadline) -> dict[Step, datetime]:
    """When each step of a limit is due."""
    calendar = standards.calendar_for(row.agency)
    limit = ladder.Limit(row.due_at, _late_from(row), row.amount, row.unit)
    return {step: ladder.due_at(step, limit, calendar) for step in ladder.of(row.clock, agency=row.agency)}


def _late_from(row: Deadline) -> datetime:
    """From when it counts as late: what was late before a pause has not grown later by the pause."""
    if row.counted_at is None or row.counted_days is None or row.counted_days >= 0:
        return row.due_at
    return arithmetic.shift(standards.calendar_for(row.agency), row.counted_at, row.counted_days)


def _fresh(row: Deadline, passed: dict[Step, datetime]) -> list[Step]:
    """Those not taken yet for this end; taken for an earlier end counts when the step did not move ahead of that."""
    if not passed:
        return []
    taken = StepTaken.objects.filter(deadline=row).values_list("step", "armed_since")
    now_taken = {step for step, since in taken if since == row.armed_since}
    ever_taken = {step for step, _ in taken}
    again = {step for step, at in passed.items() if at > row.armed_since or step.name not in ever_taken}
    return [step for step in passed if step in again and step.name not in now_taken]


def _tell(row: Deadline, steps: list[Step]) -> bool:
    if not steps:
        return False
    try:
        actions.remind(row, steps=steps)
    except MoveRefused:
        return False
    return True
