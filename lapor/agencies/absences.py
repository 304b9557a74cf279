"""Who of a unit is away, until when, and who stands in for him (ADR 32)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet

from lapor.agencies.models import WORKERS, Absence, Membership, today
from lapor.agencies.queries import workers_at
from lapor.kit.written import Kept
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.ui import dates

_ANYBODY = -1  # stands for a person in a query that is kept
# What colleagues read; that somebody is ill is not theirs to know.
TOLD = {
    Absence.Reason.LEAVE: "sedang cuti",
    Absence.Reason.TRIP: "sedang dinas luar",
    Absence.Reason.SICK: "berhalangan",
    Absence.Reason.OTHER: "berhalangan",
}


def told(absence: Absence) -> str:
    """ "sedang cuti sampai 3 Des 2026", for colleagues."""
    return f"{TOLD[Absence.Reason(absence.reason)]} sampai {dates.short_day(absence.last_day)}"


def away(people: Iterable[int], agencies: Iterable[int]) -> dict[tuple[int, int], Absence]:
    """Who of these people is away today from which of these agencies, by both keys; no question for nobody."""
    ids, places = set(people), set(agencies)
    if not ids or not places:
        return {}
    rows = Absence.objects.running().filter(user__in=ids, agency__in=places)
    return {(row.user_id, row.agency_id): row for row in rows}


def present(people: list[User], agency_id: int) -> list[User]:
    """Those of them who are not away from the agency today."""
    gone = set(Absence.objects.running().filter(agency=agency_id).values_list("user", flat=True))
    return [user for user in people if user.pk not in gone]


def deputy_of(user: User, agency_id: int, *, on: date | None = None) -> User | None:
    """Who stands in for a person at an agency on a day (today) and works there; None when nobody has to, or does."""
    rows = Absence.objects.running(on).filter(user=user, agency=agency_id, deputy__isnull=False)
    row = rows.select_related("deputy").first()
    if row is None or row.deputy is None:
        return None
    return row.deputy if workers_at(agency_id, on=on).filter(pk=row.deputy.pk).exists() else None


def stood_in_for(actor: Actor) -> list[Absence]:
    """The absences in which the actor stands in today, where he still works himself."""
    if actor.user_id is None:
        return []
    desks = {seat.agency_id for seat in actor.seats if seat.role in WORKERS}
    rows = _stood_in_for(today(), connection.vendor).asked(actor.user_id) if desks else ()
    return [row for row in rows if row.agency_id in desks]


@lru_cache(maxsize=8)
def _stood_in_for(day: date, vendor: str) -> Kept[Absence]:
    """Written once a day: every digest and every inbox with an absent colleague asks it."""
    rows = Absence.objects.running(day).filter(deputy=_ANYBODY).select_related("user")
    return Kept(rows.order_by("last_day", "pk"), _ANYBODY)


def concerning(user: User) -> list[Absence]:
    """A person's absences that run or come, and those in which he stands in, the first one first."""
    rows = Absence.objects.coming().filter(Q(user=user) | Q(deputy=user)).select_related("user", "deputy")
    return list(rows.order_by("first_day", "pk"))


def units_of(user: User) -> list[Membership]:
    """Where a person works on reports today, one seat for each unit."""
    rows = Membership.objects.active().filter(user=user, role__in=WORKERS).select_related("agency")
    return list({row.agency_id: row for row in rows.order_by("agency__path", "pk")}.values())


def of(user: User) -> QuerySet[Absence]:
    """A person's absences that run or come."""
    return Absence.objects.coming().filter(user=user).select_related("agency", "deputy").order_by("first_day", "pk")
