"""The stylesheet, the script and – in development only – the style guide that shows every component."""

import gzip
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapor.ui import bundle
from lapor.ui import mark as marks
from lapor.ui.charts import Bar
from lapor.ui.guide import IDENTITY, PLACES, SampleForm

YEAR = "public, max-age=31536000, immutable"
SOON = "public, max-age=60"
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 28"><path fill="#0a5963" fill-rule="evenodd" '
    'd="M2 27V12a10 10 0 0 1 20 0v15zM7 25h10V12.5a5 5 0 0 0-10 0z"/></svg>'
)


@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """Serve the joined stylesheet; an old digest still gets today's, but not for long."""
    return packed(request, bundle.styles(), digest=digest, kind="text/css")


@require_safe
def script(request: HttpRequest, digest: str) -> HttpResponse:
    """Serve the joined module."""
    return packed(request, bundle.scripts(), digest=digest, kind="text/javascript")


def packed(request: HttpRequest, made: bundle.Bundle, *, digest: str, kind: str) -> HttpResponse:
    """Answer with a bundle, compressed once per process where the browser can take it."""
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    body = squeezed(made.text) if zipped else made.text.encode()
    headers = {"Cache-Control": YEAR if digest == made.digest else SOON, "Vary": "Accept-Encoding"}
    headers |= {"Content-Encoding": "gzip"} if zipped else {}
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8", headers=headers)


@lru_cache(maxsize=4)
def squeezed(text: str) -> bytes:
    """Return the text gzipped, the same bytes for the same text."""
    return gzip.compress(text.encode(), mtime=0)


@require_safe
def mark(request: HttpRequest) -> HttpResponse:
    """Serve the door, our mark."""
    return HttpResponse(MARK, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=604800"})


@require_safe
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """Serve our mark as a picture, in the sizes that home screens ask for."""
    if size not in (*marks.SIZES, marks.APPLE):
        raise Http404
    return HttpResponse(marks.icon(size), content_type="image/png", headers={"Cache-Control": "public, max-age=604800"})


def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "ui/guide/index.html", sample(request))


def desk_guide(request: HttpRequest) -> HttpResponse:
    """Show the desk's layout and components."""
    return render(request, "ui/guide/desk.html", sample(request))


def print_guide(request: HttpRequest) -> HttpResponse:
    """Show the slip and the letter."""
    return render(request, "ui/guide/print.html", sample(request))


def search_sample(request: HttpRequest) -> JsonResponse:
    """Answer the sample picker."""
    text = request.GET.get("q", "").lower()
    return JsonResponse({"results": [row for row in PLACES if text in row["label"].lower()][:8]})


def error_sample(request: HttpRequest, code: str) -> HttpResponse:
    """Show one of the error pages."""
    return render(request, f"{int(code)}.html", status=200)


def sample(request: HttpRequest) -> dict[str, object]:
    """Return the fixed moment, the forms and the page that the guide shows."""
    now = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
    words = request.GET.get("agency_q", "")
    return {
        "now": now,
        "zone": "Asia/Makassar",
        "soon": now + timedelta(days=3),
        "today": now + timedelta(hours=4),
        "past": now - timedelta(days=2),
        "earlier": now - timedelta(days=6),
        "form": SampleForm(initial={"identity": "anonymous", "agency": ""}),
        "wrong": SampleForm(
            {"title": "", "body": "Jalan", "identity": "", "agree": "", "agency_q": ""}, prefix="salah"
        ),
        "identity": IDENTITY,
        "found": [row for row in PLACES if words.lower() in row["label"].lower()] if words else None,
        "words": words,
        "page": Paginator(range(200), 20).get_page(request.GET.get("halaman", 3)),
        "bars": [
            Bar("Dinas Pekerjaan Umum", 412),
            Bar("Dinas Perhubungan", 128),
            Bar("Dinas Kesehatan", 37, late=True),
        ],
        "step_names": ["Apa yang terjadi", "Di mana dan kapan", "Siapa Anda", "Periksa"],
    }
