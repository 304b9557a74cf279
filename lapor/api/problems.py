"""Everything that goes wrong leaves as RFC 9457 problem details: one sentence for people, one code for programs.

Nothing that a client sent is ever repeated: an error may be logged, forwarded, shown on another screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

from lapor.api.sentences import sentence_of
from lapor.kit.errors import Refused
from lapor.reports.actions import KeyReused
from lapor.reports.drafts import DraftRefused
from lapor.reports.files import FileRefused
from lapor.reports.moving import MoveRefused
from lapor.reports.policies.moves import NOT_YOURS

MEDIA_TYPE = "application/problem+json"
BROKEN_REQUEST = (SuspiciousOperation, MultiPartParserError, UnreadablePostError)


class Kind(NamedTuple):
    """What one status means everywhere."""

    code: str
    title: str
    detail: str


KINDS: dict[int, Kind] = {
    400: Kind("permintaan-tidak-terbaca", "Permintaan tidak terbaca", "Permintaan ini tidak dapat dibaca."),
    401: Kind("kunci-tidak-berlaku", "Perlu kunci yang berlaku", "Sertakan kunci API atau PIN yang berlaku."),
    403: Kind("tidak-berwenang", "Bukan wewenang kunci ini", "Kunci ini tidak boleh melakukan langkah ini."),
    404: Kind("tidak-ditemukan", "Tidak ditemukan", "Yang Anda minta tidak ada, atau bukan untuk Anda."),
    405: Kind("metode-tidak-ada", "Metode tidak dikenal", "Alamat ini tidak menerima metode itu; lihat header Allow."),
    409: Kind("tidak-mungkin-sekarang", "Tidak mungkin sekarang", "Langkah ini belum atau tidak lagi mungkin."),
    411: Kind("panjang-tidak-disebut", "Panjang kiriman tidak disebut", "Kirim lagi dengan header Content-Length."),
    413: Kind("terlalu-besar", "Terlalu besar", "Yang Anda kirim terlalu besar. Kirim sebagian dulu."),
    415: Kind("jenis-isi-salah", "Jenis isi tidak diterima", "Kirim isi sebagai application/json."),
    422: Kind("isian-belum-benar", "Ada isian yang belum benar", "Perbaiki isian yang disebut di “errors”."),
    429: Kind("terlalu-sering", "Terlalu sering", "Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    503: Kind("sedang-terganggu", "Layanan sedang terganggu", "Coba lagi sebentar lagi."),
}


class FieldProblem(BaseModel):
    """What is wrong with one field; `field` is empty when it is the whole, or has a name that no field can have."""

    field: str
    sentence: str


class ProblemDetails(BaseModel):
    """RFC 9457. `detail` may be shown to people as it is; programs branch on `code`."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = Field(default_factory=list)


class Problem(Exception):
    """Stop here and answer with this status."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        code: str = "",
        errors: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status, self.detail, self.code = status, detail, code
        self.errors, self.headers = errors or {}, headers or {}


def missing() -> Problem:
    """Missing, secret and forbidden look the same."""
    return Problem(404)


def wait(seconds: int, detail: str = "") -> Problem:
    return Problem(429, detail, headers={"Retry-After": str(seconds)})


def answer(problem: Problem) -> HttpResponse:
    """The problem as a response."""
    pairs = [FieldProblem(field=name, sentence=sentence) for name, sentence in problem.errors.items()]
    return _response(problem, pairs)


def _response(problem: Problem, errors: Iterable[FieldProblem]) -> HttpResponse:
    kind = KINDS[problem.status]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": kind.title,
        "status": problem.status,
        "detail": problem.detail or kind.detail,
        "code": problem.code or kind.code,
        "errors": [one.model_dump() for one in errors],
    }
    headers = {"Cache-Control": "no-store", **problem.headers}
    if problem.status == 401:
        headers.setdefault("WWW-Authenticate", "Bearer")
    return JsonResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers=headers)


def of_invalid(error: ValidationError) -> HttpResponse:
    """One sentence per field that the schema refused."""
    return _response(Problem(422), [FieldProblem(**sentence_of(one)) for one in error.errors])


def of_refusal(error: Refused) -> Problem:
    """What the heart refused, as the status that says whose turn it is to change something."""
    match error:
        case DraftRefused():
            return Problem(422, errors=error.problems)
        case KeyReused():
            return Problem(422, error.sentence, code="kunci-pengiriman-terpakai")
        case MoveRefused():
            return Problem(403 if error.sentence == NOT_YOURS else 409, error.sentence)
        case FileRefused():
            return Problem(422, error.sentence, errors={"files": error.sentence})
        case _:
            return Problem(422, error.sentence)


def of_broken_request(error: Exception) -> Problem:
    """What Django refuses before anything of ours has read it."""
    too_big = isinstance(error, RequestDataTooBig | TooManyFilesSent)
    return Problem(413 if too_big else 400)


def handle_all(api: NinjaAPI) -> None:
    """Let every error of every route leave through here; what nobody foresaw goes on to `config.trouble`."""

    for kind in (Problem, Refused, Http404, HttpError, ValidationError, *BROKEN_REQUEST, Exception):
        api.add_exception_handler(kind, _leave)


def _leave(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    match error:
        case Problem():
            return answer(error)
        case ValidationError():
            return of_invalid(error)
        case Refused():
            return answer(of_refusal(error))
        case Http404():
            return answer(missing())
        case HttpError():
            return answer(Problem(error.status_code if error.status_code in KINDS else 400))
        case SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
            return answer(of_broken_request(error))
        case _:
            raise error
