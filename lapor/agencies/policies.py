"""Who may change the tree, and who may give which role."""

from __future__ import annotations

from lapor.people.actor import Actor

from .models import Agency, Role

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
    if actor.kind == "system" or actor.has_role(Role.NATIONAL_ADMIN):
        return True
    return any(seat.role == Role.AGENCY_ADMIN and seat.reaches(agency.path, agency.realm) for seat in actor.seats)


def grantable_roles(actor: Actor) -> tuple[Role, ...]:
    """The roles that this person may give, never one above his own."""
    if actor.kind == "system" or actor.has_role(Role.NATIONAL_ADMIN):
        return tuple(Role)
    return OWN_ROLES if actor.has_role(Role.AGENCY_ADMIN) else ()


def fits(role: str, agency: Agency) -> bool:
    """Whether a role may sit at this kind of agency at all."""
    places = PLACES.get(Role(role))
    return places is None or agency.kind in places
