"""Whether the daily roots are there and still say what the logs say, for `lapor doctor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from lapor.kit import clock, codes, crypto, keys, periksa
from lapor.kit.keys import KeysError
from lapor.reports import roots
from lapor.reports.models import DailyRoot, Event, Leaf, Report

CHUNK, NAMED = 500, 5
NO_KEY = "Kunci private/roots.key hilang atau tidak cocok; akar harian tidak dibuat. Pulihkan dari cadangan."


def problems(*, quick: bool = False) -> list[str]:
    """One sentence per broken promise; `quick` looks at the newest root only."""
    found = [] if _key_fits() else [NO_KEY]
    newest = DailyRoot.objects.order_by("-day").first()
    if newest is None:
        return found
    if newest.day < roots.due(clock.now()):
        found.append(f"Akar harian terakhir dari {newest.day}; pekerja belum membuat akar {roots.due(clock.now())}.")
    days = DailyRoot.objects.order_by("-day")
    for root, before in _pairs(days[:2] if quick else days):
        found += [f"Akar {root.day}: {sentence}" for sentence in _wrong_with(root, before)]
        if quick:
            break
    return found


def _key_fits() -> bool:
    try:
        return crypto.verifying_key(keys.private_provider().roots_private()) == keys.provider().roots_public()
    except KeysError:
        return False


def _pairs(days: Iterable[DailyRoot]) -> Iterator[tuple[DailyRoot, DailyRoot | None]]:
    """Each root with the one before it, the newest first."""
    later: DailyRoot | None = None
    for root in days:
        if later is not None:
            yield later, root
        later = root
    if later is not None:
        yield later, None


def _wrong_with(root: DailyRoot, before: DailyRoot | None) -> Iterator[str]:
    said = periksa.read_statement(root.statement)
    if not periksa.signed(bytes.fromhex(root.key), root.statement.encode(), bytes(root.signature)):
        yield "tanda tangannya tidak sah."
    if periksa.root_of(roots.nodes_of(root)).hex() != said.root or said.day != root.day.isoformat():
        yield "isinya bukan yang ditandatangani."
    if before and (said.after, said.prev) != (before.day.isoformat(), periksa.fingerprint(before.statement)):
        yield "tidak menyambung ke akar sebelumnya."
    if _nodes(root, said.leaves) != roots.nodes_of(root):
        yield "daunnya bukan yang ditandatangani."
    changed = list(_changed(root))
    if changed:
        named = ", ".join(changed[:NAMED]) + (", …" if len(changed) > NAMED else "")
        yield f"{len(changed)} laporan diubah, dihapus atau ditanggali mundur sesudah dicatat ({named})."


def _nodes(root: DailyRoot, size: int) -> list[bytes]:
    """The roots of the batches, computed again from the rows."""
    rows = root.leaves.order_by("position").values_list("position", "hash")
    leaves = {place: bytes(found) for place, found in rows}
    return [periksa.root_of(roots.row_of(root.day, start, leaves)) for start in range(0, size, roots.BATCH)]


def _changed(root: DailyRoot) -> Iterator[str]:
    rows = root.leaves.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from _changed_of(root.day, chunk)


def _changed_of(day: date, chunk: Sequence[Leaf]) -> Iterator[str]:
    """The codes of the reports whose log no longer gives the leaf that was signed."""
    named = {leaf.report_id for leaf in chunk}
    log = Event.objects.filter(report__in=named, seq__in={leaf.seq for leaf in chunk}).values_list(*roots.FIELDS)
    heads = {(row[0], row[2]): roots.head_of(row) for row in log}
    last = dict(Report.objects.filter(pk__in=named).values_list("pk", "last_seq"))
    for leaf in chunk:
        head = heads.get((leaf.report_id, leaf.seq))
        if head is None:
            yield "laporan yang hilang"
            continue
        # A second import may correct the day on which a report came in, and writes an event when it does.
        told = head if last[leaf.report_id] == leaf.seq else head.dated(leaf.submitted)
        if told.leaf(day) != bytes(leaf.hash):
            yield codes.grouped(head.code)
