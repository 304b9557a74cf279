"""History from another system comes in: what it says of each report and nothing more.

One `imported` event per report with the state it had; no clocks, no notices, no PIN, nothing public. Who wants to work
on an open one takes it up with `adopt`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import Model

from lapor.agencies.models import Agency, Category
from lapor.kit import clock, codes, crypto
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import events, words
from lapor.reports.choices import Origin, Secrecy, State, Waits
from lapor.reports.models import Disposition, Event, ExternalReference, Message, Report, ReportKey

Outcome = Literal["created", "unchanged", "changed", "kept"]
TRIES = 3  # two imports of one file at the same moment


@dataclass(frozen=True, slots=True)
class Note:
    """Words that came with the report: `kind` of Message; an internal one is for officers only."""

    kind: str
    body: str
    internal: bool = True


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """One report as another system told it. `number` is its name there, `digest` stands for everything it says.

    `source` is the agency whose export this is; `sent` tells that `holder` got it by a disposition.
    """

    system: str
    number: str
    digest: str
    submitted_at: datetime
    state: str
    holder: Agency
    source: Agency
    title: str
    body: str
    identity: str
    secrecy: str
    channel: str
    classification: str
    oversight: bool | None = None
    category: Category | None = None
    region_id: str | None = None
    place: str = ""
    closed_by: str = ""
    archive_reason: str = ""
    sent: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Rows:
    """What a batch will insert, parents before children."""

    reports: list[Report] = field(default_factory=list)
    keys: list[ReportKey] = field(default_factory=list)
    dispositions: list[Disposition] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    references: list[ExternalReference] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def insert(self) -> None:
        every: tuple[Sequence[Model], ...] = (
            self.reports, self.keys, self.dispositions, self.messages, self.references, self.events,
        )  # fmt: skip
        for rows in every:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)


def known_digests(system: str, numbers: Iterable[str]) -> dict[str, str]:
    """What each of these numbers said when it came in; numbers that never did are left out."""
    rows = ExternalReference.objects.filter(system=system, value__in=list(numbers))
    return dict(rows.values_list("value", "digest"))


def take_over(record: ImportedRecord, *, by: Actor = SYSTEM) -> Outcome:
    """Take over one report; see `take_over_all`."""
    return take_over_all([record], by=by)[0]


def take_over_all(records: Sequence[ImportedRecord], *, by: Actor = SYSTEM) -> list[Outcome]:
    """Take over a batch in one transaction; the same record again changes nothing. One outcome per record, in order.

    created · unchanged · changed (it said something else than last time and nobody has taken it up: a second
    `imported` event) · kept (it said something else, but it is worked on here: left as it is).
    """
    if by.kind != "system":
        raise Refused("Hanya sistem yang dapat memasukkan laporan dari sistem lain.")
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _take_over(records, by=by)
        except IntegrityError:
            # Another import was first with one of them, or a drawn code was taken: look again and draw anew.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def _take_over(records: Sequence[ImportedRecord], *, by: Actor) -> list[Outcome]:
    at, rows, outcomes = clock.now(), _Rows(), list[Outcome]()
    known = _known(records)
    for record in records:
        earlier = known.get((record.system, record.number))
        if earlier is None:
            known[record.system, record.number] = _add(rows, record, by=by, at=at)
            outcomes.append("created")
        elif earlier.digest == record.digest:
            outcomes.append("unchanged")
        elif earlier._state.adding:
            outcomes.append("kept")  # twice in one batch: the first one counts
        else:
            outcomes.append(_change(earlier, record, by=by, at=at))
    rows.insert()
    return outcomes


def _known(records: Iterable[ImportedRecord]) -> dict[tuple[str, str], ExternalReference]:
    """Which of them came in before, by system and number."""
    numbers: dict[str, list[str]] = {}
    for record in records:
        numbers.setdefault(record.system, []).append(record.number)
    found = {}
    for system, values in numbers.items():
        for row in ExternalReference.objects.filter(system=system, value__in=values):
            found[system, row.value] = row
    return found


def _add(rows: _Rows, record: ImportedRecord, *, by: Actor, at: datetime) -> ExternalReference:
    report = Report(
        id=uuid.uuid4(),
        code=codes.new_code(),
        origin=Origin.IMPORTED,
        waits_for=Waits.NOBODY,
        submitted_at=record.submitted_at,
        changed_at=record.submitted_at,
    )
    _fill(report, record)
    key, wrapped = words.draw_key(report)
    words.seal_report(key, report, title=record.title, body=record.body, place=record.place, accused="")
    messages = [_message(report, note, key=key, source=record.source, at=at) for note in record.notes]
    reference = ExternalReference(report=report, system=record.system, value=record.number, digest=record.digest)
    data = _data(report, key, record.notes, messages)
    rows.events.append(
        events.following(report, kind="imported", by=by, at=at, from_state="", agency_id=None, data=data, last=None)
    )
    rows.reports.append(report)
    rows.keys.append(ReportKey(report=report, wrapped=wrapped))
    rows.dispositions += _dispositions(report, record)
    rows.messages += messages
    rows.references.append(reference)
    return reference


def _fill(report: Report, record: ImportedRecord) -> None:
    """The plain columns; secrecy never falls."""
    for name in ("channel", "classification", "oversight", "category", "region_id", "identity", "state", "holder"):
        setattr(report, name, getattr(record, name))
    report.secrecy = Secrecy.SECRET if report.is_secret else record.secrecy
    report.waits_at = record.holder
    report.closed_by, report.archive_reason = record.closed_by, record.archive_reason


def _message(report: Report, note: Note, *, key: bytes, source: Agency, at: datetime) -> Message:
    audience = Message.Audience.OFFICERS if note.internal else Message.Audience.REPORTER
    row = Message(id=uuid.uuid4(), report=report, kind=note.kind, audience=audience, agency=source, created_at=at)
    row.body_sealed = words.seal(key, note.body, table="message", column="body", row=row.pk)
    return row


def _data(report: Report, key: bytes, notes: Iterable[Note], messages: Sequence[Message]) -> dict[str, Any]:
    """What the event says: codes, ids and commitments."""
    data: dict[str, Any] = {"to": report.holder_id, "identity": report.identity, "secrecy": report.secrecy}
    if report.state in (State.CLOSED, State.ARCHIVED) and report.closed_by:
        data["by"] = report.closed_by
    if report.archive_reason:
        data["reason"] = report.archive_reason
    if messages:
        data["messages"] = [str(row.pk) for row in messages]
        data["texts"] = [crypto.commitment(key, note.body.encode()) for note in notes]
    return data


def _dispositions(report: Report, record: ImportedRecord) -> list[Disposition]:
    """Where it lay last. A secret one also lay at the agency that exported it, else its admins could not open it."""
    kind = Disposition.Kind.MAIN if record.sent else Disposition.Kind.QUEUE
    since = record.submitted_at
    rows = [Disposition(report=report, agency=record.holder, kind=kind, since=since)]
    if report.is_secret and record.holder.pk != record.source.pk:
        queue = Disposition.Kind.QUEUE
        rows.append(Disposition(report=report, agency=record.source, kind=queue, since=since, until=since))
    return rows


def _change(reference: ExternalReference, record: ImportedRecord, *, by: Actor, at: datetime) -> Outcome:
    """A later export says something else: told by a second event while nobody here has taken the report up."""
    report = Report.objects.select_for_update(of=("self",)).select_related("holder", "key").get(pk=reference.report_id)
    if report.origin != Origin.IMPORTED:
        return "kept"
    before, held, key = report.state, report.holder_id, words.key_of(report)
    _fill(report, record)
    words.seal_report(key, report, title=record.title, body=record.body, place=record.place, accused="")
    notes = _new_notes(report, record.notes, key=key)
    messages = [_message(report, note, key=key, source=record.source, at=at) for note in notes]
    Message.objects.bulk_create(messages)
    _hand_on(report, record, moved=held != report.holder_id, at=at)
    data = _data(report, key, notes, messages)
    events.append(report, kind="imported", by=by, at=at, from_state=before, agency_id=None, data=data, news=False)
    report.changed_at = max(at, report.changed_at)
    report.turn += 1
    report.save()
    reference.digest = record.digest
    reference.save(update_fields=["digest"])
    return "changed"


def _new_notes(report: Report, notes: Iterable[Note], *, key: bytes) -> list[Note]:
    """Notes whose very words are not there yet."""
    there = {(row.kind, words.message(row, key)) for row in report.messages.all()}
    return [note for note in notes if (note.kind, note.body) not in there]


def _hand_on(report: Report, record: ImportedRecord, *, moved: bool, at: datetime) -> None:
    """Dispositions of a changed report: to another holder, or to its source because it became secret."""
    there = Disposition.objects.filter(report=report).exclude(kind=Disposition.Kind.COPY)
    now, *earlier = _dispositions(report, record)
    if moved:
        there.filter(until__isnull=True).update(until=at)
        now.since = at
        now.save(force_insert=True)
    for row in earlier:
        if not there.filter(agency=row.agency_id).exists():
            row.save(force_insert=True)
