"""The daily roots for everybody, the proof of one's own report, and a page that checks a proof."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lapor.channels.web import limits, receipts
from lapor.kit import periksa
from lapor.kit.periksa import Found, Malformed
from lapor.public import sessions
from lapor.public.forms import ProofForm
from lapor.public.pages import open_to_all, private, too_many
from lapor.reports import roots
from lapor.reports.models import DailyRoot

ON_A_PAGE = 60
MOST_DAYS = 200
TOO_MANY = "Bukti ini memuat terlalu banyak hari untuk halaman ini; pakai skripnya."
NOT_YET = "Bukti pertama laporan ini ada besok pagi, sesudah segel hari ini dibuat."
SIGN_IN = "Masukkan kode dan PIN untuk mengunduh bukti laporan Anda."


@open_to_all
@require_safe
def roots_page(request: HttpRequest) -> HttpResponse:
    """The newest roots, the key, and what they are good for."""
    rows = DailyRoot.objects.order_by("-day").defer("nodes")
    until = request.GET.get("sebelum")
    if until is not None:
        rows = rows.filter(day__lt=_day(until))
    found = list(rows[: ON_A_PAGE + 1])
    older = found[ON_A_PAGE - 1].day if len(found) > ON_A_PAGE else None
    said = [(one.day, grouped(periksa.read_statement(one.statement).root)) for one in found[:ON_A_PAGE]]
    known = [grouped(key) for key in roots.public_keys()]
    words = {"roots": said, "older": older, "keys": known, "later": until is not None}
    return render(request, "public/roots.html", words)


def grouped(number: str) -> str:
    """A hash in groups of eight, so that a line of a phone can end between them."""
    return " ".join(number[at : at + 8] for at in range(0, len(number), 8))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@open_to_all
@require_safe
def all_roots(request: HttpRequest) -> HttpResponse:
    """Every root with its signature, for programs."""
    return HttpResponse(json.dumps(roots.all_published(), indent=1), content_type="application/json")


@open_to_all
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The program that checks a proof without us, with our keys in it."""
    ours = f"KEYS: tuple[str, ...] = {roots.public_keys()!r}"
    text = _script().replace("KEYS: tuple[str, ...] = ()", ours.replace("'", '"'), 1)
    named = {"Content-Disposition": 'attachment; filename="periksa.py"'}
    return HttpResponse(text, content_type="text/x-python; charset=utf-8", headers=named)


@cache
def _script() -> str:
    return Path(periksa.__file__).read_text(encoding="utf-8")


@private
@require_safe
def own_proof(request: HttpRequest) -> HttpResponse:
    """The proof of the report that was opened in this browser."""
    actor = sessions.case(request)
    report = receipts.own(actor) if actor else None
    if report is None:
        messages.info(request, SIGN_IN)
        return redirect("lacak")
    if not limits.allow(request, "bukti"):
        return too_many(request, "bukti")
    proof = roots.proof(report)
    if proof is None:
        messages.info(request, NOT_YET)
        return redirect("laporan-saya")
    named = {"Content-Disposition": f'attachment; filename="bukti-{report.code}.json"'}
    return HttpResponse(json.dumps(proof, indent=1), content_type="application/json", headers=named)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """Check a proof that is pasted or sent as a file. It asks for published roots only, never for a report."""
    if request.method != "POST":
        return render(request, "public/check_proof.html", {"form": ProofForm()})
    if not limits.allow(request, "bukti"):
        return too_many(request, "bukti")
    form = ProofForm(request.POST, request.FILES)
    found = _checked(form) if form.is_valid() else None
    return render(request, "public/check_proof.html", {"form": form, "found": found}, status=200 if found else 422)


def _checked(form: ProofForm) -> Found | None:
    """What the check came to; None, and the reason in the form, when it is no proof."""
    try:
        code, days = periksa.read(_given(form.cleaned_data))
    except Malformed as wrong:
        form.add_error(None, str(wrong))
        return None
    if len(days) > MOST_DAYS:
        form.add_error(None, TOO_MANY)
        return None
    named = [one.statement.day for one in days]
    rows = DailyRoot.objects.filter(day__in=named).values_list("day", "statement")
    published = {day.isoformat(): statement for day, statement in rows}
    return periksa.check(code, days, keys=roots.public_keys(), published=published)


def _given(data: dict[str, Any]) -> str:
    file: UploadedFile[Any] | None = data["file"]
    return file.read().decode(errors="replace") if file else str(data["text"])
