"""Who may change the rules."""

from __future__ import annotations

from lapor.agencies.models import Agency, Role
from lapor.agencies.policies import may_manage
from lapor.people.actor import Actor


def may_change_rules(actor: Actor, *, agency: Agency | None) -> bool:
    """For everybody: the national admin and the system; for a subtree also its own admin."""
    if agency is None:
        return actor.kind == "system" or actor.has_role(Role.NATIONAL_ADMIN)
    return may_manage(actor, agency)
