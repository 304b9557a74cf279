"""Rows are the queue: a row is taken with a lease, done, failed and tried again; an expired lease goes back by itself.

A model inherits `Leased` (and, for the index, `class Meta(Leased.Meta)`). Delivery is at least once: a worker that dies
between the outside effect and `done` leaves a row that is taken again, so outside effects carry a constant key.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from lapor.kit import clock

MAX_ATTEMPTS = 12
FIRST_WAIT = 60  # seconds
LONGEST_WAIT = 3600  # seconds


Row = TypeVar("Row", bound="Leased")


class Leased(models.Model):
    """A row that some worker has to work on, once."""

    not_before = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_by = models.CharField(max_length=80, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True, default="")  # a code, never words of a person

    class Meta:
        abstract = True
        indexes = [
            # Read by lease.take.
            models.Index(
                fields=["not_before"], condition=Q(done_at=None, failed_at=None), name="%(app_label)s_%(class)s_wait"
            ),
        ]


def open_rows() -> Q:
    """Select what is neither done nor given up."""
    return Q(done_at=None, failed_at=None)


def waiting() -> Q:
    """Select what may be taken now: due, and not under a living lease."""
    at = clock.now()
    return open_rows() & Q(not_before__lte=at) & (Q(lease_until=None) | Q(lease_until__lt=at))


def stuck(*, seconds: int = 120) -> Q:
    """Select what nobody has taken again although its lease ran out that long ago (for `lapor doctor`)."""
    return open_rows() & Q(lease_until__lt=clock.now() - timedelta(seconds=seconds))


def take(queryset: QuerySet[Row], *, by: str, limit: int, seconds: int, max_attempts: int = MAX_ATTEMPTS) -> list[Row]:
    """Lease up to `limit` waiting rows to one worker for some seconds, the longest waiting first; one winner per row.

    A row whose leases ran out `max_attempts` times (it kills its workers) is given up instead, visibly.
    """
    candidates = queryset.filter(waiting()).order_by("not_before", "pk")
    if not candidates.exists():  # an idle worker takes no write lock on SQLite
        return []
    with transaction.atomic(using=queryset.db):
        # Skips what others hold on PostgreSQL; on SQLite the IMMEDIATE transaction already has the only write lock.
        rows = list(candidates.select_for_update(skip_locked=True, of=("self",))[:limit])
        worn_out = [row for row in rows if row.attempts >= max_attempts]
        fresh = [row for row in rows if row.attempts < max_attempts]
        _lease(fresh, by=by, seconds=seconds, using=queryset.db)
        for row in worn_out:
            _give_up(row, error=row.last_error or "lease_lost", using=queryset.db)
    return fresh


def done(row: Leased, **more: object) -> bool:
    """Finish a row, with `more` columns changed in the same statement; False when its lease was lost meanwhile."""
    return _finish(row, done_at=clock.now(), lease_until=None, last_error="", **more)


def failed(
    row: Leased,
    *,
    permanent: bool = False,
    error: str = "",
    wait: timedelta = timedelta(),
    max_attempts: int = MAX_ATTEMPTS,
) -> bool:
    """Put a row back for a later attempt, or give it up; False when its lease was lost to another worker meanwhile.

    `wait`: what the other side asked for; it waits at least as long.
    """
    if permanent or row.attempts >= max_attempts:
        return _finish(row, failed_at=clock.now(), lease_until=None, last_error=error[:80])
    again = clock.now() + max(backoff(row.attempts), wait)
    return _finish(row, not_before=again, lease_until=None, last_error=error[:80])


def release(row: Leased) -> bool:
    """Give a row back untried (the worker is asked to stop); False when its lease was lost meanwhile."""
    return _finish(row, attempts=row.attempts - 1, lease_until=None)


def retry(row: Leased) -> bool:
    """Try a row again that was given up, from the first attempt; False when it was not given up."""
    given_up = _rows(row).filter(failed_at__isnull=False, done_at=None)
    return _set(row, given_up, failed_at=None, attempts=0, not_before=clock.now(), lease_until=None, lease_by="")


def backoff(attempts: int) -> timedelta:
    """Wait 1 minute after the first attempt, then twice as long each time up to 1 hour, give or take a fifth."""
    wait = min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 16), LONGEST_WAIT)
    return timedelta(seconds=wait * random.uniform(0.8, 1.2))


def _lease(rows: Sequence[Leased], *, by: str, seconds: int, using: str) -> None:
    if not rows:
        return
    until = clock.now() + timedelta(seconds=seconds)
    all_rows: QuerySet[Leased] = type(rows[0])._base_manager.using(using)
    all_rows.filter(pk__in=[row.pk for row in rows]).update(lease_until=until, lease_by=by, attempts=F("attempts") + 1)
    for row in rows:
        row.lease_until, row.lease_by, row.attempts = until, by, row.attempts + 1


def _give_up(row: Leased, *, error: str, using: str) -> None:
    _rows(row).using(using).update(failed_at=clock.now(), lease_until=None, last_error=error)


def _finish(row: Leased, **changes: object) -> bool:
    """Change a row only while its lease is ours: the attempt number tells an old lease of the same worker."""
    ours = _rows(row).filter(open_rows(), lease_by=row.lease_by, attempts=row.attempts)
    return _set(row, ours, **changes)


def _set(row: Leased, rows: QuerySet[Leased], **changes: object) -> bool:
    if not rows.update(**changes):
        return False
    for name, value in changes.items():
        setattr(row, name, value)
    return True


def _rows(row: Leased) -> QuerySet[Leased]:
    rows: QuerySet[Leased] = type(row)._base_manager.using(row._state.db).filter(pk=row.pk)
    return rows
