"""What is not a route of the API itself: its document, the page that shows it, and the answer to any other address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapor.api import openapi
from lapor.api.problems import Problem, answer

Answer = Callable[..., HttpResponseBase]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every route with what it takes and gives, to read and to try."""
    return render(request, "api/page.html")


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        openapi.text(), content_type="application/json", headers={"Cache-Control": "public, max-age=300"}
    )


def with_problems(view: Answer) -> Answer:
    """A wrong method, which ninja answers in plain text before any handler of ours, becomes a problem too."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        return answer(Problem(405, headers={"Allow": str(response.headers.get("Allow", ""))}))

    return inner
