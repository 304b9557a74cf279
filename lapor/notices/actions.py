"""What an officer does with his bell."""

from __future__ import annotations

from collections.abc import Iterable

from lapor.kit import clock
from lapor.notices.models import Delivery
from lapor.people.actor import Actor


def mark_read(*, by: Actor, ids: Iterable[int] | None = None) -> int:
    """Mark lines of the actor's own bell as read, all of them when none is named; returns how many were unread."""
    if by.user_id is None:
        return 0
    rows = Delivery.objects.bells().filter(user=by.user_id, read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return rows.update(read_at=clock.now())
