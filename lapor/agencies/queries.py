"""Reads of the tree: who sits where, what lies below what, who answers for what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from time import monotonic

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from lapor.kit.written import Statement, written
from lapor.people.actor import PUBLIC, Actor, Kind, Seat
from lapor.people.models import User

from . import regions, zones
from .models import PATH_STEP, WORKERS, Agency, Category, Competence, Membership, Region, Role, today
from .policies import OVERSIGHT_ROLES, seated_independently
from .regions import Place

LOCAL = (Agency.Kind.PROVINCE, Agency.Kind.REGENCY)  # governments of a place
DESKS_FRESH, DESKS_KEPT = 10.0, 10_000  # seconds, desks
_ANYBODY = -1  # stands for a person in a query that is kept
SEARCHED_MOST = 400  # rows looked at for one typeahead; whoever has more matches types another word
# By the path of an agency or the code of a region, which never look alike: when it was asked, and who coordinates.
_desks: dict[str, tuple[float, tuple[Agency, ...]]] = {}


def actor_for(
    user: User | AnonymousUser, *, channel: str = "web", scope: str = "write", on: date | None = None
) -> Actor:
    """The actor that a person is on a day (today), with the seats that are in force; one query."""
    if isinstance(user, AnonymousUser):
        return PUBLIC
    seats = _seats(user, on=on) if user.is_active else ()
    return Actor(kind=_kind(seats), user_id=user.pk, seats=seats, channel=channel, scope=scope, name=user.name)


def _kind(seats: tuple[Seat, ...]) -> Kind:
    if not seats:
        return "public"
    return "partner" if all(seat.role == Role.PARTNER for seat in seats) else "officer"


def _seats(user: User, *, on: date | None) -> tuple[Seat, ...]:
    statement, values = _seats_on(on or today(), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [user.pk if value == _ANYBODY else value for value in values])
        return tuple(Seat(*row) for row in cursor.fetchall())


@lru_cache(maxsize=8)
def _seats_on(day: date, vendor: str) -> Statement:
    """The question of every page and call of an officer, written once a day."""
    rows = Membership.objects.active(day).filter(user=_ANYBODY).order_by("agency__path", "role")
    return written(rows.values_list("agency_id", "agency__path", "role", "agency__realm"))


def subtree(agency: Agency) -> QuerySet[Agency]:
    """The agency and everything below it, in the order of the tree."""
    return Agency.objects.filter(path__startswith=agency.path).order_by("path")


def within_reach(actor: Actor, *roles: str, of: str = "") -> Q:
    """Agencies below the actor's seats (in the roles, if any) within his government, for the national admin without
    that wall; `of` is the way to the agency from the rows that are asked, such as "agency__".
    """
    found = Q(pk__in=())
    for seat in actor.seats:
        if not roles or seat.role in roles:
            wall = {} if seat.role == Role.NATIONAL_ADMIN else {f"{of}realm": seat.realm}
            found |= Q(**{f"{of}path__startswith": seat.path}, **wall)
    return found


def works_under(actor: Actor, user: User, *, realm: str) -> bool:
    """Whether a person holds, or held, a seat in this government that the actor manages: the actor knows him."""
    managed = within_reach(actor, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, of="agency__")
    return Membership.objects.filter(managed, user=user, agency__realm=realm, unaccepted_since=None).exists()


def offers_to(user: User) -> QuerySet[Membership]:
    """Roles that wait for this person's yes."""
    rows = Membership.objects.open().filter(user=user).exclude(unaccepted_since=None)
    return rows.select_related("agency", "given_by").order_by("unaccepted_since", "pk")


def not_yet_in_force(user: User) -> QuerySet[Membership]:
    """Roles that this person has said yes to and that wait for a second admin or for their day."""
    rows = Membership.objects.open().filter(user=user, unaccepted_since=None)
    later = Q(since__gt=today()) | Q(unconfirmed_since__isnull=False)
    return rows.filter(later).select_related("agency").order_by("since", "pk")


def second_admins(row: Membership) -> list[User]:
    """Who may say today's second yes to a seat: admins who could give it themselves and are seated independently."""
    roles = {Role.NATIONAL_ADMIN} if row.role in OVERSIGHT_ROLES else {Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN}
    above = [*row.agency.ancestor_paths(), row.agency.path]
    reach = Q(role=Role.NATIONAL_ADMIN) | Q(agency__path__in=above, agency__realm=row.agency.realm)
    seats = Membership.objects.active().filter(reach, role__in=roles, user__is_active=True).select_related("user")
    users = {seat.user_id: seat.user for seat in seats.order_by("pk")}
    return [user for user in users.values() if seated_independently(actor_for(user), row)]


def children_of(agency: Agency | None) -> QuerySet[Agency]:
    """The agencies directly below; the roots when none is given."""
    return Agency.objects.filter(parent=agency).order_by("path")


def ancestors(agency: Agency) -> QuerySet[Agency]:
    """From the root down to the parent."""
    return Agency.objects.filter(path__in=agency.ancestor_paths()).order_by("path")


def twins_of(name: str, short_name: str, *, parent: Agency | None, but: Agency | None = None) -> list[Agency]:
    """Agencies, closed ones too, that bear one of these names beside it or anywhere in the same government."""
    near = Q(parent=parent) | Q(realm=parent.realm) if parent else Q(parent=None)
    named = Q(name__iexact=name) | Q(short_name__iexact=short_name)
    found = Agency.objects.filter(near, named).order_by("path")
    return list(found.exclude(pk=but.pk) if but else found)


def place_of(agency: Agency) -> str:
    """ "Kabupaten Luwu Timur › Dinas Kesehatan": the way down to an agency, without the nation above all."""
    above = ancestors(agency).exclude(kind=Agency.Kind.NATION)
    return " › ".join([*above.values_list("name", flat=True), agency.name])


def search_agencies(text: str, *, within: Agency | None = None, limit: int = 20) -> list[Agency]:
    """Open agencies whose names hold every word of the text in any order; those that begin so come first."""
    found = Agency.objects.filter(is_open=True)
    if within is not None:
        found = found.filter(path__startswith=within.path)
    words = text.split()
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(source_name__icontains=word))
    rows = found.select_related("parent").order_by("path")[:SEARCHED_MOST]
    return sorted(rows, key=lambda agency: _name_rank(agency, words))[:limit]


def _name_rank(agency: Agency, words: list[str]) -> int:
    """0 when every word begins one of the short name's, 1 of the full name's, 2 when it stands inside."""
    for rank, name in enumerate((agency.short_name, agency.name)):
        begins = f" {name.lower()}"
        if all(f" {word.lower()}" in begins for word in words):
            return rank
    return 2


def coordinator_for(agency: Agency) -> Agency | None:
    """The nearest open agency, itself or above, where an admin sits today; None when nobody does.

    Outside a transaction the answer may be ten seconds old: many reports go to the same desk at once.
    """
    return coordinator_at(agency.path)


def coordinator_at(path: str) -> Agency | None:
    """The same by the agency's place in the tree; None for "", which lies above every root."""
    return next(iter(_fresh(path, _coordinator_at)), None)


def _coordinator_at(path: str) -> QuerySet[Agency]:
    above = [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]
    return _coordinating().filter(path__in=above).order_by("-path")[:1]


def coordinators_of(region: str) -> tuple[Agency, ...]:
    """Open governments of a place where an admin sits today: its regency before its province. As old as above."""
    return _fresh(region, _coordinators_of)


def _coordinators_of(region: str) -> QuerySet[Agency]:
    places = _coordinating().filter(kind__in=LOCAL, region__in=regions.lineage(region))
    return places.order_by(Length("region").desc(), "path")


def _coordinating() -> QuerySet[Agency]:
    admins = Membership.objects.active().filter(role__in=(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN), user__is_active=True)
    return Agency.objects.filter(is_open=True, pk__in=admins.values("agency"))


def _fresh(name: str, ask: Callable[[str], QuerySet[Agency]]) -> tuple[Agency, ...]:
    if connection.in_atomic_block:
        return tuple(ask(name))
    at, found = _desks.get(name, (float("-inf"), ()))
    if at + DESKS_FRESH < monotonic():
        found = tuple(ask(name))
        if len(_desks) > DESKS_KEPT:
            forget()
        _desks[name] = monotonic(), found
    return found


def forget() -> None:
    """Ask again for every desk."""
    _desks.clear()


def inspectorate_of(agency: Agency) -> Agency | None:
    """The internal oversight unit nearest to an agency that does not lie in its subtree nor above it."""
    above = [*agency.ancestor_paths(), agency.path]
    units = Agency.objects.filter(is_inspectorate=True, is_open=True, parent__path__in=above).exclude(path__in=above)
    return units.exclude(path__startswith=agency.path).order_by("-parent__path", "path").first()


def has_officers(agency: Agency, *roles: str) -> bool:
    """Whether somebody sits there today in one of the roles."""
    return Membership.objects.active().filter(agency=agency, role__in=roles, user__is_active=True).exists()


def unstaffed(agencies: Iterable[int], *roles: str) -> set[int]:
    """Those agencies where nobody sits today in any of the roles."""
    wanted = set(agencies)
    seats = Membership.objects.active().filter(agency__in=wanted, role__in=roles, user__is_active=True)
    return wanted - set(seats.order_by().values_list("agency", flat=True))


def workers_at(agency_id: int, *, on: date | None = None) -> QuerySet[User]:
    """Who works on reports there on a day (today), by name."""
    seats = Membership.objects.active(on).filter(agency=agency_id, role__in=WORKERS)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("name", "pk")


def suggest_for(category: Category | None, region: Region | None, *, limit: int = 5) -> list[Agency]:
    """Open agencies that answer for a category (or its group) there, the most specific first.

    A competence for a region holds for everything in it. Without a region only what holds everywhere is named, or
    what holds in the only region that has any.
    """
    if category is None:
        return []
    wanted = [pk for pk in (category.pk, category.parent_id) if pk]
    rows = list(Competence.objects.filter(category__in=wanted, agency__is_open=True).select_related("agency"))
    places = {None, *(regions.lineage(region.code) if region else _only_region(rows))}
    fitting = [row for row in rows if row.region_id in places]
    fitting.sort(key=lambda row: (-len(row.region_id or ""), row.category_id != category.pk, row.agency.path))
    return list({row.agency_id: row.agency for row in fitting}.values())[:limit]


def _only_region(rows: list[Competence]) -> set[str]:
    found = {row.region_id for row in rows if row.region_id}
    return found if len(found) == 1 else set()


def search_regions(text: str, limit: int = 20, *, within: str = "") -> list[Place]:
    """Places of the whole country for a typeahead, with or without a row; take `ensure_region` for the chosen one."""
    return regions.search(text, limit=limit, within=within)


def region_path(region: Region) -> str:
    """ "Kel. Malili, Kec. Malili, Kab. Luwu Timur, Sulawesi Selatan"."""
    return region.full_name or region.name


def zone_of_region(code: str) -> str:
    """Name of the time zone that a region keeps ("Asia/Makassar")."""
    return zones.zone_of_region(code)


def national_root() -> Agency | None:
    """The agency at the top of the tree, whose admins verify what has no nearer desk; None before it is set up."""
    return Agency.objects.filter(kind=Agency.Kind.NATION, parent=None).order_by("path").first()
