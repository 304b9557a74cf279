"""What time alone causes, once a minute: limits pass, reporters are warned, silent files are closed or archived.

A scheduler that slept closes nothing before a fresh warning: after a gap between two runs, or a jump of the clock,
closing and archiving rest for one more working day, and every warning is given anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import transaction

from lapor.kit import clock
from lapor.people.actor import SYSTEM
from lapor.reports import actions, postponing, promises, steps
from lapor.reports.choices import OPEN_STATES, ArchiveReason, Origin
from lapor.reports.models import Deadline, Idempotency, Report, SweepRun
from lapor.reports.models.deadline import Outcome
from lapor.reports.moving import MoveRefused
from lapor.reports.windows import waits_too_long
from lapor.standards import arithmetic
from lapor.standards import queries as standards

Row = TypeVar("Row")
GAP = timedelta(hours=1)
DOUBTED_GAP = timedelta(days=7)
JUMP_SECONDS = 3600
WARN_BEFORE_DAYS = 3  # working days between a warning and what it warns of
BATCH = 500
KEY_LIFE = timedelta(days=7)


def run(now: datetime) -> int:
    """Do everything that is due; returns how much was done. Safe to run twice and from two workers."""
    seen = _look(now)
    careful = seen.careful_until is not None and now < seen.careful_until
    done = postponing.run(now)  # first, or what is no longer due today would be marked late tonight
    if seen.rest_until is None or now >= seen.rest_until:
        done += sum(_each(rows[:BATCH], act) for rows, act in promises.due(now, careful=careful))
        done += _each(_overdue(now), _mark_overdue) + steps.run(now)
        done += sum(_offer(report) for report in list(_to_offer(now)))
    done += _each(_to_warn(now), actions.warn)
    done += _each(_run_out(now, "asking"), _unanswered)
    if not careful:
        done += _each(_run_out(now, "auto_close"), _close)
        done += _each(_run_out(now, "completing"), _archive)
    Idempotency.objects.filter(created_at__lt=now - KEY_LIFE).delete()
    return done


def in_doubt(now: datetime) -> bool:
    """Whether the clock may be wrong, so that nobody is told anything because of the hour."""
    row = SweepRun.objects.filter(pk=1).first()
    return row is not None and row.rest_until is not None and now < row.rest_until


def _look(now: datetime) -> SweepRun:
    """Until when nothing may be closed by itself, because somebody slept or a clock jumped; and until when nothing may
    be called late either, because the clock may be wrong: a worker is seldom dead for a week.
    """
    with transaction.atomic():
        row, new = SweepRun.objects.select_for_update().get_or_create(pk=1, defaults={"ran_at": now})
        gap = not new and (now - row.ran_at > GAP or now < row.ran_at - GAP)
        jumped = abs(clock.drift()) > JUMP_SECONDS
        if gap or jumped:
            row.careful_until = arithmetic.add_working_days(standards.calendar_for(None), now, 1)
            doubted = jumped or now < row.ran_at or now - row.ran_at > DOUBTED_GAP
            row.rest_until = row.careful_until if doubted else None
            _warn_anew(now)
        row.ran_at = now
        row.save()
    return row


def _warn_anew(now: datetime) -> None:
    """What would have been closed in the gap is warned again first."""
    rows = Deadline.objects.filter(outcome=Outcome.RUNNING, clock__in=("auto_close", "completing"), due_at__lte=now)
    rows.update(warned_at=None)


def _overdue(now: datetime) -> Iterator[Deadline]:
    rows = Deadline.objects.filter(outcome=Outcome.RUNNING, due_at__lt=now, overdue_marked=False)
    rows = rows.exclude(clock__in=("auto_close", "completing", "asking")).select_related("report")
    return rows.order_by("due_at")[:BATCH].iterator()


def _to_offer(now: datetime) -> Iterator[Report]:
    """Reports that nobody has finished in the time after which the Ombudsman is offered."""
    rows = Report.objects.filter(state__in=OPEN_STATES, origin=Origin.NATIVE, offered_at=None, appealed_at=None)
    old = rows.filter(submitted_at__lt=now - timedelta(days=standards.shortest("ombudsman"))).order_by("submitted_at")
    found = old.select_related("holder", "category").iterator(BATCH)
    return islice((report for report in found if waits_too_long(report)), BATCH)


def _offer(report: Report) -> bool:
    try:
        actions.offer(report)
    except MoveRefused:
        return False
    return True


def _to_warn(now: datetime) -> Iterator[Deadline]:
    """Three working days before the end, or at once when the end has passed unwarned."""
    horizon = arithmetic.add_working_days(standards.calendar_for(None), now, WARN_BEFORE_DAYS)
    rows = Deadline.objects.filter(outcome=Outcome.RUNNING, clock__in=("auto_close", "completing"))
    rows = rows.filter(warned_at__isnull=True, due_at__lte=horizon).select_related("report", "agency")
    return rows.order_by("due_at")[:BATCH].iterator()


def _run_out(now: datetime, name: str) -> Iterator[Deadline]:
    rows = Deadline.objects.filter(outcome=Outcome.RUNNING, clock=name, due_at__lt=now)
    if name != "asking":
        rows = rows.filter(warned_at__isnull=False, warned_at__lt=now)
    return rows.select_related("report", "agency").order_by("due_at")[:BATCH].iterator()


def _each(rows: Iterable[Row], act: Callable[[Row], object]) -> int:
    """One transaction per report; what somebody else moved on in the meantime is left alone."""
    done = 0
    for row in list(rows):
        try:
            act(row)
        except MoveRefused:
            continue
        done += 1
    return done


def _mark_overdue(deadline: Deadline) -> None:
    actions.mark_overdue(deadline)


def _unanswered(deadline: Deadline) -> None:
    actions.unanswered(deadline.report)


def _was_warned_in_time(deadline: Deadline) -> bool:
    """A warning that came late still gives its full working day before anything happens."""
    if deadline.warned_at is None:
        return False
    calendar = standards.calendar_for(deadline.agency)
    return clock.now() >= arithmetic.add_working_days(calendar, deadline.warned_at, 1)


def _close(deadline: Deadline) -> None:
    if _was_warned_in_time(deadline):
        actions.close(deadline.report, by=SYSTEM)


def _archive(deadline: Deadline) -> None:
    if _was_warned_in_time(deadline):
        actions.archive(
            deadline.report,
            by=SYSTEM,
            archive_reason=ArchiveReason.NOT_COMPLETED,
            reason="Laporan tidak dilengkapi sampai batas waktu. Anda dapat mengajukan keberatan atau melapor lagi.",
        )
