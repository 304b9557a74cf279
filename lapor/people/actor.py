"""The doer of every action: a value, built at the edge and handed down. Nothing below a face knows the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Kind = Literal["public", "reporter", "officer", "system", "partner"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One role that is valid today, at one agency (`path`: its place in the tree, `realm`: that of its government)."""

    agency_id: int
    path: str
    role: str
    realm: str = ""

    def reaches(self, path: str, realm: str) -> bool:
        """Whether an agency lies in the subtree of this seat and belongs to the same government."""
        return path.startswith(self.path) and realm == self.realm


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from which seats, through which channel.

    A reporter holds exactly one report (`report_id`): his code and PIN prove it, his name does not matter.
    """

    kind: Kind
    user_id: int | None = None
    seats: tuple[Seat, ...] = ()
    channel: str = "web"
    report_id: UUID | None = None
    scope: str = "write"
    name: str = field(default="", compare=False)

    def has_role(self, *roles: str) -> bool:
        return any(seat.role in roles for seat in self.seats)

    def paths(self, *roles: str) -> tuple[str, ...]:
        """Paths of the agencies where this person sits, in any of the roles (in all when none is named)."""
        return tuple(sorted({seat.path for seat in self.seats if not roles or seat.role in roles}))

    @property
    def is_officer(self) -> bool:
        return self.kind in ("officer", "partner") and bool(self.seats)


# The scope of a reporter whose PIN somebody else has seen: all that he may do with it is to change it.
FIRST = "first"
PUBLIC = Actor(kind="public")
SYSTEM = Actor(kind="system", channel="system")


def reporter_of(report_id: UUID, *, channel: str = "web") -> Actor:
    """The holder of code and PIN of one report."""
    return Actor(kind="reporter", report_id=report_id, channel=channel)
