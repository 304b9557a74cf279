"""When something below us is broken: one place that turns it into an answer."""

import errno
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults

from lapor.channels.web import held
from lapor.channels.web.moveform import SEARCH

log = structlog.get_logger("lapor.web")


@dataclass(frozen=True)
class Trouble:
    """What people are told, and when they may try again."""

    status: int
    code: str
    title: str
    detail: str
    retry_after: int | None = None


DATABASE_DOWN = Trouble(
    503,
    "basis-data-tidak-terjangkau",
    "Layanan sedang terganggu",
    "Basis data tidak dapat dihubungi. Yang Anda kirim barusan belum tersimpan. Coba lagi sebentar lagi.",
    10,
)
STORAGE_FULL = Trouble(
    503,
    "penyimpanan-penuh",
    "Penyimpanan penuh",
    "Penyimpanan penuh, jadi yang Anda kirim barusan belum tersimpan. Petugas perlu menambah ruang. Coba lagi nanti.",
    300,
)
BUSY = Trouble(
    503,
    "sedang-sibuk",
    "Layanan sedang sibuk",
    "Terlalu banyak pekerjaan bersamaan. Yang Anda kirim barusan belum tersimpan. Coba lagi sebentar lagi.",
    5,
)
BROKEN = Trouble(
    500,
    "galat",
    "Ada yang salah di sisi kami",
    "Permintaan Anda tidak dapat diselesaikan. Kesalahan ini sudah dicatat. Coba lagi, atau kembali nanti.",
)

TOO_LARGE = Trouble(
    413,
    "terlalu-besar",
    "Kiriman terlalu besar",
    "Yang Anda kirim terlalu besar dan belum tersimpan. Ringkas tulisannya atau kurangi berkasnya, lalu kirim lagi.",
)
NO_LENGTH = Trouble(
    411,
    "panjang-tidak-disebut",
    "Panjang kiriman tidak disebut",
    "Kiriman ini belum dibaca. Kirim lagi dengan header Content-Length, tidak sepotong-sepotong (chunked).",
)
LEAST_ROOM = 1 << 16  # bytes; SQLite needs half of it to open a file
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

# Forms whose page shows them again filled in, when they come with the name of the search button.
FILLED_AGAIN = ("/lapor", "/laporan-saya/", "/meja/")

# SQLSTATE classes: https://www.postgresql.org/docs/current/errcodes-appendix.html
FULL_STATES = frozenset({"53100"})
BUSY_STATES = frozenset({"53300", "55P03", "57014", "40P01", "40001"})
DOWN_STATES = frozenset({"57P01", "57P02", "57P03", "57P05"})
FULL_WORDS = ("database or disk is full",)
BUSY_WORDS = ("database is locked", "database table is locked")
DOWN_WORDS = ("unable to open database file", "disk i/o error", "connection", "server closed", "the database system is")


class TroubleMiddleware:
    """Answer for a view that met a broken database or a full disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        read = request.method in ("GET", "HEAD") and not wants_json(request)
        return not_allowed(request, response) if read and isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what we know; everything else goes on to server_error."""
        trouble = recognise(error)
        return answer(request, trouble, error=error) if trouble else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for everything that nobody caught, middleware included."""
    error = sys.exc_info()[1]
    trouble = (recognise(error) if error else None) or BROKEN
    return answer(request, trouble, error=error)


def not_allowed(request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
    """Say it to who came back to an address of a form, after a sign-in or by the history; browsers show nothing."""
    response.content = render_to_string("405.html", request=request)
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer for what Django itself refuses to read."""
    return said(request, TOO_LARGE) if isinstance(exception, TOO_MUCH) else defaults.bad_request(request, exception)


def recognise(error: BaseException) -> Trouble | None:
    """Return the trouble behind an error, or None when it is a mistake of ours."""
    for cause in causes(error):
        if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
            return STORAGE_FULL
        if isinstance(cause, DatabaseError | InterfaceError):
            return of_database(cause)
    return None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Walk from an error to what caused it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def of_database(error: Exception) -> Trouble | None:
    """Return the trouble that a database error stands for."""
    state, words = getattr(error.__cause__, "sqlstate", None) or "", str(error).lower()
    if state in FULL_STATES or any(word in words for word in FULL_WORDS):
        return STORAGE_FULL
    if state in BUSY_STATES or any(word in words for word in BUSY_WORDS):
        return BUSY
    if state[:2] == "08" or state in DOWN_STATES:
        return DATABASE_DOWN
    broken = isinstance(error, OperationalError | InterfaceError) and not state
    if not broken or not any(word in words for word in DOWN_WORDS):
        return None
    return STORAGE_FULL if no_room() else DATABASE_DOWN


def no_room() -> bool:
    """Return whether the disk of the installation is full: SQLite then says only that it cannot read or open."""
    try:
        return shutil.disk_usage(settings.LAPOR_HOME).free < LEAST_ROOM
    except OSError:
        return False


def answer(request: HttpRequest, trouble: Trouble, *, error: BaseException | None) -> HttpResponse:
    """Log the error and say what happened."""
    log.error("trouble", code=trouble.code, exc_info=error)
    return said(request, trouble)


def said(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Say it as problem+json to machines and as a plain page to people."""
    response = problem(trouble) if wants_json(request) else page(request, trouble)
    if trouble.retry_after:
        response["Retry-After"] = str(trouble.retry_after)
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Return whether a machine asks."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/")


def problem(trouble: Trouble) -> HttpResponse:
    """Return the trouble as RFC 9457 problem details."""
    body = {"type": "about:blank", "title": trouble.title, "status": trouble.status, "detail": trouble.detail}
    more = {"code": trouble.code, "errors": []}
    return JsonResponse(body | more, status=trouble.status, content_type="application/problem+json")


def page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Return the trouble as a page that needs neither database nor static files, with what was typed in it."""
    words = typed(request)
    tickets, lost = held.rescued(request) if words else ([], False)
    words += [(held.FIELD, ticket) for ticket in tickets]
    values = {"trouble": trouble, "typed": words, "search": SEARCH, "files_lost": lost}
    return HttpResponse(render_to_string("config/trouble.html", values), status=trouble.status)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted to a form of ours that can be filled in again; the page leads back to it.

    Only what was read and came with a good token: never half a form, and never the words of another site.
    """
    read = "_post" in vars(request) and getattr(request, "csrf_processing_done", False)
    if not read or not request.path.startswith(FILLED_AGAIN):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values if name != SEARCH]
