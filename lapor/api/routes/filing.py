"""Filing a report: once per key, however often it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from lapor.agencies.models import Role
from lapor.api import again, bodies, shown, taken
from lapor.api.door import SUBMIT, Door, actor_of
from lapor.api.problems import Problem
from lapor.channels.web.performing import uploads
from lapor.reports import actions
from lapor.reports.actions.submit import REUSED

router = Router(tags=["Laporan"])
NOT_ENTERED = "Kunci ini bukan milik sistem mitra atau petugas loket, jadi tidak dapat mengirim laporan."


@router.post(
    "/laporan",
    auth=Door(scopes=SUBMIT, nobody="kirim"),
    response={201: shown.Receipt, 200: shown.Receipt},
    summary="Mengirim laporan",
    operation_id="submit",
    openapi_extra={"parameters": [again.parameter(required=True)], "x-files": True, "x-door": "token-or-nobody"},
)
def submit(request: HttpRequest, body: Annotated[taken.NewReport, bodies.SentWithFiles(...)]) -> HttpResponse:
    """File a report, as anybody, or with the key of a partner system or a counter officer.

    A counter officer says how it came (`came_by`) and, of a letter, when the office received it; its scan is a file.
    201 for the first time, 200 with the same body for the same again.
    """
    actor = actor_of(request)
    if actor.kind != "public" and not actor.has_role(Role.PARTNER, Role.OPERATOR):
        raise Problem(403, NOT_ENTERED)
    if actor.user_id is not None and actor.kind == "public":
        raise Problem(403, NOT_ENTERED)
    draft = taken.draft_of(body, uploads(request) if request.content_type == "multipart/form-data" else ())
    if wrong := taken.problems_of_entry(body, draft, counter=actor.has_role(Role.OPERATOR)):
        raise Problem(422, errors=wrong)
    by = replace(actor, channel=body.came_by) if body.came_by else actor
    receipt = actions.submit(draft, by=by, key=again.key_of(request))
    report = receipt.report
    if report.channel != by.channel:
        raise actions.KeyReused(REUSED)
    told = shown.Receipt(code=report.code, pin=receipt.pin or None, submitted_at=report.submitted_at)
    response = shown.send(told, status=200 if receipt.repeated else 201)
    response["Location"] = reverse("api-1.0.0:report", args=[report.code])
    return response
