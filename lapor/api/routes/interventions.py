"""Letters of the nation's admin to agencies: read and answered with a key of who may do it at the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lapor.api import cursors, shown
from lapor.api.door import READ, WRITE, Door, actor_of
from lapor.api.problems import missing
from lapor.notices import interventions as notices
from lapor.people.actor import Actor
from lapor.reports import actions, interventions
from lapor.reports.actions.intervening import WORDS_LONGEST
from lapor.reports.models import Intervention

router = Router(tags=["Surat intervensi"])


class InterventionRow(BaseModel):
    """`state`: sent, read, answered or settled; `overdue`: its day passed without an answer."""

    id: int
    number: str
    agency: str
    subject: str
    state: str
    state_label: str
    overdue: bool
    sent_at: datetime
    due_at: datetime


class InterventionWhole(InterventionRow):
    """`reports`: codes of those that the letter concerns and you may open."""

    body: str
    reports: list[str]
    answer: str
    answered_at: datetime | None


class Interventions(BaseModel):
    letters: list[InterventionRow]
    next: int | None


class InterventionsQuery(BaseModel):
    limit: int = Field(20, ge=1, le=100)
    page: int = Field(1, ge=1, le=10_000)


class InterventionAnswer(BaseModel):
    """`checked`: you have looked at it, and it tells of no reporter and no citizen."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=WORDS_LONGEST)
    checked: StrictBool = False


@router.get(
    "/meja/intervensi",
    auth=Door(scopes=READ),
    response=Interventions,
    summary="Surat intervensi yang boleh Anda baca",
    operation_id="interventions",
    openapi_extra={"x-door": "token"},
)
def letters(request: HttpRequest, given: Annotated[InterventionsQuery, Query(...)]) -> HttpResponse:
    """The newest first."""
    start = (given.page - 1) * given.limit
    rows, last = cursors.page_of(interventions.seen_by(actor_of(request))[start:], given.limit)
    page = [InterventionRow.model_validate(_row(row)) for row in rows]
    return shown.send(Interventions(letters=page, next=given.page + 1 if last else None))


@router.get(
    "/meja/intervensi/{id}",
    auth=Door(scopes=READ),
    response=InterventionWhole,
    summary="Satu surat intervensi",
    operation_id="intervention",
    openapi_extra={"x-door": "token"},
)
def letter(request: HttpRequest, id: int) -> HttpResponse:
    """One letter; who may answer it has read it now."""
    actor = actor_of(request)
    return _told(actions.read_letter(_seen(actor, id), by=actor), actor)


@router.post(
    "/meja/intervensi/{id}/jawaban",
    auth=Door(scopes=WRITE),
    response=InterventionWhole,
    summary="Jawab surat intervensi",
    operation_id="answer_intervention",
    openapi_extra={"x-door": "token"},
)
def answer(request: HttpRequest, id: int, body: InterventionAnswer) -> HttpResponse:
    """Once, by a leader or an admin of the agency or above it in its government."""
    actor = actor_of(request)
    row = actions.answer_letter(_seen(actor, id), by=actor, text=body.text, checked=body.checked)
    notices.tell(row)
    return _told(row, actor)


def _seen(actor: Actor, pk: int) -> Intervention:
    row = interventions.seen_by(actor).filter(pk=pk).first()
    if row is None:
        raise missing()
    return row


def _told(row: Intervention, actor: Actor) -> HttpResponse:
    named = list(interventions.named_in(row, viewer=actor).values_list("code", flat=True))
    more: dict[str, object] = {"body": row.body, "reports": named, "answer": row.answer, "answered_at": row.answered_at}
    return shown.send(InterventionWhole.model_validate(_row(row) | more))


def _row(row: Intervention) -> dict[str, object]:
    return {
        "id": row.pk,
        "number": row.label,
        "agency": row.agency.name,
        "subject": row.subject,
        "state": row.state.value,
        "state_label": str(row.state.label),
        "overdue": row.is_overdue,
        "sent_at": row.sent_at,
        "due_at": row.due_at,
    }
