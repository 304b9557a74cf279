"""What happens around every request."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from lapor.config import trouble

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("lapor.web")
PERMISSIONS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(self), display-capture=(), encrypted-media=(), "
    "fullscreen=(self), geolocation=(self), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), "
    "microphone=(self), midi=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), "
    "screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"
)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_log(get_response: Answer) -> Answer:
    """Give each request an id and write one line about it: the route's pattern, never the address itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started, request_id = time.perf_counter(), id_of(request)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
            response["X-Request-Id"] = request_id
            spent = round((time.perf_counter() - started) * 1000, 1)
            log.info("request", method=method(request), route=route(request), status=response.status_code, ms=spent)
        return response

    return middleware


def id_of(request: HttpRequest) -> str:
    """Return the id that a trusted proxy gave, else a new one."""
    given = request.headers.get("X-Request-Id", "") if settings.LAPOR_BEHIND_PROXY else ""
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def method(request: HttpRequest) -> str:
    """Return the method, as long as it is one of HTTP's own."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "OTHER"


def route(request: HttpRequest) -> str:
    """Return the pattern under which the address was found; an address nobody has may hold anything."""
    match = request.resolver_match
    return match.route if match else "-"


def more_headers(get_response: Answer) -> Answer:
    """Add the headers that Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def whole_body(get_response: Answer) -> Answer:
    """Refuse a body that does not say how long it is, and leave nothing on the disk of one that broke off.

    Nothing here would read a body without length, and its sender would wonder.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.headers.get("Transfer-Encoding") and not request.META.get("CONTENT_LENGTH"):
            return trouble.said(request, trouble.NO_LENGTH)
        try:
            return get_response(request)
        finally:
            close_uploads(request)

    return middleware


def close_uploads(request: HttpRequest) -> None:
    """Close what came in, which deletes it; Django itself forgets the file in whose middle the line broke."""
    for handler in vars(request).get("_upload_handlers", ()):
        file = getattr(handler, "file", None)
        if file is not None:
            file.close()


def language(get_response: Answer) -> Answer:
    """Speak the language that was chosen, else Indonesian.

    Not Django's LocaleMiddleware: it greets every phone that is set to English in English.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
