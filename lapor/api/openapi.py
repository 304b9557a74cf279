"""The OpenAPI document: what ninja makes from the routes, completed with what holds for every route."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from lapor.api.door import PIN_HEADER
from lapor.api.problems import KINDS, MEDIA_TYPE, ProblemDetails

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOT = ROOT / "docs" / "api" / "openapi.json"
ABOUT = (
    "File a report, follow it, and (with a key) work on it. Officers and partner systems send a key as "
    f"`Authorization: Bearer …`; reporters send the PIN of their receipt as `{PIN_HEADER}`. Cookies are not looked at. "
    "Sentences meant for people are Indonesian. Errors are RFC 9457 problem details; unknown fields are refused. "
    "Files come as multipart/form-data: the JSON as part `data`, each file as a part `files`."
)
KEY, PIN = "kunci", "pin"
SCHEMES = {
    KEY: {"type": "http", "scheme": "bearer", "description": "Key for programs, with scope read, write or submit."},
    PIN: {"type": "apiKey", "in": "header", "name": PIN_HEADER, "description": "PIN of the report in the address."},
}
DOORS: dict[str, list[dict[str, list[str]]]] = {
    "nobody": [{}, {KEY: []}],
    "token-or-nobody": [{}, {KEY: []}],
    "all": [{}, {KEY: []}, {PIN: []}],
    "token": [{KEY: []}],
    "token-or-pin": [{KEY: []}, {PIN: []}],
}
ALWAYS = (400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 429, 503)
REF = "#/components/schemas/{model}"


@cache
def text() -> str:
    """The document as it is committed and served."""
    from lapor.api.api import api  # the routes need this module

    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, sort_keys=True, default=str) + "\n"


def complete(schema: dict[str, Any]) -> None:
    """Add the doors, the problems and the multipart bodies."""
    parts = schema["components"]
    parts["securitySchemes"] = SCHEMES
    parts["responses"] = {f"Problem{status}": _problem(status) for status in ALWAYS}
    details = ProblemDetails.model_json_schema(ref_template=REF, mode="serialization")
    parts["schemas"] |= details.pop("$defs") | {"ProblemDetails": details}
    for methods in schema["paths"].values():
        for operation in methods.values():
            _finish(operation)


def _problem(status: int) -> dict[str, Any]:
    kind = KINDS[status]
    response: dict[str, Any] = {
        "description": kind.title,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="ProblemDetails")}}},
    }
    if status in (429, 503):
        wait = {"description": "Seconds until the next try.", "schema": {"type": "integer"}}
        response["headers"] = {"Retry-After": wait}
    return response


def _finish(operation: dict[str, Any]) -> None:
    operation["security"] = DOORS[operation.pop("x-door", "nobody")]
    operation["responses"] = {str(status): response for status, response in operation["responses"].items()}
    for status in ALWAYS:
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if operation["operationId"] == "file":
        anything = {"schema": {"type": "string", "format": "binary"}}
        operation["responses"]["200"] = {"description": "OK", "content": {"*/*": anything}}
    if operation.pop("x-files", False):
        content = operation["requestBody"]["content"]
        content["multipart/form-data"] = _multipart(content["application/json"]["schema"])


def _multipart(body: dict[str, Any]) -> dict[str, Any]:
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 10}
    form = {
        "type": "object",
        "properties": {"data": body, "files": files},
        "required": ["data"],
        "additionalProperties": False,
    }
    return {"schema": form, "encoding": {"data": {"contentType": "application/json"}}}
