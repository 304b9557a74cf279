"""Units where nobody answers: no liaison at work, or none who signed in for 90 days; for who coordinates them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from lapor.agencies.models import WORKERS, Absence, Agency, Membership, MembershipQuerySet, Role, today
from lapor.agencies.queries import within_reach
from lapor.kit import clock
from lapor.kit.written import Kept
from lapor.people.actor import Actor

ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
SILENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Gap:
    """One unit: `red` when nobody is there, else only nobody who signed in lately; `why` in a few words."""

    agency: Agency
    red: bool
    why: str


def empty_units(units: QuerySet[Agency]) -> QuerySet[Agency]:
    """Open units of these where nobody works on reports today: no seat in force, locked accounts, everybody away."""
    return units.filter(~Exists(_at_work()), kind=Agency.Kind.UNIT, is_open=True).order_by("path")


def _seated() -> MembershipQuerySet:
    return Membership.objects.active().filter(agency=OuterRef("pk"), role__in=WORKERS)


def _at_work() -> MembershipQuerySet:
    """Seats of a unit whose people are not away. A deputy is a colleague at work, so he counts by himself."""
    away = Absence.objects.running().filter(user=OuterRef("user"), agency=OuterRef("agency"))
    return _seated().filter(~Exists(away), user__is_active=True)


def gaps(actor: Actor, *, most: int) -> list[Gap]:
    """What is wrong with the units that the actor manages, the red ones first."""
    units = Agency.objects.filter(within_reach(actor, *ADMINS), kind=Agency.Kind.UNIT, is_open=True)
    lately = Q(user__last_login__gt=clock.now() - SILENT) | Q(since__gt=today() - SILENT)
    asked = units.annotate(manned=Exists(_at_work()), lately=Exists(_at_work().filter(lately)))
    rows = list(asked.filter(Q(manned=False) | Q(lately=False)).order_by("manned", "path")[:most])
    why = _why([unit for unit in rows if not unit.manned])
    return [Gap(unit, not unit.manned, why.get(unit.pk, "90 hari tidak ada yang masuk")) for unit in rows]


def _why(units: list[Agency]) -> dict[int, str]:
    """By the unit, why nobody answers there."""
    if not units:
        return {}
    seats = Membership.objects.active().filter(agency__in=units, role__in=WORKERS)
    found = dict.fromkeys((unit.pk for unit in units), "tidak ada pejabat penghubung")
    for agency, is_active in seats.order_by("user__is_active").values_list("agency", "user__is_active"):
        found[agency] = "semua tidak hadir, tanpa pengganti" if is_active else "akunnya dinonaktifkan"
    return found


def to_see_to(actor: Actor, *, most: int) -> tuple[list[Agency], int]:
    """Empty units whose nearest admin is the actor: the first ones, and how many there are."""
    own = actor.paths(*ADMINS)
    if not own:
        return [], 0
    units = list(_empty_below(actor, today(), connection.vendor).asked())
    admins = _admins_below(actor) if units else set()
    mine = [unit for unit in units if _nearest(unit, admins) in own]
    return mine[:most], len(mine)


@lru_cache(maxsize=1024)
def _empty_below(actor: Actor, day: date, vendor: str) -> Kept[Agency]:
    """The empty units in the branches of the actor, asked for with each inbox of an admin; seats run out by the day."""
    rows = empty_units(Agency.objects.filter(within_reach(actor, *ADMINS)))
    return Kept(rows.only("name", "short_name", "path", "realm"))


def _admins_below(actor: Actor) -> set[tuple[str, str]]:
    """Where admins sit in the branches of the actor, and how far they reach: their government, "" for the nation."""
    seats = Membership.objects.active().filter(within_reach(actor, *ADMINS, of="agency__"), role__in=ADMINS)
    rows = seats.filter(user__is_active=True).values_list("agency__path", "agency__realm", "role").order_by()
    return {(path, "" if role == Role.NATIONAL_ADMIN else realm) for path, realm, role in rows}


def _nearest(unit: Agency, admins: set[tuple[str, str]]) -> str:
    """Where the admins sit who see to a unit: the nearest above who reach it."""
    above = (path for path, realm in admins if unit.path.startswith(path) and realm in ("", unit.realm))
    return max(above, key=len, default="")


def advice() -> list[str]:
    """For `lapor doctor`: units that nobody answers for. It harms no promise, so it is advice."""
    if Absence._meta.db_table not in connection.introspection.table_names():
        return []
    rows = empty_units(Agency.objects.all())
    count = rows.count()
    if not count:
        return []
    named = ", ".join(rows.values_list("name", flat=True)[:5]) + (", …" if count > 5 else "")
    return [
        f"{count} unit terbuka tanpa pejabat penghubung yang bertugas: {named}. Beri peran di “Pengguna”, atau tutup "
        "unitnya. / Open units without a liaison at work; give somebody the role, or close the unit."
    ]
