"""What time alone causes; `sweeps` decides when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lapor.people.actor import SYSTEM
from lapor.reports.models import Deadline, Report, StepTaken
from lapor.reports.models.deadline import Outcome
from lapor.reports.moving import MoveRefused, make
from lapor.standards.models import Step


def mark_overdue(deadline: Deadline) -> Report:
    """Record once that a limit has passed."""
    with make(deadline.report, "overdue", by=SYSTEM) as step:
        step.data |= {"clock": deadline.clock, "due": deadline.due_at.isoformat(), "agency": deadline.agency_id}
        Deadline.objects.filter(pk=deadline.pk).update(overdue_marked=True)
    return step.report


def remind(deadline: Deadline, *, steps: Iterable[Step]) -> Report:
    """Record once that steps of a limit were taken; who hears of it is told by the latest of them for each reader."""
    with make(deadline.report, "remind", by=SYSTEM) as step:
        names, due = {one.name: one for one in steps}, deadline.due_at
        taken = StepTaken.objects.filter(deadline=deadline, armed_since=deadline.armed_since, step__in=names)
        fresh = names.keys() - set(taken.values_list("step", flat=True))
        running = Deadline.objects.filter(pk=deadline.pk, outcome=Outcome.RUNNING, due_at=due)
        if not fresh or not running.exists():
            raise MoveRefused("Pengingat ini sudah dikirim, atau tenggatnya sudah berubah.", gone=True)
        since = deadline.armed_since
        StepTaken.objects.bulk_create(
            StepTaken(deadline=deadline, step=name, armed_since=since, taken_at=step.at) for name in sorted(fresh)
        )
        tells = sorted({names[name].tells for name in fresh})
        step.data |= {"clock": deadline.clock, "due": due.isoformat(), "agency": deadline.agency_id}
        step.data |= {"tells": tells, "late": step.at >= due}
    return step.report


def warn(deadline: Deadline) -> Report:
    """Tell the reporter what will happen by itself, and when."""
    with make(deadline.report, "warn", by=SYSTEM) as step:
        step.data |= {"clock": deadline.clock, "due": deadline.due_at.isoformat()}
        Deadline.objects.filter(pk=deadline.pk).update(warned_at=step.at, due_at=deadline.due_at)
    return step.report


def offer(report: Report) -> Report:
    """Tell the reporter once that he may go to the Ombudsman: the limit for that has passed and nobody has finished."""
    with make(report, "offer", by=SYSTEM) as step:
        if step.report.offered_at or step.report.appealed_at:
            raise MoveRefused("Pelapor sudah diberi tahu.", gone=True)
        step.report.offered_at = step.at
    return step.report


def unanswered(report: Report) -> Report:
    """The reporter did not answer a question in time; work goes on."""
    with make(report, "unanswered", by=SYSTEM) as step:
        pass
    return step.report


def postpone(deadline: Deadline, *, due: datetime) -> Report:
    """A day off that was decreed late moves a running limit to a later day, never to an earlier one."""
    with make(deadline.report, "postpone", by=SYSTEM) as step:
        step.data |= {"clock": deadline.clock, "was": deadline.due_at.isoformat(), "until": due.isoformat()}
        running = Deadline.objects.filter(pk=deadline.pk, outcome=Outcome.RUNNING, due_at=deadline.due_at)
        if due <= deadline.due_at or not running.update(due_at=due, armed_at=step.at, step_at=None):
            raise MoveRefused("Tenggat ini sudah berubah. Tidak ada yang perlu disesuaikan.", gone=True)
    return step.report
