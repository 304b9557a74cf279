"""Pages by the last row seen. A cursor holds a time and the random id of a row, nothing that anybody wrote."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from lapor.api.problems import Problem
from lapor.reports.models import Report
from lapor.reports.queries import Section

BROKEN = "Penanda halaman ini rusak. Mulai dari halaman pertama."
BY_CHANGE = ("today", "done")
Mark = tuple[datetime | None, UUID]
Row = TypeVar("Row", bound=Model)


def page_of(rows: QuerySet[Row], limit: int) -> tuple[list[Row], Row | None]:
    """The rows of one page, and the last of them when more come behind it."""
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1] if len(found) > limit else None


def write(at: datetime | None, pk: UUID) -> str:
    return urlsafe_b64encode(f"{at.isoformat() if at else ''}~{pk.hex}".encode()).decode().rstrip("=")


def read(cursor: str) -> Mark | None:
    """The mark of a cursor, None for the first page; raises Problem 422 for anything that we did not write."""
    if not cursor:
        return None
    try:
        at, _, pk = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode().partition("~")
        moment = datetime.fromisoformat(at) if at else None
        mark = moment, UUID(hex=pk)
    except ValueError as error:
        raise Problem(422, errors={"cursor": BROKEN}) from error
    if moment and moment.tzinfo is None:
        raise Problem(422, errors={"cursor": BROKEN})
    return mark


def read_with_time(cursor: str) -> tuple[datetime, UUID] | None:
    """The same for a list in which every row has a time."""
    mark = read(cursor)
    if mark is None:
        return None
    at, pk = mark
    if at is None:
        raise Problem(422, errors={"cursor": BROKEN})
    return at, pk


def behind(reports: QuerySet[Report], section: Section, mark: Mark) -> QuerySet[Report]:
    """What comes after a row in the order of `queries.inbox`."""
    at, pk = mark
    if section in BY_CHANGE:
        return reports.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__gt=pk)) if at else reports.none()
    if at is None:
        return reports.filter(due_at__isnull=True, pk__gt=pk)
    return reports.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk) | Q(due_at__isnull=True))


def of_row(report: Report, section: Section) -> str:
    return write(report.changed_at if section in BY_CHANGE else report.due_at, report.pk)
