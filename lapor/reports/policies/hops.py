"""The way of a report between agencies: each hop with what it cost and why, told from its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lapor.agencies.models import Agency
from lapor.reports.models import Event
from lapor.standards import arithmetic
from lapor.standards import queries as standards

# The moves that take a report from one agency to another, and what they are called in the list of hops.
LABELS = {
    "dispose": "diteruskan",
    "return_up": "dikembalikan",
    "arbitrate": "diputuskan",
    "recall": "ditarik kembali",
    "accuse": "dialihkan dari yang dilaporkan",
    "accept_objection": "diambil setelah keberatan",
}

BEGINS = frozenset({"submit", "imported", "split_off"})


@dataclass(frozen=True, slots=True)
class HopView:
    """From one agency to another, by their short names; `working_days`: how long it lay at the first; `proposed`: whom
    a return named.
    """

    at: datetime
    kind: str
    label: str
    sender: str
    receiver: str
    by: str
    working_days: int
    reason: str
    proposed: str


def named_in(log: Sequence[Event]) -> set[int]:
    """The agencies that hops may have to name."""
    return {pk for event in log for key in ("to", "proposed") if isinstance(pk := event.data.get(key), int)}


def of(
    log: Sequence[Event], *, known: Mapping[int, Agency], texts: Mapping[str, str], shown: Mapping[int, datetime]
) -> Iterator[HopView]:
    """The hops of a log in their order. `texts`: words by the id of their message, `shown`: times by `seq` of the event
    as this viewer may learn them.
    """
    before: Event | None = None
    for event in log:
        if "to" not in event.data or not (event.kind in LABELS or event.kind in BEGINS):
            continue
        if event.kind in LABELS and before is not None:
            yield _hop(event, before, known, texts, shown)
        before = event


def _hop(
    event: Event, before: Event, known: Mapping[int, Agency], texts: Mapping[str, str], shown: Mapping[int, datetime]
) -> HopView:
    sender = known[before.data["to"]]
    calendar = standards.calendar_for(sender)
    at, since = shown[event.seq], shown[before.seq]
    return HopView(
        at=at,
        kind=event.kind,
        label=LABELS[event.kind],
        sender=sender.short_name,
        receiver=known[event.data["to"]].short_name,
        by=event.agency.short_name if event.agency else "",
        working_days=arithmetic.working_days_between(calendar, since, at),
        reason="\n".join(texts[one] for one in event.data.get("messages", ()) if one in texts),
        proposed=known[event.data["proposed"]].short_name if event.data.get("proposed") else "",
    )
