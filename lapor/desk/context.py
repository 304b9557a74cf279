"""What every page of the desk knows: which pages are for this officer, and how much news he has not read."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from lapor.agencies.models import Role
from lapor.desk import door, kept
from lapor.notices import queries as notices


@dataclass(frozen=True, slots=True)
class Frame:
    """Which links the masthead shows, and whether keys of one letter do something."""

    manages: bool
    enters: bool
    oversees: bool
    only_oversees: bool
    leads: bool
    shortcuts: bool


def desk(request: HttpRequest) -> dict[str, object]:
    """`desk`, `unread` and `typist`; nothing outside the desk, and at most one query inside, when the bell is drawn.

    `typist` goes into forms whose words shall outlive a session.
    """
    actor = door.actor_of(request)
    if actor is None:
        return {}
    person = door.person(request)
    frame = Frame(
        manages=actor.has_role(Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN),
        enters=actor.has_role(Role.OPERATOR),
        oversees=actor.has_role(Role.OMBUDSMAN),
        only_oversees={seat.role for seat in actor.seats} == {Role.OMBUDSMAN},
        leads=actor.has_role(Role.LEADER),
        shortcuts=person.shortcuts,
    )
    return {"desk": frame, "unread": notices.unread_count(person, actor=actor), "typist": kept.typist_of(person)}
