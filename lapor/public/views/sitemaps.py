"""What search engines are told: every published report, in parts of a few thousand, with the day of its publication."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapor.public.addresses import absolute
from lapor.public.feeds import day_of
from lapor.public.pages import open_to_all
from lapor.reports import search

XML = "application/xml"
FIXED = ("beranda", "lapor", "laporan", "instansi", "tentang")


@open_to_all
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts: the fixed pages, then published reports from the first to the newest."""
    days = [day_of(part.last_at) for part in search.parts()]
    parts = [(absolute("sitemap-bagian", number), day) for number, day in enumerate(days, 1)]
    words = {"parts": [(absolute("sitemap-halaman"), None), *parts]}
    return render(request, "public/sitemaps.xml", words, content_type=XML)


@open_to_all
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The fixed pages."""
    words = {"addresses": [(absolute(name), None) for name in FIXED]}
    return render(request, "public/sitemap.xml", words, content_type=XML)


@open_to_all
@require_safe
def part(request: HttpRequest, number: int) -> HttpResponse:
    """One part; a part that nothing is in is not there."""
    parts = search.parts()
    if not 1 <= number <= len(parts):
        raise Http404
    rows = search.in_part(parts[number - 1])
    words = {"addresses": [(absolute("laporan-terbuka", code), day_of(at)) for code, at in rows]}
    return render(request, "public/sitemap.xml", words, content_type=XML)
