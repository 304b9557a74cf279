"""The append-only log of one report: writing an event, and proving that none was changed, dropped or back-dated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lapor.kit import rows
from lapor.people.actor import Actor
from lapor.reports.choices import Channel
from lapor.reports.models import Event, Reaction, Report

GENESIS = bytes(32)


def append(
    report: Report,
    *,
    kind: str,
    by: Actor,
    at: datetime,
    from_state: str,
    agency_id: int | None,
    data: dict[str, Any],
    news: bool = True,
) -> Event:
    """Write the next event of a locked report, with the queue entry that others react to; moves `report.last_seq`.

    Without `news` nobody reacts: what an import tells is history, and nobody is notified of it.
    """
    # With `report`, or the related manager would ask for it again.
    chain = report.events.only("report", "at", "hash")
    last = chain.order_by("-seq").first() if report.last_seq else None
    event = following(report, kind=kind, by=by, at=at, from_state=from_state, agency_id=agency_id, data=data, last=last)
    rows.insert(*(with_news(event) if news else [event]))
    return event


def with_news(event: Event) -> tuple[Event, Reaction]:
    """An event that `following` made and the queue entry that others react to, to be written together."""
    return event, Reaction(event=event, not_before=event.at)


def following(
    report: Report,
    *,
    kind: str,
    by: Actor,
    at: datetime,
    from_state: str,
    agency_id: int | None,
    data: dict[str, Any],
    last: Event | None,
) -> Event:
    """The event that follows `last` in the chain (not saved, for writing many at once); moves `report.last_seq`."""
    event = Event(
        report=report,
        seq=report.last_seq + 1,
        kind=kind,
        at=max(last.at, at) if last else at,
        actor_kind=by.kind,
        user_id=by.user_id if by.is_officer else None,
        agency_id=agency_id,
        channel=by.channel if by.channel in Channel.values else Channel.SYSTEM,
        from_state=from_state,
        to_state=report.state,
        data=data,
        prev_hash=bytes(last.hash) if last else GENESIS,
    )
    event.hash = digest(event)
    report.last_seq = event.seq
    return event


def digest(event: Event) -> bytes:
    """SHA-256 over the previous hash and the canonical JSON of everything that the event says."""
    content = {
        "report": str(event.report_id),
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [event.actor_kind, event.user_id, event.agency_id, event.channel],
        "state": [event.from_state, event.to_state],
        "data": event.data,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(bytes(event.prev_hash) + canonical.encode()).digest()


def first_break(events: Iterable[Event]) -> int | None:
    """The first `seq` of one report's events, in order, at which the chain does not hold; None when it does."""
    prev = GENESIS
    latest: datetime | None = None
    for seq, event in enumerate(events, start=1):
        whole = event.seq == seq and bytes(event.prev_hash) == prev and bytes(event.hash) == digest(event)
        if not whole or (latest and event.at < latest):
            return seq
        prev, latest = bytes(event.hash), event.at
    return None


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows later that nothing was changed: how many events, the first and the last hash (hex), and at which
    number the chain breaks, if it does. The hashes between are left out: who came to know the id of the report could
    try out with them the minute of an event of which only the day may be known.
    """

    count: int
    first: str
    last: str
    broken_at: int | None


def proof(report: Report) -> Proof:
    """Read the whole chain of a report and say whether it holds."""
    log = list(report.events.order_by("seq"))
    broken = first_break(log)
    if broken is None and len(log) != report.last_seq:
        broken = len(log) + 1
    first, last = (bytes(log[at].hash).hex() if log else "" for at in (0, -1))
    return Proof(len(log), first, last, broken)


def head(report_id: UUID) -> bytes:
    """The hash of the latest event."""
    found = Event.objects.filter(report=report_id).order_by("-seq").values_list("hash", flat=True).first()
    return bytes(found) if found else GENESIS
