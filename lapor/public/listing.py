"""Lists of published reports: rows and pages that are found again by their last row, never by a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from lapor.channels.web.moveform import SEARCH
from lapor.people.actor import PUBLIC
from lapor.reports import policies, search
from lapor.reports.models import Report
from lapor.reports.policies.redact import state_label
from lapor.ui import dates

PAGE = 20
PLACES = ("sebelum", "lewati", SEARCH)


@dataclass(frozen=True, slots=True)
class Row:
    """A published report in a list."""

    code: str
    title: str
    state: str
    state_label: str
    holder: str
    at: datetime

    @property
    def note(self) -> str:
        """The line below the title."""
        return f"{self.holder} · {dates.short_day(dates.localise(self.at, None))}"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of rows, the query of the next one ("" on the last) and that of the first."""

    rows: list[Row]
    more: str
    first: str


def cursor(request: HttpRequest) -> tuple[datetime, UUID] | None:
    """`?sebelum=<time>_<id>`: the last row of the page before; None for anything else."""
    at, _, pk = request.GET.get("sebelum", "").partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(pk)) if moment.tzinfo else None
    except ValueError:
        return None


def page(found: QuerySet[Report], request: HttpRequest) -> Listing:
    rows = list(found[: PAGE + 1])
    more = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        at = last.published_at.isoformat() if last.published_at else ""
        more = urlencode(kept(request) | {"sebelum": f"{at}_{last.pk.hex}"})
    return Listing([row_of(report) for report in rows[:PAGE]], more, urlencode(kept(request)))


def page_of_best(found: list[UUID], request: HttpRequest) -> Listing:
    """The same of reports in an order that no column has: a page begins behind so many of them (`?lewati=20`)."""
    start = skipped(request)
    end = start + PAGE
    more = urlencode(kept(request) | {"lewati": str(end)}) if len(found) > end else ""
    rows = [row_of(report) for report in search.rows(found[start:end])]
    return Listing(rows, more, urlencode(kept(request)))


def skipped(request: HttpRequest) -> int:
    given = request.GET.get("lewati", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def kept(request: HttpRequest) -> dict[str, str]:
    """What a view of the list is known by: its query without the place in it."""
    return {name: str(value) for name, value in request.GET.items() if name not in PLACES and value}


def row_of(report: Report) -> Row:
    return Row(
        code=report.code,
        title=policies.title_in_list(report, PUBLIC),
        state=report.state,
        state_label=state_label(report),
        holder=report.holder.name,
        at=report.published_at or report.changed_at,
    )
