"""Filing a report: once per key, however often it is sent."""

from __future__ import annotations

import re
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from lapor.agencies.models import Role
from lapor.api import bodies, shown, taken
from lapor.api.door import SUBMIT, Door, actor_of
from lapor.api.problems import Problem
from lapor.channels.web.performing import uploads
from lapor.reports import actions
from lapor.reports.actions.submit import KEY_LEAST, KEY_MOST

router = Router(tags=["Laporan"])
HEADER = "Idempotency-Key"
KEY = re.compile(f"[!#-~]{{{KEY_LEAST},{KEY_MOST}}}")
NO_KEY = f"Sertakan header {HEADER}: {KEY_LEAST}–{KEY_MOST} karakter acak, misalnya sebuah UUID."
NOT_ENTERED = "Kunci ini bukan milik sistem mitra atau petugas loket, jadi tidak dapat mengirim laporan."
KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": f'^("{KEY.pattern}"|{KEY.pattern})$'},
    "description": "22–128 random characters that you keep until you have an answer. The same key with the same body "
    "gives the same answer again (200); with another body it is refused (422).",
    "example": "8e03978e-40d5-43e8-bc93-6894a57f9324",
}


@router.post(
    "/laporan",
    auth=Door(scopes=SUBMIT, nobody="kirim"),
    response={201: shown.Receipt, 200: shown.Receipt},
    summary="Mengirim laporan",
    operation_id="submit",
    openapi_extra={"parameters": [KEY_PARAMETER], "x-files": True, "x-door": "token-or-nobody"},
)
def submit(request: HttpRequest, body: Annotated[taken.NewReport, bodies.SentWithFiles(...)]) -> HttpResponse:
    """File a report, as anybody, or with the key of a partner system or a counter officer.

    201 for the first time, 200 with the same body for the same again.
    """
    actor = actor_of(request)
    if actor.kind != "public" and not actor.has_role(Role.PARTNER, Role.OPERATOR):
        raise Problem(403, NOT_ENTERED)
    if actor.user_id is not None and actor.kind == "public":
        raise Problem(403, NOT_ENTERED)
    draft = taken.draft_of(body, uploads(request) if request.content_type == "multipart/form-data" else ())
    receipt = actions.submit(draft, by=actor, key=_key(request))
    report = receipt.report
    told = shown.Receipt(code=report.code, pin=receipt.pin or None, submitted_at=report.submitted_at)
    response = shown.send(told, status=200 if receipt.repeated else 201)
    response["Location"] = reverse("api-1.0.0:report", args=[report.code])
    return response


def _key(request: HttpRequest) -> str:
    """The key, with or without the quotes of a structured field (draft-ietf-httpapi-idempotency-key-header)."""
    given = request.headers.get(HEADER, "").strip()
    bare = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not KEY.fullmatch(bare):
        raise Problem(400, NO_KEY)
    return bare
