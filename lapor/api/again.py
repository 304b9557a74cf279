"""The header under which a request that is sent again is answered, not done, again."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel

from lapor.api.problems import Problem
from lapor.kit import codes
from lapor.people.actor import Actor
from lapor.reports.actions.once import KEY_LEAST, KEY_MOST, Once, once
from lapor.reports.files import Upload

HEADER = "Idempotency-Key"
KEY = re.compile(f"[!#-~]{{{KEY_LEAST},{KEY_MOST}}}")
NO_KEY = f"Sertakan header {HEADER}: {KEY_LEAST}–{KEY_MOST} karakter acak, misalnya sebuah UUID."


def parameter(*, required: bool) -> dict[str, Any]:
    """The header as the document describes it."""
    return {
        "name": HEADER,
        "in": "header",
        "required": required,
        "schema": {"type": "string", "pattern": f'^("{KEY.pattern}"|{KEY.pattern})$'},
        "description": "22–128 random characters that you keep until you have an answer. The same key with the same "
        "body gives the same answer again (200); with another body it is refused (422).",
        "example": "8e03978e-40d5-43e8-bc93-6894a57f9324",
    }


def key_of(request: HttpRequest) -> str:
    """The key, with or without the quotes of a structured field (draft-ietf-httpapi-idempotency-key-header)."""
    given = request.headers.get(HEADER, "").strip()
    bare = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not KEY.fullmatch(bare):
        raise Problem(400, NO_KEY)
    return bare


def of_move(
    request: HttpRequest, name: str, code: str, *, by: Actor, sent: BaseModel, files: tuple[Upload, ...]
) -> Once | None:
    """The key of a move with what came under it; None without the header. Files count by name and size."""
    if HEADER not in request.headers:
        return None
    body = [sent.model_dump(), [(file.name, file.size) for file in files]]
    text = json.dumps(body, sort_keys=True, default=str)
    return once(name, codes.normalise(code) or "", by=by, key=key_of(request), body=text)
