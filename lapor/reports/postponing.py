"""Days off that are decreed late: running limits follow, later and never earlier, each by an event.

Nothing is remembered of a change but that there was one: each limit is counted again from where it was counted last, so
that doing it twice changes nothing, and a pass that was killed anywhere is simply done again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from lapor.reports import actions, deadlines
from lapor.reports.models import Deadline, SweepRun
from lapor.reports.models.deadline import Outcome
from lapor.reports.moving import MoveRefused
from lapor.standards import queries as standards
from lapor.standards import rulebook
from lapor.standards.models import Unit

MOST = 5_000  # in one run; the worker has other things to do too
# Other processes count by the old days for up to FRESH seconds more, so the last look comes after that.
SETTLED = timedelta(seconds=2 * rulebook.FRESH)


def run(now: datetime) -> int:
    """Look whether days off have changed and let the limits follow; returns how many moved."""
    since = _changed_at(now)
    if since is None:
        return 0
    rulebook.forget()
    found = list(islice(_late(now), MOST))
    moved = sum(_postpone(row, due) for row, due in found)
    if len(found) < MOST and now - since > SETTLED:
        SweepRun.objects.filter(pk=1, days_off_at=since).update(days_off_at=None)
    return moved


def _changed_at(now: datetime) -> datetime | None:
    """Since when the days off are others than those that all limits follow; None when they are the same."""
    row, mark = SweepRun.objects.get(pk=1), standards.days_off_mark(now.date())
    if row.days_off is not None and bytes(row.days_off) == mark:
        return row.days_off_at
    SweepRun.objects.filter(pk=1).update(days_off=mark, days_off_at=now)
    return now


def _late(now: datetime) -> Iterator[tuple[Deadline, datetime]]:
    """Running limits that end before the day on which they should; what is late already stays late."""
    rows = Deadline.objects.filter(outcome=Outcome.RUNNING, unit=Unit.WORKING_DAYS, due_at__gt=now)
    for row in rows.select_related("report", "agency").order_by("due_at").iterator(chunk_size=500):
        due = deadlines.recounted(row)
        if due.astimezone(row.agency.zone).date() > row.due_at.astimezone(row.agency.zone).date():
            yield row, due


def _postpone(row: Deadline, due: datetime) -> bool:
    """False when somebody else was quicker, or the report has come to rest."""
    try:
        actions.postpone(row, due=due)
    except MoveRefused:
        return False
    return True
