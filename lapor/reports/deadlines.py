"""The clocks of one report: turned by moves, never by hand."""

from __future__ import annotations

from datetime import datetime

from lapor.agencies.models import Agency
from lapor.kit import rows
from lapor.reports.choices import ASKED, Origin, PromiseState, State, Waits
from lapor.reports.models import Deadline, Report
from lapor.reports.models.deadline import Outcome
from lapor.reports.workflow import Move
from lapor.standards import arithmetic
from lapor.standards import queries as standards

# Whose turn a live clock says it is; the clocks of the reporter are not deadlines of an agency.
REPORTER_CLOCKS = frozenset({"auto_close", "completing", "asking"})
LIVE = (Outcome.RUNNING, Outcome.PAUSED)
# What a move changes of a clock.
CHANGED = ("outcome", "due_at", "paused_at", "remaining", "counted_at", "counted_days", "stopped_at", "step_at")


def turn(report: Report, move: Move, *, at: datetime, starts: tuple[str, ...], pauses: tuple[str, ...]) -> None:
    """Stop, void, pause, resume and start what the row of the move says, in that order; refresh the report's summary.

    `starts`: the row's list as the action settled it (a second disposition starts no completion); `pauses`: the row's
    by what the event says (`Move.paused_by`).
    """
    live = list(Deadline.objects.filter(report=report, outcome__in=LIVE))
    changed = turned(report, move, live, at=at, starts=starts, pauses=pauses)
    with rows.together():
        for row in changed:
            if row.pk:
                rows.update(row, *CHANGED)
        rows.insert(*(row for row in changed if not row.pk))


def turned(
    report: Report,
    move: Move,
    live: list[Deadline],
    *,
    at: datetime,
    starts: tuple[str, ...],
    pauses: tuple[str, ...],
) -> list[Deadline]:
    """The same on rows in memory, nothing saved: what changed and what is new. `live` becomes what is live then."""
    running = {d.clock: d for d in live}
    touched = list[Deadline]()
    for clock in sorted(running.keys() & move.stops):
        touched.append(_stop(running.pop(clock), at=at))
    for clock in sorted(running.keys() & {*move.voids, *starts}):
        touched.append(_void(running.pop(clock), at=at))
    for clock in sorted(running.keys() & pauses):
        touched += _pause(running[clock], at=at)
    still = report.state == State.MERGED  # what follows another report has no clock of its own
    for clock in () if still else sorted(running.keys() & move.resumes):
        touched += _resume(running[clock], at=at)
    for clock in () if report.origin == Origin.TEST else starts:
        running[clock] = begin(report, clock, agency=report.holder, at=at)
        touched.append(running[clock])
    live[:] = running.values()
    summarise(report, live)
    return touched


def void(report: Report, clock: str, *, at: datetime) -> None:
    """Let a live clock no longer apply, and store it."""
    for row in Deadline.objects.filter(report=report, clock=clock, outcome__in=LIVE):
        rows.update(_void(row, at=at), *CHANGED)


def start(report: Report, clock: str, *, agency: Agency, at: datetime) -> Deadline:
    """Start one clock and store it."""
    row = begin(report, clock, agency=agency, at=at)
    row.save(force_insert=True)
    return row


def begin(report: Report, clock: str, *, agency: Agency, at: datetime) -> Deadline:
    """One clock by the rules that were valid on the day the report was submitted, with its reason (not saved)."""
    begun = standards.start(
        clock,
        agency=agency,
        classification=report.standard_class,
        category=report.category,
        at=at,
        rules_on=report.submitted_at.date(),
    )
    return Deadline(
        report=report,
        clock=clock,
        agency=agency,
        started_at=at,
        due_at=begun.due_at,
        amount=begun.amount,
        unit=begun.unit,
        basis=begun.basis,
        standard_id=begun.standard_id,
    )


def _stop(deadline: Deadline, *, at: datetime) -> Deadline:
    """Met when it stopped in time; a paused clock stood still, so it counts to the pause."""
    reached = deadline.paused_at or at
    deadline.outcome = Outcome.MET if reached <= deadline.due_at else Outcome.MISSED
    deadline.stopped_at = at
    return deadline


def _void(deadline: Deadline, *, at: datetime) -> Deadline:
    """No longer applies; what was already late stays missed, or a late unit could escape by passing the report on."""
    reached = deadline.paused_at or at
    late = reached > deadline.due_at and deadline.clock not in REPORTER_CLOCKS
    deadline.outcome = Outcome.MISSED if late else Outcome.VOID
    deadline.stopped_at = at
    return deadline


def _pause(deadline: Deadline, *, at: datetime) -> list[Deadline]:
    if deadline.outcome == Outcome.PAUSED:
        return []
    calendar = standards.calendar_for(deadline.agency)
    deadline.remaining = arithmetic.remaining_working_days(calendar, at, deadline.due_at)
    deadline.paused_at = at
    deadline.outcome = Outcome.PAUSED
    return [deadline]


def _resume(deadline: Deadline, *, at: datetime) -> list[Deadline]:
    """Give back the working days that the pause remembered; a clock that was late when it paused stays late, and no
    later than it was: `counted_days` below zero.
    """
    if deadline.outcome != Outcome.PAUSED:
        return []
    remaining = deadline.remaining or 0
    if remaining >= 0 and (deadline.paused_at or at) <= deadline.due_at:
        deadline.due_at = standards.resume(agency=deadline.agency, at=at, remaining=remaining)
    deadline.counted_at, deadline.counted_days = at, remaining
    deadline.outcome = Outcome.RUNNING
    deadline.paused_at = deadline.remaining = deadline.step_at = None
    return [deadline]


def extend(deadline: Deadline, *, due: datetime, at: datetime) -> None:
    """Let the clock end on a later working day that a person chose, and store it."""
    calendar = standards.calendar_for(deadline.agency)
    deadline.due_at, deadline.overdue_marked = due, False
    deadline.counted_at, deadline.counted_days = at, arithmetic.remaining_working_days(calendar, at, due)
    deadline.armed_at, deadline.step_at = at, None
    changed = ["due_at", "overdue_marked", "counted_at", "counted_days", "armed_at", "step_at"]
    deadline.save(update_fields=changed)


def recounted(deadline: Deadline) -> datetime:
    """When a running clock is due by the days off that are known now, counted again from where it was counted last."""
    calendar = standards.calendar_for(deadline.agency)
    if deadline.counted_at is None:
        return standards.due_at(calendar, deadline.started_at, amount=deadline.amount, unit=deadline.unit)
    return arithmetic.shift(calendar, deadline.counted_at, deadline.counted_days or 0)


def restart_completion(report: Report, *, at: datetime) -> None:
    """After a new classification: the completion limit is counted again from its original start."""
    old = Deadline.objects.filter(report=report, clock="completion", outcome__in=LIVE).first()
    if old is None:
        return
    begun = standards.start(
        "completion",
        agency=old.agency,
        classification=report.standard_class,
        category=report.category,
        at=old.started_at,
        rules_on=report.submitted_at.date(),
    )
    old.due_at, old.amount, old.unit = begun.due_at, begun.amount, begun.unit
    old.basis, old.standard_id = begun.basis, begun.standard_id
    old.counted_at = old.counted_days = old.step_at = None
    old.armed_at, old.overdue_marked = at, old.overdue_marked and old.due_at <= at
    if old.paused_at:
        calendar = standards.calendar_for(old.agency)
        old.remaining = arithmetic.remaining_working_days(calendar, old.paused_at, old.due_at)
    counted = ["due_at", "amount", "unit", "basis", "standard_id", "remaining", "counted_at", "counted_days"]
    old.save(update_fields=[*counted, "armed_at", "step_at", "overdue_marked"])


def settle_completion(report: Report, *, at: datetime) -> None:
    """A report closed without dispute after a final answer has met its completion on the day of that answer."""
    live = Deadline.objects.filter(report=report, clock="completion", outcome__in=LIVE).first()
    if live and settled(report, live, at=at):
        live.save(update_fields=CHANGED)


def settled(report: Report, completion: Deadline, *, at: datetime) -> bool:
    """The same on a row in memory (not saved); False when there was no final answer."""
    if report.final_at is None:
        return False
    completion.outcome = Outcome.MET if report.final_at <= completion.due_at else Outcome.MISSED
    completion.stopped_at = at
    return True


def summarise(report: Report, live: list[Deadline]) -> None:
    """Cache on the report what the inbox sorts by: at whose desk, whose turn, until when (not saved)."""
    running = [d for d in live if d.outcome == Outcome.RUNNING]
    objection = next((d for d in running if d.clock == "objection"), None)
    theirs = [d.due_at for d in running if d.clock in REPORTER_CLOCKS]
    ours = [d.due_at for d in running if d.clock not in REPORTER_CLOCKS]
    urgent = any(d.clock == "response" for d in running)
    report.waits_at = report.holder
    if objection:
        report.waits_at_id, report.waits_for, report.due_at = objection.agency_id, Waits.OFFICER, objection.due_at
    elif report.origin == Origin.IMPORTED:
        report.waits_for, report.due_at = Waits.NOBODY, None
    elif report.promise_state == PromiseState.DUE:
        report.waits_for, report.due_at = Waits.OFFICER, min(_moments(ours, report.promise_at))
    elif not report.is_open:
        report.waits_for, report.due_at = Waits.NOBODY, None
    elif report.answer_waits in ASKED:
        report.waits_for, report.due_at = Waits.LEADER, min(ours, default=None)
    elif theirs and not urgent:
        report.waits_for, report.due_at = Waits.REPORTER, min(theirs)
    elif report.promise_state and report.final_at and not ours:  # nothing to do before its day, or before he answers
        said = report.promise_state == PromiseState.SAID_KEPT
        report.waits_for, report.due_at = Waits.REPORTER if said else Waits.NOBODY, report.promise_at
    else:
        report.waits_for, report.due_at = Waits.OFFICER, min(ours, default=None)


def _moments(dues: list[datetime], more: datetime | None) -> list[datetime]:
    return [*dues, more] if more else dues


def refresh(report: Report) -> None:
    """Recompute the summary from the rows (not saved)."""
    summarise(report, list(Deadline.objects.filter(report=report, outcome__in=LIVE)))
