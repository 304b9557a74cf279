"""With code, or code and PIN, to a report; and what to do when the PIN is lost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lapor.channels.web import held, limits, receipts
from lapor.channels.web.moveform import form_for
from lapor.kit import codes
from lapor.people.actor import FIRST, PUBLIC, reporter_of
from lapor.public import sessions
from lapor.public.forms import LostPinForm, TrackForm
from lapor.public.pages import private, told_to_wait
from lapor.public.views.steps import STEPS, bound_to, step_page
from lapor.reports import actions, queries, reporters
from lapor.reports.moving import MoveRefused
from lapor.reports.workflow import MOVES

NOT_FOUND = (
    "Kami tidak menemukan laporan terbit dengan kode ini. Jika laporan Anda rahasia atau belum terbit, "
    "masukkan juga PIN."
)
NO_FIT = "Kode dan PIN ini tidak cocok. Periksa lagi keduanya pada tanda terima Anda."
AGAIN = "Masukkan lagi kode dan PIN dari tanda terima Anda."
WAIT = "Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi. Laporan Anda tetap aman."


@private
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Code alone shows what is public; code and PIN open the conversation. Neither ever stands in an address."""
    if request.method != "POST":
        return _page(request, TrackForm())
    form = TrackForm(request.POST)
    if not limits.allow(request, "lacak"):
        return _wait(request, form, "lacak")
    if not form.is_valid():
        return _page(request, form, status=422)
    return _with_pin(request, form) if form.cleaned_data["pin"] else _by_code(request, form)


def _by_code(request: HttpRequest, form: TrackForm) -> HttpResponse:
    """Missing, secret and not yet published get the same answer."""
    report = queries.get(PUBLIC, form.cleaned_data["code"])
    if report is None:
        form.add_error(None, NOT_FOUND)
        return _page(request, form, status=404)
    return redirect("laporan-terbuka", report.code)


def _with_pin(request: HttpRequest, form: TrackForm) -> HttpResponse:
    """An address that guesses is stopped. A code that others guess at still opens with its PIN, or they could lock
    its owner out; 60 bits do not need a lock."""
    code = form.cleaned_data["code"]
    here = limits.address_of(request)
    if not (limits.allow_for("pin-alamat", here) and limits.allow_for("pin-kode-alamat", f"{code}|{here}")):
        return _wait(request, form, "pin-alamat")
    actor = queries.by_pin(code, form.cleaned_data["pin"])
    if actor and actor.scope == FIRST:
        sessions.first_time(request, actor)
        return redirect("pin-baru")
    if actor:
        sessions.open_case(request, actor)
        return _onward(request)
    within = [limits.allow_for("pin-kode", code), limits.allow_for("pin-semua", "")]
    if not all(within):
        return _wait(request, form, "pin-kode")
    form.add_error(None, NO_FIT)
    return _page(request, form, status=422)


def _onward(request: HttpRequest) -> HttpResponse:
    """To the report; or, when the session had ended over a filled form, back to that form with its words."""
    move = MOVES.get(request.POST.get("lanjut", ""))
    actor = sessions.case(request)
    report = receipts.own(actor) if actor else None
    if move is None or move.name not in STEPS or actor is None or report is None:
        return redirect("laporan-saya")
    kept = {param.name: request.POST.get(param.name) for param in move.takes if request.POST.get(param.name)}
    form = form_for(move, initial=kept, report=report)
    bound = bound_to(move.name, report)
    files = held.files_of(request, bound, bound_to(move.name, None))
    held.come_back(request, form, files, bound=bound)
    return step_page(request, move, form, report=report, actor=actor)


def _wait(request: HttpRequest, form: TrackForm, name: str) -> HttpResponse:
    form.add_error(None, WAIT)
    return told_to_wait(_page(request, form), name)


def _page(request: HttpRequest, form: TrackForm, *, status: int = 200) -> HttpResponse:
    words = {"form": form, "known": sessions.case(request), **carried(request.POST.get("lanjut", ""), request)}
    return render(request, "public/track.html", words, status=status)


def carried(name: str, request: HttpRequest) -> dict[str, Any]:
    """What a form that outlived its session had in it, to be carried through the door."""
    if name not in STEPS:
        return {}
    fields = [param.name for param in MOVES[name].takes if param.kind != "files"]
    typed = [(field, request.POST[field]) for field in fields if request.POST.get(field)]
    tickets = [(held.FIELD, ticket) for ticket in request.POST.getlist(held.FIELD)]
    return {"onward": name, "carried": [*typed, *tickets]}


def session_ended(request: HttpRequest, name: str) -> HttpResponse:
    """A step was posted without a session: ask for code and PIN again and keep the words."""
    words = {"form": TrackForm(), "ended": True, **carried(name, request)}
    held.files_of(request, bound_to(name, None))
    tickets, lost = held.rescued(request)
    words["carried"] += [(held.FIELD, ticket) for ticket in tickets]
    return render(request, "public/track.html", words | {"files_lost": lost}, status=403)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_pin(request: HttpRequest) -> HttpResponse:
    """A PIN of one's own for that of a counter; the old one works until the new one was shown and taken."""
    found = sessions.own_pin(request)
    if found is None:
        messages.info(request, AGAIN)
        return redirect("lacak")
    actor, report, pin = found
    if request.method != "POST":
        words = {
            "code": codes.grouped(report.code),
            "pin": codes.grouped(pin),
            "pin_spoken": codes.spell(pin),
        }
        return render(request, "public/new_pin.html", words)
    try:
        actions.take_over(report, by=actor, pin=pin)
    except MoveRefused as refused:
        messages.warning(request, refused.sentence)
        return redirect("lacak")
    sessions.open_case(request, reporter_of(report.pk))
    messages.success(request, "PIN Anda sudah berlaku. PIN dari loket tidak lagi membuka laporan ini.")
    return redirect("laporan-saya")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def lost_pin(request: HttpRequest) -> HttpResponse:
    """Ask for a new PIN through one's own contact. The answer never tells whether anything fits."""
    form = LostPinForm(request.POST or None)
    if request.method != "POST":
        return render(request, "public/lost_pin.html", {"form": form})
    if not limits.allow(request, "pin-hilang"):
        form.add_error(None, WAIT)
        return told_to_wait(render(request, "public/lost_pin.html", {"form": form}), "pin-hilang")
    if not form.is_valid():
        return render(request, "public/lost_pin.html", {"form": form}, status=422)
    if limits.allow_for("pin-hilang-kode", form.cleaned_data["code"]):
        reporters.request_pin(form.cleaned_data["code"], email=form.cleaned_data["email"])
    return redirect("pin-hilang-terkirim")


@private
@require_safe
def lost_pin_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "public/lost_pin_asked.html")
