"""Who may change the rules."""

from __future__ import annotations

from lapor.agencies.models import Agency, Role
from lapor.people.actor import Actor


def may_change_calendar(actor: Actor, *, agency: Agency | None) -> bool:
    """The national admin for everybody, an agency's admin for its own subtree, the system always."""
    if actor.kind == "system" or actor.has_role(Role.NATIONAL_ADMIN):
        return True
    return agency is not None and any(agency.path.startswith(path) for path in actor.paths(Role.AGENCY_ADMIN))
