"""A notice to an officer behind which no event of a report stands: of a seat, or of a letter to an agency."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from lapor.kit import clock, keys
from lapor.notices.kinds import KINDS
from lapor.notices.models import Channel, Delivery, Recipient, Skipped
from lapor.people.models import User

LATE = timedelta(days=7)  # who is told later than that finds it at his bell, not in his mail


def notice(user: User, *, kind: str, channel: str, named: str, since: datetime, **about: Any) -> Delivery:
    """One notice (not saved), once per `named`; a bell is done when it is written. `about`: its seat or letter."""
    at = clock.now()
    late = channel != Channel.BELL and at - since > LATE
    return Delivery(
        channel=channel,
        recipient=Recipient.OFFICER,
        user=user,
        kind=kind,
        rank=0 if KINDS[kind].urgent else 1,
        lane=f"u{user.pk}",
        dedup_key=keys.provider().token_digest(named).hex()[:40],
        created_at=at,
        not_before=at,
        done_at=at if late or channel == Channel.BELL else None,
        skipped=Skipped.STALE if late else "",
        **about,
    )
