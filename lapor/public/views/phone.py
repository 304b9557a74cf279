"""What lets a phone keep the empty form: the manifest, the service worker, the page that is shown without a network."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from lapor.public.pages import FRESH, private
from lapor.ui import bundle, mark

HERE = Path(__file__).parents[1] / "static" / "public"
PARTS = ("store.js", "phone.js", "photos.js", "drafts.js")
PAPER, SEA = "#f7f4ed", "#0a5963"
PAGES = ("form", "offline", "phone", "phone_form", "base")  # templates whose change makes the phone fetch them anew


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put us on its home screen."""
    icons = [
        {"src": reverse("ui:icon", args=[size]), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in mark.SIZES
        for purpose in ("any", "maskable")
    ]
    told = {
        "name": "LAPOR! – pengaduan pelayanan publik",
        "short_name": "LAPOR!",
        "lang": "id",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": SEA,
        "icons": icons,
        "shortcuts": [{"name": "Buat laporan", "url": reverse("lapor")}, {"name": "Lacak", "url": reverse("lacak")}],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = f"public, max-age={FRESH}"
    return answer


@private
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown in place of a page that cannot be had; fetched without cookies, kept on the phone."""
    return render(request, "public/offline.html")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root, at one address for ever; browsers look for a newer one each day."""
    kind, headers = "text/javascript; charset=utf-8", {"Cache-Control": "no-cache"}
    return HttpResponse(_worker(), content_type=kind, headers=headers)


def shell() -> list[str]:
    """The files that the form and the offline page load; all the same for everybody."""
    ours = [reverse("ui:css", args=[bundle.styles().digest]), reverse("ui:js", args=[bundle.scripts().digest])]
    return [*ours, *(static(f"public/{name}") for name in PARTS), reverse("ui:mark")]


def _worker() -> str:
    text = "\n".join(_text(HERE / name, settings.DEBUG) for name in ("store.js", "worker.js"))
    pages = "".join(_text(HERE.parents[1] / "templates" / "public" / f"{name}.html", settings.DEBUG) for name in PAGES)
    parts = "".join(_text(HERE / name, settings.DEBUG) for name in PARTS)
    version = hashlib.sha256(f"{shell()}{text}{pages}{parts}".encode()).hexdigest()[:12]
    return f"const VERSION = {json.dumps(version)};\nconst SHELL = {json.dumps(shell())};\n{text}"


def _text(path: Path, fresh: bool) -> str:
    return path.read_text(encoding="utf-8") if fresh else _kept(path)


@lru_cache(maxsize=16)
def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8")
