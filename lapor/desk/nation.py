"""The nation's admin sees which agencies are late: the figures of the desk, side by side, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.utils.text import capfirst

from lapor.agencies.models import WORKERS, Agency, Region
from lapor.agencies.queries import unstaffed
from lapor.desk import queries
from lapor.kit import clock
from lapor.people.actor import Actor
from lapor.reports import bouncing, lateness, promises
from lapor.standards import arithmetic
from lapor.standards import queries as standards

# Governments and bodies by which the list can be narrowed; their offices and units come along.
KINDS = {
    kind.value: capfirst(str(kind.label))
    for kind in Agency.Kind
    if kind not in (Agency.Kind.NATION, Agency.Kind.UNIT, Agency.Kind.OVERSIGHT)
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """To which government's offices the list is narrowed; empty values narrow nothing."""

    kind: str = ""
    province: str = ""

    @property
    def realms(self) -> QuerySet[Agency] | None:
        """The governments meant; None for all."""
        if self == Narrowed():
            return None
        governments = Agency.objects.filter(path=F("realm"))
        if self.kind:
            governments = governments.filter(kind=self.kind)
        inside = Q(region=self.province) | Q(region__code__startswith=f"{self.province}.")
        return governments.filter(inside) if self.province else governments


@dataclass(frozen=True, slots=True)
class Total:
    """Of everything that the list holds."""

    agencies: int
    open: int
    late: int


def provinces() -> list[tuple[str, str]]:
    """Code and name of each province that can be chosen."""
    return list(Region.objects.filter(level=Region.Level.PROVINCE).order_by("name").values_list("code", "name"))


def late_agencies(actor: Actor, narrowed: Narrowed, *, number: str | None) -> tuple[Total, Page[dict[str, Any]]]:
    """A page of the agencies that hold open reports, the most late ones first, each with all that is told of it."""
    grouped = queries.by_holder(actor)
    if narrowed.realms is not None:
        grouped = grouped.filter(holder__realm__in=narrowed.realms.order_by().values("path"))
    rows = list(grouped)
    total = Total(len(rows), sum(row["open"] for row in rows), sum(row["late"] for row in rows))
    page = Paginator(rows, queries.PAGE).get_page(number)
    _fill(queries.measured(list(page.object_list), actor), actor)
    return total, page


def _fill(rows: list[dict[str, Any]], actor: Actor) -> None:
    """What stands beside the open reports of each agency: each figure by its own query for the whole page."""
    shown = [row["holder_id"] for row in rows]
    agencies, now = Agency.objects.filter(pk__in=shown), clock.now()
    shares = lateness.of_agencies(shown, viewer=actor)
    bounced = {one.agency.pk: one for one in bouncing.of_agencies(agencies, viewer=actor)}
    broken = {one.agency_id: one.broken for one in promises.of_agencies(agencies, viewer=actor)}
    empty = unstaffed(shown, *WORKERS)
    for row in rows:
        pk = row["holder_id"]
        calendar = standards.calendar_for(Agency(path=row["holder__path"], zone_name=row["holder__zone_name"]))
        row["age"] = arithmetic.working_days_between(calendar, row["oldest"], now)
        row["share"], row["bounced"] = shares.get(pk), bounced.get(pk)
        row["broken"], row["empty"] = broken.get(pk, 0), pk in empty
