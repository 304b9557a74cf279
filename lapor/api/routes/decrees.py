"""The decrees (SK) behind the seats of one's branches: read, noted and renewed by who manages them at the desk."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from lapor.agencies import decrees
from lapor.agencies.actions import record_decree
from lapor.agencies.actions.seats import DECREE_LONGEST
from lapor.agencies.models import Membership
from lapor.api import bodies, cursors, shown
from lapor.api.door import READ, WRITE, Door, actor_of
from lapor.api.problems import Problem, missing
from lapor.api.routes.staff import BIGGEST, KEY_ONLY, MANAGERS, SeatsQuery
from lapor.api.taken import STRICT, Day

router = Router(tags=["Petugas"])
NO_MANAGER = "Kunci ini bukan milik admin instansi, jadi tidak dapat membaca SK petugas."


class Decree(BaseModel):
    """The decree behind a seat; `number` is empty while none is noted, and it ends no seat.

    `state`: soon (ends within 30 days), near (within 7), over, or empty.
    """

    seat: int
    user: int
    name: str
    agency: int
    agency_name: str
    role: str
    number: str
    until: date | None
    state: decrees.State


class Decrees(BaseModel):
    decrees: list[Decree]
    next: int | None


class NewDecree(BaseModel):
    """`until`: the last day on which it holds. Without both what was noted is taken away."""

    model_config = STRICT
    number: str = Field(max_length=DECREE_LONGEST)
    until: Day | None = None


@router.get(
    "/meja/sk",
    auth=Door(scopes=READ),
    response=Decrees,
    summary="SK petugas di unit Anda",
    operation_id="decrees",
    openapi_extra=KEY_ONLY,
)
def listed(request: HttpRequest, given: Annotated[SeatsQuery, Query(...)]) -> HttpResponse:
    """Every seat where you manage people, with its decree."""
    actor = actor_of(request)
    if not actor.has_role(*MANAGERS):
        raise Problem(403, NO_MANAGER)
    found = decrees.seats_managed(actor).filter(pk__gt=given.after)
    if given.agency:
        found = found.filter(agency=given.agency)
    rows, last = cursors.page_of(found.order_by("pk"), given.limit)
    return shown.send(Decrees(decrees=[_told(row) for row in rows], next=last.pk if last else None))


@router.put(
    "/meja/peran/{pk}/sk",
    auth=Door(scopes=WRITE),
    response=Decree,
    summary="Catat atau perbarui SK",
    operation_id="record_decree",
    openapi_extra=KEY_ONLY,
)
def put(request: HttpRequest, pk: int, body: Annotated[NewDecree, bodies.Sent(...)]) -> HttpResponse:
    """Note the decree of a seat in place of the one before. The same again changes nothing."""
    actor = actor_of(request)
    row = decrees.seats_managed(actor).filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise missing()
    return shown.send(_told(record_decree(row, number=body.number, until=body.until, by=actor)))


def _told(row: Membership) -> Decree:
    return Decree(
        seat=row.pk,
        user=row.user_id,
        name=row.user.name,
        agency=row.agency_id,
        agency_name=row.agency.name,
        role=row.role,
        number=row.sk_number,
        until=row.sk_until,
        state=decrees.state_of(row),
    )
