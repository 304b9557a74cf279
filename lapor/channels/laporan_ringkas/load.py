"""Rows become reports here: in batches, each exact or not at all, and the same file twice adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import islice

from lapor.agencies import catalogue
from lapor.agencies.models import Agency, Category
from lapor.channels.laporan_ringkas import mapping, places
from lapor.channels.laporan_ringkas.parse import Reject, Row
from lapor.channels.laporan_ringkas.places import Categories
from lapor.channels.laporan_ringkas.tree import Tree
from lapor.people.actor import SYSTEM, Actor
from lapor.reports.actions.imported import ImportedRecord, Note, Outcome, known_digests, take_over_all
from lapor.reports.actions.submit import is_sensitive
from lapor.reports.choices import Secrecy
from lapor.reports.models import Message

SYSTEM_NAME = "lapor"
BATCH = 100
NO_TITLE = "(Tanpa judul)"


@dataclass(slots=True)
class Summary:
    """How many rows were read, and what became of them.

    read = created + unchanged + changed + kept + rejected. `kept` ones differ but are worked on here by now.
    """

    read: int = 0
    created: int = 0
    unchanged: int = 0
    changed: int = 0
    kept: int = 0
    rejected: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    unknown_categories: Counter[str] = field(default_factory=Counter)
    new_agencies: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(slots=True)
class _Run:
    """What one run knows while it goes through the file."""

    tree: Tree
    categories: Categories
    by: Actor
    zone: tzinfo
    dry: bool
    reject: Callable[[Reject], None]
    summary: Summary = field(default_factory=Summary)
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)


def load(
    rows: Iterable[Row | Reject],
    *,
    under: Agency,
    called: str = "",
    by: Actor = SYSTEM,
    zone: tzinfo = UTC,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    reject: Callable[[Reject], None] | None = None,
) -> Summary:
    """Take over every row as a report under an agency; `progress` hears how many were read, `reject` which were not.

    `called` is the agency's name in the file. Times without a zone of their own are in `zone`.
    With `dry_run` nothing is written (`under` need not be saved then), and the summary says what would happen.
    """
    if not dry_run and not Category.objects.exists():
        catalogue.load_categories()
    tree = Tree(under, called=called, by=by, dry=dry_run)
    run = _Run(tree, Categories(), by, zone, dry_run, reject or (lambda row: None))
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        run.summary.read += len(batch)
        _take(run, list(_readable(run, batch)))
        if progress:
            progress(run.summary.read)
    run.summary.new_agencies = tree.new
    return run.summary


def _readable(run: _Run, batch: list[Row | Reject]) -> Iterator[tuple[Row, str]]:
    """Rows with their digests; the others are rejected, and what a row says a second time is passed over."""
    for row in batch:
        if isinstance(row, Reject):
            _reject(run, row)
            continue
        if mapping.status_of(row.status) is None:
            _reject(run, Reject(row.line, f"Status “{row.status[:60]}” tidak dikenal.", row.cells))
            continue
        digest = mapping.digest_of(row)
        line, earlier = run.seen.setdefault(row.number, (row.line, digest))
        if line == row.line:
            yield row, digest
        elif earlier == digest:
            run.summary.count("unchanged")
        else:
            reason = f"Tracking ID {row.number} sudah ada di baris {line} dengan isi lain."
            _reject(run, Reject(row.line, reason, row.cells))


def _reject(run: _Run, row: Reject) -> None:
    run.summary.rejected += 1
    run.reject(row)


def _take(run: _Run, rows: list[tuple[Row, str]]) -> None:
    """Only what is new or says something new is looked at closer."""
    known = known_digests(SYSTEM_NAME, [row.number for row, _ in rows])
    for row, _ in rows:
        run.summary.statuses[row.status] += 1
    fresh = [(row, digest) for row, digest in rows if known.get(row.number) != digest]
    run.summary.unchanged += len(rows) - len(fresh)
    records = [_record(run, row, digest) for row, digest in fresh]
    if run.dry:
        for record in records:
            run.summary.count("changed" if record.number in known else "created")
        return
    places.ensure({record.region_id for record in records if record.region_id})
    for outcome in take_over_all(records, by=run.by) if records else ():
        run.summary.count(outcome)


def _record(run: _Run, row: Row, digest: str) -> ImportedRecord:
    status = mapping.status_of(row.status)
    if status is None:
        raise ValueError(f"line {row.line}: a status that nobody knows")
    category = run.categories.find(row)
    if category is None and (row.category or row.category_id):
        run.summary.unknown_categories[row.category or row.category_id] += 1
    classification, oversight = mapping.classification_of(row.classification)
    identity, secrecy = mapping.identity_of(row.kind)
    region_id, place = places.place_of(row)
    holder = run.tree.holder_of(unit=row.unit, parent=row.parent)
    reason = mapping.archive_reason_of(status, row.reason)
    return ImportedRecord(
        system=SYSTEM_NAME,
        number=row.number,
        digest=digest,
        submitted_at=row.at(run.zone),
        state=status.state,
        holder=holder,
        source=run.tree.under,
        title=row.title or NO_TITLE,
        body=row.body or row.last_body,
        identity=identity,
        secrecy=Secrecy.SECRET if is_sensitive(category) else secrecy,
        channel=mapping.channel_of(row.source),
        classification=classification,
        oversight=oversight,
        category=category,
        region_id=region_id,
        place=place,
        closed_by=status.ended_by,
        archive_reason=reason,
        sent=bool(row.unit),
        notes=tuple(_notes(row, holder=holder, reason=reason, category_known=category is not None)),
    )


def _notes(row: Row, *, holder: Agency, reason: str, category_known: bool) -> Iterator[Note]:
    """The words that have no column here."""
    archived = reason != ""
    if row.reason and (not archived or mapping.says_more_than(reason, row.reason)):
        yield Note(Message.Kind.REASON, row.reason, internal=False)
    if row.body and row.last_body and row.last_body != row.body:
        yield Note(Message.Kind.NOTE, f"Isi laporan akhir menurut SP4N-LAPOR:\n\n{row.last_body}")
    if kept := mapping.leftovers(row, category_known=category_known, unit_name=holder.source_name or holder.name):
        yield Note(Message.Kind.NOTE, "\n".join(("Data asal dari SP4N-LAPOR:", *kept)))


def most_named(rows: Iterable[Row | Reject], *, among: int = 1000) -> str:
    """The parent agency that most of the first rows name: whose export it is, where nothing above the table says so."""
    names = Counter(row.parent for row in islice(rows, among) if isinstance(row, Row) and row.parent)
    return names.most_common(1)[0][0] if names else ""
