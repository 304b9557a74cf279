"""The cases of the Ombudsman as he lists them. What he reads of one goes through `policies.redact` as all else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet

from lapor.agencies.models import Role
from lapor.kit import clock
from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.choices import ENDED_CASES, CaseState
from lapor.reports.models import OmbudsmanCase
from lapor.standards import arithmetic
from lapor.standards import queries as standards

# The groups of his list, each with the states that belong to it.
GROUPS: dict[str, tuple[CaseState, ...]] = {
    "new": (CaseState.WAITING,),
    "work": (CaseState.ACCEPTED,),
    "ended": ENDED_CASES,
}
Mark = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases are in each group, and since when the oldest of the new ones waits."""

    new: int
    work: int
    ended: int
    oldest: datetime | None


def sits_there(actor: Actor) -> bool:
    return actor.is_officer and actor.has_role(Role.OMBUDSMAN)


def as_ombudsman(actor: Actor) -> Actor:
    """The actor with his seats at the Ombudsman alone: there he reads what the reporter consented to, not what another
    seat of his may see.
    """
    return replace(actor, seats=tuple(seat for seat in actor.seats if seat.role == Role.OMBUDSMAN))


def counts(actor: Actor) -> Counts:
    """All groups in one query."""
    sums = {name: Count("pk", filter=Q(state__in=states)) for name, states in GROUPS.items()}
    return Counts(**_of(actor).aggregate(**sums, oldest=Min("opened_at", filter=Q(state=CaseState.WAITING))))


def listing(actor: Actor, group: str, *, after: Mark | None = None) -> QuerySet[OmbudsmanCase]:
    """The cases of a group, the oldest first; ended ones the latest first. `after`: the mark of the last row seen."""
    rows = _of(actor).filter(state__in=GROUPS[group])
    rows = rows.select_related("report__holder", "report__key", "report__category", "accepted_by")
    if group == "ended":
        rows = rows.filter(_behind(after, "ended_at", "lt")) if after else rows
        return rows.order_by("-ended_at", "pk")
    rows = rows.filter(_behind(after, "opened_at", "gt")) if after else rows
    return rows.order_by("opened_at", "pk")


def mark_of(case: OmbudsmanCase) -> Mark:
    """What `listing` continues after."""
    return case.ended_at or case.opened_at, case.pk


def days_since(at: datetime) -> int:
    """Working days of the nation since a moment."""
    return max(0, arithmetic.working_days_between(standards.calendar_for(None), at, clock.now()))


def _of(actor: Actor) -> QuerySet[OmbudsmanCase]:
    """Cases whose consent stands, of reports that he may open."""
    if not sits_there(actor):
        return OmbudsmanCase.objects.none()
    standing = OmbudsmanCase.objects.exclude(state=CaseState.WITHDRAWN).filter(report__appeal_state=F("state"))
    return standing.filter(report__in=policies.visible_to(actor).values("pk"))


def _behind(mark: Mark, name: str, sign: str) -> Q:
    at, pk = mark
    return Q(**{f"{name}__{sign}": at}) | Q(**{name: at, "pk__gt": pk})
