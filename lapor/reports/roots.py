"""Daily signed roots over the logs of all reports, and the proof of one report (docs/adr/0044).

A root covers the reports about which something was written since the root before. Its leaves stand at drawn places
among keyed filling, so that neither a root nor a proof tells how many reports there are, or which.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from lapor.agencies.models import WIB
from lapor.kit import crypto, keys, periksa
from lapor.reports import sweeps
from lapor.reports.models import DailyRoot, Event, Leaf, Report

SETTLE = timedelta(minutes=15)  # after midnight, for what was still being written
BATCH = 4096  # leaves, also of a day on which nothing was written
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Head:
    """The latest event of a report at the end of a day."""

    report_id: UUID
    code: str
    seq: int
    at: datetime
    hash: bytes
    submitted: date

    def dated(self, submitted: date) -> Head:
        """The same with the day of submission that a leaf was made with."""
        return replace(self, submitted=submitted)

    def leaf(self, day: date) -> bytes:
        return periksa.leaf_of(code=self.code, **self.told(day))

    def told(self, day: date) -> dict[str, str]:
        """What a proof says of it: days, a keyed mark in the place of the hash, and the salt."""
        name = f"{self.report_id}|{self.seq}"
        provider = keys.provider()
        return {
            "submitted": self.submitted.isoformat(),
            "latest": day_of(self.at).isoformat(),
            "mark": provider.evidence(f"mark|{name}|{self.hash.hex()}").hex(),
            "salt": provider.evidence(f"salt|{name}|{day}").hex(),
        }


def day_of(at: datetime) -> date:
    """The calendar day by which roots are counted."""
    return at.astimezone(WIB).date()


def due(now: datetime) -> date:
    """The last day whose root must be there."""
    return day_of(now - SETTLE) - DAY


def sweep(now: datetime) -> int:
    """Make the root of yesterday when it is not there. One of settings.LAPOR_SWEEPS."""
    before = DailyRoot.objects.order_by("-day").first()
    if (before and before.day >= due(now)) or sweeps.in_doubt(now):
        return 0
    try:
        make(due(now))
    except IntegrityError:
        return 0  # another worker was first
    return 1


def make(day: date) -> DailyRoot:
    """Make and sign the root of a day that is over. Raises IntegrityError when it is there already."""
    last = list(DailyRoot.objects.order_by("-day")[:2])
    end = datetime.combine(day + DAY, time.min, WIB)
    heads, upto = _moved(last, end)
    size = BATCH
    while size < len(heads):
        size *= 2
    places = random.SystemRandom().sample(range(size), len(heads))
    leaves = {place: head.leaf(day) for place, head in zip(places, heads, strict=True)}
    nodes = [periksa.root_of(row_of(day, start, leaves)) for start in range(0, size, BATCH)]
    with transaction.atomic():
        root = _signed(day, nodes, before=last[0] if last else None, size=size, upto=upto)
        rows = [
            Leaf(
                root=root,
                report_id=head.report_id,
                seq=head.seq,
                submitted=head.submitted,
                position=place,
                hash=leaves[place],
            )
            for place, head in zip(places, heads, strict=True)
        ]
        Leaf.objects.bulk_create(rows, batch_size=500)
    return root


def _moved(last: Sequence[DailyRoot], end: datetime) -> tuple[list[Head], int]:
    """The reports that were written about and stand in no root as they are now, and the highest number seen.

    It looks back over the root before the last one: a number may be drawn early and be written late.
    """
    upto = Event.objects.filter(at__lt=end).aggregate(last=Max("pk"))["last"] or 0
    rows = Event.objects.filter(pk__gt=last[1].upto if len(last) > 1 else 0, pk__lte=upto, at__lt=end)
    done = dict(Leaf.objects.filter(root__in=last).values_list("report_id").annotate(Max("seq")).order_by())
    heads = _heads(rows.order_by("report_id", "seq").values_list(*FIELDS).iterator(chunk_size=2000))
    return [head for head in heads.values() if head.seq > done.get(head.report_id, 0)], upto


FIELDS = ("report_id", "report__code", "seq", "at", "hash", "report__submitted_at")


def _heads(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, Head]:
    """The last row of each report, of rows in order."""
    return {row[0]: head_of(row) for row in rows}


def head_of(row: tuple[Any, ...]) -> Head:
    """A head from the values of FIELDS."""
    report_id, code, seq, at, digest, submitted_at = row
    return Head(report_id, code, seq, at, bytes(digest), day_of(submitted_at))


def row_of(day: date, start: int, leaves: dict[int, bytes]) -> list[bytes]:
    """One batch of leaves, filled up with what nobody can tell from them."""
    fill = keys.provider().evidence
    return [leaves.get(place) or fill(f"fill|{day}|{place}") for place in range(start, start + BATCH)]


def _signed(day: date, nodes: list[bytes], *, before: DailyRoot | None, size: int, upto: int) -> DailyRoot:
    said = periksa.Statement(
        day=day.isoformat(),
        after=before.day.isoformat() if before else periksa.FIRST,
        prev=periksa.fingerprint(before.statement) if before else periksa.NOTHING,
        root=periksa.root_of(nodes).hex(),
        leaves=size,
    ).text()
    private = keys.private_provider().roots_private()
    return DailyRoot.objects.create(
        day=day,
        statement=said,
        signature=crypto.sign(private, said.encode()),
        key=crypto.verifying_key(private).hex(),
        nodes=b"".join(nodes),
        upto=upto,
    )


def proof(report: Report) -> dict[str, Any] | None:
    """What the reporter takes home: for each day on which something was written, leaf, way and signed root."""
    leaves = list(Leaf.objects.filter(report_id=report.pk).select_related("root").order_by("root__day"))
    rows = Event.objects.filter(report=report, seq__in=[leaf.seq for leaf in leaves]).values_list(*FIELDS)
    heads = {row[2]: head_of(row) for row in rows}
    days = [_proof_of(leaf, heads[leaf.seq]) for leaf in leaves if leaf.seq in heads]
    return {"format": periksa.PROOF, "code": report.code, "days": days} if days else None


def _proof_of(leaf: Leaf, head: Head) -> dict[str, Any]:
    root, start = leaf.root, leaf.position - leaf.position % BATCH
    near = Leaf.objects.filter(root=root, position__range=(start, start + BATCH - 1))
    row = row_of(root.day, start, {place: bytes(found) for place, found in near.values_list("position", "hash")})
    path = periksa.path_of(row, leaf.position - start) + periksa.path_of(nodes_of(root), start // BATCH)
    return {
        **published(root),
        **head.dated(leaf.submitted).told(root.day),
        "position": leaf.position,
        "path": [step.hex() for step in path],
    }


def nodes_of(root: DailyRoot) -> list[bytes]:
    """The roots of the batches."""
    whole = bytes(root.nodes)
    return [whole[at : at + 32] for at in range(0, len(whole), 32)]


def published(root: DailyRoot) -> dict[str, str]:
    """What everybody may read of a root."""
    return {"statement": root.statement, "signature": bytes(root.signature).hex(), "key": root.key}


def all_published() -> dict[str, Any]:
    """The list of all roots, the oldest first, with the keys that signed them."""
    roots = [published(root) for root in DailyRoot.objects.order_by("day").defer("nodes")]
    return {"format": periksa.ROOTS, "keys": list(public_keys()), "roots": roots}


def public_keys() -> tuple[str, ...]:
    """The keys that ever signed a root, and the present one (hex)."""
    present = keys.provider().roots_public()
    used = DailyRoot.objects.order_by("key").values_list("key", flat=True).distinct()
    return tuple(dict.fromkeys([*([present.hex()] if present else []), *used]))
