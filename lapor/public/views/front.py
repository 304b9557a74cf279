"""The front page, what is said about privacy, and what machines ask for."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapor.kit import clock
from lapor.public import listing
from lapor.public.addresses import absolute
from lapor.public.forms import TrackForm
from lapor.public.pages import FRESH, open_to_all, private
from lapor.reports import queries
from lapor.reports.choices import Classification
from lapor.standards import queries as standards
from lapor.standards.models import Unit

CONTACT_LASTS = timedelta(days=180)
NEWEST = 3
PROMISED = ("verification", "response")


@private
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, a way to report, a way to track."""
    newest = [listing.row_of(report) for report in queries.published()[:NEWEST]]
    words = {"form": TrackForm(auto_id="lacak_%s"), "newest": newest}
    return render(request, "public/home.html", words | {"days": {name: _days(name) for name in PROMISED}})


def _days(name: str) -> str:
    """ "dalam 3 hari kerja", by the rule of today; nothing where there is none."""
    try:
        rule = standards.standard_for(
            name, classification=Classification.COMPLAINT, category=None, agency=None, on=clock.today(UTC)
        )
    except standards.NoStandard:
        return ""
    return f"dalam {rule.amount} {Unit(rule.unit).label}"


@open_to_all
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who sees what, and what nobody can promise."""
    return render(request, "public/about.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Only what is published is for search engines."""
    closed = ("/laporan-saya/", "/terima", "/lacak", "/pin-hilang", "/meja/", "/akun/", "/admin/", "/api/", "/cari/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {absolute('sitemap')}", ""]
    return _text("\n".join(lines), "text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a hole."""
    ends = (clock.now() + CONTACT_LASTS).strftime("%Y-%m-%dT00:00:00Z")
    contact = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    lines = [f"Contact: mailto:{contact}", f"Expires: {ends}", "Preferred-Languages: id, en", ""]
    return _text("\n".join(lines), "text/plain")


def _text(words: str, kind: str) -> HttpResponse:
    return _cached(HttpResponse(words, content_type=f"{kind}; charset=utf-8"))


def _cached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return response
