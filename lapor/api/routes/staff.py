"""The people of one's units: their seats, who is away, and what passes when one of them leaves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from lapor.agencies.actions import announce_absence, cancel_absence, may_note_absence
from lapor.agencies.models import WORKERS, Absence, Membership, MembershipQuerySet, Role
from lapor.agencies.queries import within_reach
from lapor.api import bodies, cursors, shown
from lapor.api.door import READ, WRITE, Door, actor_of
from lapor.api.problems import Problem, missing
from lapor.api.taken import STRICT, Day
from lapor.kit import codes, text
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import handover

router = Router(tags=["Petugas"])
MANAGERS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
NOT_THERE = "Orang ini tidak bertugas di unit itu. Lihat daftar di /meja/peran."
BIGGEST = 2**63 - 1
ABSENCES_MOST = 500
KEY_ONLY = {"x-door": "token"}


class SeatsQuery(BaseModel):
    agency: int | None = Field(None, ge=1, le=BIGGEST, description="`id` of an agency; only seats there.")
    after: int = Field(0, ge=0, le=BIGGEST, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=100)


class SeatRow(BaseModel):
    """A role in force; from the day `until` on it is gone."""

    seat: int
    user: int
    name: str
    agency: int
    agency_name: str
    role: str
    since: date
    until: date | None


class Seats(BaseModel):
    seats: list[SeatRow]
    next: int | None


class Person(BaseModel):
    user: int
    name: str


class InHand(BaseModel):
    """What lies with a person at the unit of a seat. `unseen`: secret reports that pass, but are not named to you."""

    total: int
    unseen: int
    codes: list[str]
    successors: list[Person]


class OneReport(BaseModel):
    model_config = STRICT
    code: str = Field(max_length=20)
    to: int | None = Field(None, ge=1, le=BIGGEST)
    note: str = Field("", max_length=handover.NOTE_LONGEST)


class Wanted(BaseModel):
    """Who comes after the holder of a seat, for all reports or for single ones. `end_on`: first day without the seat.

    `alone`: what has no successor then belongs to the whole unit.
    """

    model_config = STRICT
    to: int | None = Field(None, ge=1, le=BIGGEST)
    note: str = Field("", max_length=handover.NOTE_LONGEST)
    reports: list[OneReport] = Field(default_factory=list, max_length=handover.MOST)
    alone: bool = False
    end_on: Day | None = None


class RefusedRow(BaseModel):
    code: str
    sentence: str


class HandedOver(BaseModel):
    """At most 300 reports pass at a time: send the same again while `left` is not 0. `ends` is empty until then."""

    passed: int
    freed: int
    others: int
    left: int
    ends: date | None
    refused: list[RefusedRow]


@router.get(
    "/meja/peran",
    auth=Door(scopes=READ),
    response=Seats,
    summary="Peran di unit Anda",
    operation_id="seats",
    openapi_extra=KEY_ONLY,
)
def seats(request: HttpRequest, given: Annotated[SeatsQuery, Query(...)]) -> HttpResponse:
    """Roles in force where you manage people or work on reports yourself."""
    found = _near(actor_of(request)).filter(pk__gt=given.after)
    if given.agency:
        found = found.filter(agency=given.agency)
    rows, last = cursors.page_of(found.order_by("pk"), given.limit)
    return shown.send(Seats(seats=[_row(row) for row in rows], next=last.pk if last else None))


def _near(actor: Actor) -> MembershipQuerySet:
    """Seats of people whom the actor manages, and of colleagues where he works himself."""
    own = {seat.agency_id for seat in actor.seats if seat.role in WORKERS}
    near = within_reach(actor, *MANAGERS, of="agency__") | Q(agency__in=own)
    return Membership.objects.active().filter(near, user__is_active=True).select_related("user", "agency")


def _row(row: Membership) -> SeatRow:
    return SeatRow(
        seat=row.pk,
        user=row.user_id,
        name=row.user.name,
        agency=row.agency_id,
        agency_name=row.agency.name,
        role=row.role,
        since=row.since,
        until=row.until,
    )


class AbsenceRow(BaseModel):
    """Both days are included. `reason` is told to the person himself and to who manages the unit."""

    id: int
    user: int
    name: str
    agency: int
    first_day: date
    last_day: date
    reason: str
    deputy: int | None
    deputy_name: str


class Absences(BaseModel):
    absences: list[AbsenceRow]


class NewAbsence(BaseModel):
    """`user`: yourself when it is left out."""

    model_config = STRICT
    user: int | None = Field(None, ge=1, le=BIGGEST)
    agency: int = Field(ge=1, le=BIGGEST)
    first_day: Day
    last_day: Day
    reason: Literal["leave", "trip", "sick", "other"]
    deputy: int | None = Field(None, ge=1, le=BIGGEST)


@router.get(
    "/meja/ketidakhadiran",
    auth=Door(scopes=READ),
    response=Absences,
    summary="Ketidakhadiran",
    operation_id="absences",
    openapi_extra=KEY_ONLY,
)
def absences(request: HttpRequest) -> HttpResponse:
    """Absences that run or come: your own, and those of people whom you manage (the first 500)."""
    actor = actor_of(request)
    near = within_reach(actor, *MANAGERS, of="agency__") | Q(user=actor.user_id)
    rows = Absence.objects.coming().filter(near).select_related("user", "deputy").order_by("first_day", "pk")
    return shown.send(Absences(absences=[_absence(row) for row in rows[:ABSENCES_MOST]]))


@router.post(
    "/meja/ketidakhadiran",
    auth=Door(scopes=WRITE),
    response={201: AbsenceRow},
    summary="Catat ketidakhadiran",
    operation_id="announce_absence",
    openapi_extra=KEY_ONLY,
)
def announce(request: HttpRequest, body: Annotated[NewAbsence, bodies.Sent(...)]) -> HttpResponse:
    """Note who is away and who stands in. The same again is refused (422), because the days are taken."""
    actor = actor_of(request)
    seats = _near(actor).filter(agency=body.agency, role__in=WORKERS)
    people = {seat.user_id: seat for seat in seats}
    seat = people.get(body.user or actor.user_id or 0)
    if seat is None or not may_note_absence(actor, seat.user, seat.agency):
        raise Problem(422, errors={"user": NOT_THERE})
    if body.deputy is not None and body.deputy not in people:
        raise Problem(422, errors={"deputy": NOT_THERE})
    row = announce_absence(
        seat.user,
        agency=seat.agency,
        first_day=body.first_day,
        last_day=body.last_day,
        reason=body.reason,
        deputy=people[body.deputy].user if body.deputy else None,
        by=actor,
    )
    return shown.send(_absence(row), status=201)


@router.post(
    "/meja/ketidakhadiran/{pk}/batalkan",
    auth=Door(scopes=WRITE),
    response=Absences,
    summary="Batalkan ketidakhadiran",
    operation_id="cancel_absence",
    openapi_extra=KEY_ONLY,
)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back; one that runs ended yesterday. Answers with what is left."""
    actor = actor_of(request)
    row = Absence.objects.select_related("user", "agency").filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None or not may_note_absence(actor, row.user, row.agency):
        raise missing()
    cancel_absence(row, by=actor)
    return absences(request)


def _absence(row: Absence) -> AbsenceRow:
    return AbsenceRow(
        id=row.pk,
        user=row.user_id,
        name=row.user.name,
        agency=row.agency_id,
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
        deputy=row.deputy_id,
        deputy_name=row.deputy.name if row.deputy else "",
    )


@router.get(
    "/meja/peran/{pk}/serah-terima",
    auth=Door(scopes=READ),
    response=InHand,
    summary="Yang ditangani seorang petugas",
    operation_id="in_hand",
    openapi_extra=KEY_ONLY,
)
def in_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """What would pass, most urgent first (at most 300), and who can come after him."""
    actor = actor_of(request)
    seat = _seat(actor, pk)
    rows = list(handover.in_hand(seat)[: handover.MOST])
    known = handover.seen_by(actor, rows)
    people = [Person(user=user.pk, name=user.name) for user in handover.heirs(seat)]
    total = handover.in_hand(seat).count()
    named = [row.code for row in known]
    return shown.send(InHand(total=total, unseen=len(rows) - len(known), codes=named, successors=people))


@router.post(
    "/meja/peran/{pk}/serah-terima",
    auth=Door(scopes=WRITE),
    response=HandedOver,
    summary="Serah terima",
    operation_id="hand_over",
    openapi_extra=KEY_ONLY,
)
def hand_over(request: HttpRequest, pk: int, body: Annotated[Wanted, bodies.Sent(...)]) -> HttpResponse:
    """Pass on what lies with the holder of a seat, then end the seat. Sending it again does nothing twice."""
    actor = actor_of(request)
    seat = _seat(actor, pk)
    heirs = {user.pk: user for user in handover.heirs(seat)}
    each = {
        codes.normalise(one.code) or one.code: handover.Wish(
            _heir(heirs, one.to, f"reports.{n}.to"), text.clean(one.note)
        )
        for n, one in enumerate(body.reports)
    }
    done = handover.hand_over(
        seat,
        by=actor,
        to=_heir(heirs, body.to, "to"),
        note=text.clean(body.note),
        each=each,
        alone=body.alone,
        end_on=body.end_on,
    )
    told = HandedOver(
        passed=done.passed.total(),
        freed=done.freed,
        others=done.others,
        left=done.left,
        ends=done.ends,
        refused=[RefusedRow(code=code, sentence=sentence) for code, sentence in done.refused],
    )
    return shown.send(told)


def _seat(actor: Actor, pk: int) -> Membership:
    """The seat whose work may pass. Raises Problem 404."""
    seat = handover.seats().filter(pk=pk).first() if pk <= BIGGEST else None
    if seat is None or not handover.may(actor, seat):
        raise missing()
    return seat


def _heir(heirs: dict[int, User], wanted: int | None, field: str) -> User | None:
    """Raises Problem 422 for somebody who does not work there."""
    if wanted is None:
        return None
    if wanted not in heirs:
        raise Problem(422, errors={field: NOT_THERE})
    return heirs[wanted]
