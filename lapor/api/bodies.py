"""What comes in: JSON, or multipart with the same JSON as its part `data` and the files as parts `files`.

Files travel as multipart and not as base64 inside JSON: they go to disk as they arrive, not thrice into memory.
"""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.params.models import Body, BodyModel
from pydantic_core import from_json

from lapor.api.problems import Problem
from lapor.reports.files import LARGEST_TOGETHER

JSON_MOST = 512 * 1024  # bytes; the longest texts of a move, fully escaped, are a third of it
MULTIPART_MOST = LARGEST_TOGETHER + 2 * JSON_MOST
PARTS = frozenset({"data"})
UNREADABLE = "Isi ini bukan JSON yang benar."
NO_FILES = "Kirim isi sebagai application/json."
WITH_FILES = "Kirim isi sebagai application/json, atau multipart/form-data bila ada berkas."


class SentModel(BodyModel):
    """Reads a JSON body for ninja; the other kinds that ninja would guess are refused."""

    @classmethod
    def get_request_data(cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]) -> dict[str, Any]:
        return {cls.__read_from_single_attr__: read(request, files=False)}


class SentWithFilesModel(BodyModel):
    """The same, where files may come along."""

    @classmethod
    def get_request_data(cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]) -> dict[str, Any]:
        return {cls.__read_from_single_attr__: read(request, files=True)}


class Sent(Body):  # type: ignore[misc]  # ninja extends this final class of pydantic the same way
    """A parameter that is the JSON body."""

    _model = SentModel

    @classmethod
    def _param_source(cls) -> str:
        return "body"


class SentWithFiles(Body):  # type: ignore[misc]  # ninja extends this final class of pydantic the same way
    """A parameter that is the JSON, with or without files beside it."""

    _model = SentWithFilesModel

    @classmethod
    def _param_source(cls) -> str:
        return "body"


def read(request: HttpRequest, *, files: bool) -> object:
    """The JSON of a request. Raises Problem 400, 413, 415 or 422."""
    if files and request.content_type == "multipart/form-data":
        return parse(_data_part(request))
    if request.content_type != "application/json":
        raise Problem(415, WITH_FILES if files else NO_FILES)
    _refuse_over(request, JSON_MOST)
    return parse(request.body)


def _data_part(request: HttpRequest) -> str:
    _refuse_over(request, MULTIPART_MOST)
    if set(request.POST) - PARTS or set(request.FILES) - {"files"}:
        raise Problem(422, errors={"": "Kirim bagian “data” (JSON) dan bagian “files” (berkas), tidak lain."})
    if "data" not in request.POST:
        raise Problem(422, errors={"data": "Bagian ini wajib diisi."})
    return str(request.POST["data"])


def _refuse_over(request: HttpRequest, most: int) -> None:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdigit()):
        raise Problem(400)
    if int(length) > most:
        raise Problem(413)


def parse(raw: bytes | str) -> object:
    """JSON without NaN, without lone surrogates, not deeper than the parser's own limit."""
    try:
        return cast("object", from_json(raw, allow_inf_nan=False))
    except ValueError as error:
        raise Problem(400, UNREADABLE) from error
