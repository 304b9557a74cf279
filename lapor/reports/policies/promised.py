"""What a viewer sees of the promises made in answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import connection

from lapor.kit.written import ANY, Kept
from lapor.reports import words
from lapor.reports.choices import LIVE_PROMISES, PromiseState
from lapor.reports.models import Event, Promise, Report
from lapor.reports.policies.sight import Level

# The columns that are read: the public's page never fetches what is sealed.
_COLUMNS = ("report_id", "state", "due_at", "next_at", "moved", "public_body", "agency__name", "agency__zone_name")


@dataclass(frozen=True, slots=True)
class PromiseView:
    """One promise: what, by which day, by whom, what became of it; `answer_by`: until when the reporter may judge."""

    id: UUID
    text: str
    agency: str
    due_on: date
    state: str
    state_label: str
    moved: int
    is_public: bool
    answer_by: date | None
    owner: str = ""  # who sees to it while it runs; officers are told

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_PROMISES

    @property
    def heading(self) -> str:
        return f"Janji {self.state_label}"

    @property
    def failed(self) -> bool:
        return self.state in (PromiseState.BROKEN, PromiseState.DISPUTED)


def of(report: Report, level: Level, key: bytes) -> tuple[PromiseView, ...]:
    """In the order in which they were made; to the public only those of published answers."""
    if not report.promises_made or level == "none":
        return ()
    return tuple(_views(report, level, key))


def is_told(event: Event, promises: tuple[PromiseView, ...]) -> bool:
    """Whether the public's timeline tells of this event: of a promise it reads only what it may read itself."""
    return (
        event.kind == "follow_up"
        or "promise" not in event.data
        or event.data["promise"] in {str(one.id) for one in promises}
    )


def _views(report: Report, level: Level, key: bytes) -> Iterator[PromiseView]:
    for row in _rows(level, connection.vendor).asked(report.pk):
        zone = row.agency.zone
        asks = row.state == PromiseState.SAID_KEPT
        yield PromiseView(
            id=row.pk,
            text=row.public_body if level == "public" else words.promise(row, key),
            agency=row.agency.name,
            due_on=row.due_at.astimezone(zone).date(),
            state=row.state,
            state_label=str(PromiseState(row.state).label),
            moved=row.moved,
            is_public=bool(row.public_body),
            answer_by=row.next_at.astimezone(zone).date() if asks else None,
            owner=_owner(row, report) if level == "officer" else "",
        )


def _owner(row: Promise, report: Report) -> str:
    """Its owner while it runs, else who is in charge of the report."""
    person = (row.owner or report.assignee) if row.state in LIVE_PROMISES else None
    return person.name if person else ""


@lru_cache
def _rows(level: Level, vendor: str) -> Kept[Promise]:
    rows = Promise.objects.filter(report=ANY).select_related("agency").order_by("made_at", "id")
    if level == "public":
        return Kept(rows.exclude(public_body="").only(*_COLUMNS))
    if level == "officer":
        return Kept(rows.select_related("owner").only(*_COLUMNS, "body_sealed", "owner__name"))
    return Kept(rows.only(*_COLUMNS, "body_sealed"))
