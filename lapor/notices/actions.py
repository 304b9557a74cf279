"""What an officer does with his bell and his mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time

from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.notices import ways
from lapor.notices.models import Delivery, Routine
from lapor.people.actor import Actor


def mark_read(*, by: Actor, ids: Iterable[int] | None = None) -> int:
    """Mark lines of the actor's own bell as read, all of them when none is named; returns how many were unread."""
    if by.user_id is None:
        return 0
    rows = Delivery.objects.bells().filter(user=by.user_id, read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return rows.update(read_at=clock.now())


def choose(*, by: Actor, at: time, chosen: Mapping[str, str]) -> None:
    """Set the hour of one's own digest and the way of each kind; what is as usual is not kept. Raises Refused."""
    if by.user_id is None:
        raise Refused("Masuk dulu, lalu pilih kabar Anda.")
    for kind, way in chosen.items():
        if kind not in ways.LABELS or way not in ways.choices(kind):
            raise Refused("Pilihan kabar ini tidak ada. Muat ulang halaman, lalu pilih lagi.")
    own = {kind: str(way) for kind, way in chosen.items() if way != ways.usual(kind)}
    Routine.objects.update_or_create(user_id=by.user_id, defaults={"at": at, "ways": own})
