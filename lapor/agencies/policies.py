"""Who may change the tree, and who may give which role."""

from __future__ import annotations

from lapor.people.actor import Actor

from .models import Agency, Membership, Role, today

OVERSIGHT_ROLES = frozenset({Role.NATIONAL_ADMIN, Role.OMBUDSMAN, Role.EVALUATOR})
# Where a role makes sense; roles that are not named here may sit anywhere.
PLACES = {
    Role.NATIONAL_ADMIN: {Agency.Kind.NATION},
    Role.OMBUDSMAN: {Agency.Kind.OVERSIGHT},
}
OWN_ROLES = (Role.AGENCY_ADMIN, Role.LIAISON, Role.LEADER, Role.OPERATOR, Role.PARTNER)


def may_manage(actor: Actor, agency: Agency) -> bool:
    """National admins and the system anywhere; agency admins in their own subtree, as far as their government goes.

    A province that could give roles in a regency would read the regency's reports with the first one it gives.
    """
    if may_shape(actor):
        return True
    return any(seat.role == Role.AGENCY_ADMIN and seat.reaches(agency.path, agency.realm) for seat in actor.seats)


def may_shape(actor: Actor) -> bool:
    """Who may make governments, oversight bodies and inspectorates."""
    return actor.kind == "system" or actor.has_role(Role.NATIONAL_ADMIN)


def grantable_roles(actor: Actor) -> tuple[Role, ...]:
    """The roles that this person may give, never one above his own."""
    if may_shape(actor):
        return tuple(Role)
    return OWN_ROLES if actor.has_role(Role.AGENCY_ADMIN) else ()


def is_weighty(role: str, agency: Agency) -> bool:
    """Whether one admin alone may not give it: it watches over others, or receives what is reported about them."""
    return role in OVERSIGHT_ROLES or agency.is_inspectorate or agency.kind == Agency.Kind.OVERSIGHT


def seated_independently(actor: Actor, row: Membership) -> bool:
    """Whether the actor is neither giver nor receiver of a seat, nor an admin only because the giver made him one."""
    if actor.user_id is None or actor.user_id in (row.given_by_id, row.user_id):
        return False
    return row.given_by_id is None or _independent(actor.user_id, {row.given_by_id, row.user_id})


def _independent(user_id: int, without: set[int]) -> bool:
    """An own admin's seat goes back to the system, or to two admins, by a way that leads past nobody in `without`."""
    rows = Membership.objects.active(today()).filter(user=user_id, role__in=(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN))
    for row in rows:
        if row.given_by_id is None or (row.confirmed_by_id and row.confirmed_by_id not in without):
            return True
        if row.given_by_id not in without and _independent(row.given_by_id, without | {user_id}):
            return True
    return False


def fits(role: str, agency: Agency) -> bool:
    """Whether a role may sit at this kind of agency at all."""
    places = PLACES.get(Role(role))
    return places is None or agency.kind in places
