"""A form whose token is gone: what was typed comes back, and nothing was sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lapor.public.pages import private
from lapor.public.views import filing, tracking
from lapor.public.views.steps import STEPS


@private
def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF check said no. Words are only given back to a form of our own, never to another site's."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        if request.path == reverse("lapor"):
            return filing.filled_again(request)
        step = request.path.removeprefix(reverse("laporan-saya"))
        if step in STEPS:
            return tracking.session_ended(request, step)
    return render(request, "403_csrf.html", status=403)
