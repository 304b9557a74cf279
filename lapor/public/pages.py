"""How public pages may be kept: open ones for a minute, everything of one person never."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from lapor.channels.web import limits

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

FRESH = 60  # seconds: what is hidden or made secret is gone from every cache after as many


def private(view: View[P]) -> View[P]:
    """Nobody keeps this page: no cache, no history, no search engine."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def open_to_all(view: View[P]) -> View[P]:
    """The same for everybody: caches may keep it for a minute, but never together with somebody's session."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not limits.allow(request, "daftar"):
            return too_many(request, "daftar")
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store" if is_personal(request) else f"public, max-age={FRESH}"
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def is_personal(request: HttpRequest) -> bool:
    """Whether a page may say something to this browser alone: it has a session, or a message waits in a cookie."""
    return not request.COOKIES.keys().isdisjoint((settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name))


def too_many(request: HttpRequest, name: str) -> HttpResponse:
    """429 with the time after which it works again."""
    return told_to_wait(render(request, "429.html", status=429), name)


def told_to_wait(response: HttpResponse, name: str) -> HttpResponse:
    response.status_code = 429
    response["Retry-After"] = str(limits.retry_after(name))
    return response
