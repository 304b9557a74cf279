"""The cases of the Ombudsman, for programs of who sits there; what he reads of a report is `…/laporan/{code}`."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from lapor.api import cursors, shown
from lapor.api.door import READ, Door, actor_of
from lapor.api.problems import Problem, missing
from lapor.api.routes.reading import PageQuery
from lapor.people.actor import Actor
from lapor.reports import cases, events, policies, queries

router = Router(tags=["Meja"])
NOT_THERE = "Kunci ini bukan milik petugas Ombudsman."


class CasesQuery(PageQuery):
    group: Literal["new", "work", "ended"] = Field("new", description="Not accepted yet, in work, or ended.")


@router.get(
    "/meja/kasus",
    auth=Door(scopes=READ),
    response=shown.CasePage,
    summary="Kasus Ombudsman",
    operation_id="cases",
    openapi_extra={"x-door": "token"},
)
def listed(request: HttpRequest, given: Annotated[CasesQuery, Query(...)]) -> HttpResponse:
    """Cases of one group, the oldest first; ended ones the latest first."""
    actor = _ombudsman(request)
    found = cases.listing(actor, given.group, after=cursors.read_with_time(given.cursor))
    rows, last = cursors.page_of(found, given.limit)
    following = cursors.write(*cases.mark_of(last)) if last else None
    page = [shown.case_row(row, viewer=cases.as_ombudsman(actor)) for row in rows]
    return shown.send(shown.CasePage(cases=page, next=following))


@router.get(
    "/meja/kasus/{code}",
    auth=Door(scopes=READ),
    response=shown.CaseWithProof,
    summary="Satu kasus Ombudsman",
    operation_id="case",
    openapi_extra={"x-door": "token"},
)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """How a case stands, and the hashes that prove later that nothing of the report's log was changed."""
    actor = _ombudsman(request)
    report = queries.get(actor, code)
    view = policies.redact(report, cases.as_ombudsman(actor)) if report else None
    if report is None or view is None or view.appeal is None:
        raise missing()
    body = {"code": report.code, "case": view.appeal, "proof": events.proof(report)}
    return shown.send(shown.CaseWithProof.model_validate(body))


def _ombudsman(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not cases.sits_there(actor):
        raise Problem(403, NOT_THERE)
    return actor
