"""From the form to the receipt."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.models import Role
from lapor.agencies.queries import actor_for
from lapor.channels.web import held, limits, receiving
from lapor.channels.web.moveform import SEARCH, quiet
from lapor.kit import codes, text
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC, Actor
from lapor.public import qr, sessions, telling
from lapor.public.counter import CounterForm
from lapor.public.forms import ReportForm
from lapor.public.pages import private, told_to_wait
from lapor.reports import actions, policies
from lapor.reports.actions.once import KEY_LEAST, KEY_MOST
from lapor.reports.choices import Identity
from lapor.reports.drafts import DraftRefused

# One key for all tabs of a browser until a report was sent: double taps, reloads and two tabs leave one report.
KEY_COOKIE = "kunci"
ANOTHER = "lain"  # pressed: the same words, and yet another report
# Names and addresses are often what a report is about; these never are.
WARNED_OF = frozenset({"NIK", "KK", "NPWP", "PASSPORT", "SIM", "BPJS", "PHONE", "EMAIL", "BANK_ACCOUNT", "CARD"})
REUSED = "Formulir ini sudah dipakai untuk laporan lain. Bila yang ini laporan baru, tekan “Kirim laporan” sekali lagi."
STALE = "Formulir ini terlalu lama terbuka. Tulisan Anda masih ada; periksa, lalu tekan “Kirim laporan” sekali lagi."


ENDED = "Sesi Anda berakhir. Masuk lagi di tab lain, lalu tekan “Kirim laporan” sekali lagi. Tulisan Anda masih ada."


@dataclass(frozen=True, slots=True)
class Desk:
    """At which form a report is written, and by whom: by its reporter (`lapor`) or for him (`lapor-loket`)."""

    name: str
    form: type[ReportForm]
    by: Actor


OWN = Desk("lapor", ReportForm, PUBLIC)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    """The form, empty or with everything that was typed and what is wrong with it."""
    return _answer(request, OWN)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def for_somebody(request: HttpRequest) -> HttpResponse:
    """The same form for who sits at a counter: he files, the person beside him is the reporter."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path) if request.method != "POST" else filled_again(request, ENDED)
    officer = actor_for(request.user)
    if not officer.has_role(Role.OPERATOR):
        raise Http404
    return _answer(request, Desk("lapor-loket", CounterForm, officer))


def filled_again(request: HttpRequest, sentence: str = STALE) -> HttpResponse:
    """The posted form once more with a fresh token, for who left it open for too long; nothing was sent."""
    desk = Desk("lapor-loket", CounterForm, PUBLIC) if request.path == reverse("lapor-loket") else OWN
    key = _key(request.POST.get("kunci"))
    form = desk.form(request.POST, held.files_of(request, _bound(desk, key)))
    quiet(form)
    form.add_error(None, sentence)
    return _page(request, form, desk, key=key, status=403)


def _answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method == "POST":
        return _send(request, desk)
    return _page(request, desk.form(), desk, key=_key(request.COOKIES.get(KEY_COOKIE)))


def _send(request: HttpRequest, desk: Desk) -> HttpResponse:
    key = _key(request.POST.get("kunci"))
    form = desk.form(request.POST, held.files_of(request, _bound(desk, key)))
    if request.POST.get(SEARCH):
        quiet(form)
        return _page(request, form, desk, key=key)
    if why := receiving.left_out(request):
        form.add_error("files", why.sentence)
        return _page(request, form, desk, key=key, status=why.status)
    if not form.is_valid():
        return _sent_before(request, form, desk, key) or _page(request, form, desk, key=key, status=422)
    found = [] if request.POST.get("diperiksa") else _personal(form)
    if found:
        return _page(request, form, desk, key=key, found=found)
    if not request.POST.get(ANOTHER) and (earlier := _sent_lately(request, form, desk, key)):
        return _page(request, form, desk, key=key, earlier=earlier, status=409)
    if not limits.allow(request, "kirim"):
        form.add_error(None, limits.SENTENCE)
        return told_to_wait(_page(request, form, desk, key=key), "kirim")
    return _submit(request, form, desk, key)


def _sent_before(request: HttpRequest, form: ReportForm, desk: Desk, key: str) -> HttpResponse | None:
    """The second tap on a form whose held files have gone into the report already: its receipt once more."""
    if set(form.errors) != {"files"} or not form.has_lost_held_files:
        return None
    try:
        receipt = actions.repeated(form.draft(), by=_sender(form, desk), key=key)
    except actions.KeyReused:
        return None
    return _received(request, receipt, desk, key) if receipt else None


def _sent_lately(request: HttpRequest, form: ReportForm, desk: Desk, key: str) -> str:
    """Where the same words lie that this browser has just sent under another key: it went back and sent them again."""
    draft = form.draft()
    page = sessions.sent_lately(request, draft)
    try:
        return "" if page and actions.repeated(draft, by=_sender(form, desk), key=key) else page
    except actions.KeyReused:
        return ""


def _submit(request: HttpRequest, form: ReportForm, desk: Desk, key: str) -> HttpResponse:
    draft = form.draft()
    try:
        receipt = actions.submit(draft, by=_sender(form, desk), key=key)
    except actions.KeyReused:
        form.add_error(None, REUSED)
        return _page(request, form, desk, key=_key(None), status=409)
    except DraftRefused as refused:
        for name, sentence in refused.problems.items():
            form.add_error(name if name in form.fields else None, sentence)
        return _page(request, form, desk, key=key, status=422)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _page(request, form, desk, key=key, status=422)
    held.sent(request)
    if not receipt.repeated:
        sessions.remember_sent(request, receipt.report.pk, draft)
    return _received(request, receipt, desk, key)


def _sender(form: ReportForm, desk: Desk) -> Actor:
    return replace(desk.by, channel=form.channel())


def _received(request: HttpRequest, receipt: actions.Receipt, desk: Desk, key: str) -> HttpResponse:
    gets_news = _leaves_address(request.POST)
    sessions.keep_receipt(request, receipt.report.pk, key=key, handed_over=desk.by.is_officer, gets_news=gets_news)
    response = redirect("terima")
    response.delete_cookie(KEY_COOKIE, path=reverse("lapor"))
    return response


def _leaves_address(posted: QueryDict) -> bool:
    """Whether news can be sent: by mail only, and who wants no identity leaves no address."""
    return posted.get("identity") != Identity.NONE and bool(text.clean(posted.get("email", "")).strip())


def _key(given: str | None) -> str:
    """The key that came with the form or lies in the browser, else a new one."""
    fits = given and KEY_LEAST <= len(given) <= KEY_MOST and given.isascii() and given.isprintable()
    return given if given and fits else str(uuid.uuid4())


def _bound(desk: Desk, key: str) -> str:
    """What held files belong to: nobody is signed in here, the form's key stands for the person."""
    return f"{desk.name}|{key}"


def _personal(form: ReportForm) -> list[str]:
    """What in the words looks like personal data, by its kind."""
    words = f"{form.cleaned_data['title']}\n{form.cleaned_data['body']}"
    found = [finding for finding in text.find_personal(words) if finding.kind in WARNED_OF]
    return sorted({finding.label for finding in found})


def _page(
    request: HttpRequest,
    form: ReportForm,
    desk: Desk,
    *,
    key: str,
    found: list[str] | None = None,
    earlier: str = "",
    status: int = 200,
) -> HttpResponse:
    if request.method == "POST":
        held.come_back(request, form, held.files_of(request, _bound(desk, key)), bound=_bound(desk, key))
    words = {
        "form": form,
        "action": reverse(desk.name),
        "counter": desk.form is CounterForm,
        "key": key,
        "found": found or [],
        "earlier": earlier,
        "another": bool(request.POST.get(ANOTHER)),
        "checked": bool(found) or bool(request.POST.get("diperiksa")),
    }
    response = render(request, "public/form.html", words, status=status)
    response.set_cookie(
        KEY_COOKIE,
        key,
        path=reverse("lapor"),
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
    return response


@private
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Code and PIN: once, and again for an impatient reload within ten minutes."""
    return _receipt(request, "public/receipt.html")


@private
@require_safe
def receipt_on_paper(request: HttpRequest) -> HttpResponse:
    """The same as a slip with a QR code; the PIN stands behind the # and never reaches a server."""
    return _receipt(request, "public/receipt_print.html")


def _receipt(request: HttpRequest, template: str) -> HttpResponse:
    shown = sessions.receipt(request)
    if shown is None:
        return render(request, "public/receipt_gone.html", status=410)
    view = policies.redact(shown.report, shown.actor)
    address = f"{settings.LAPOR_BASE_URL.rstrip('/')}{reverse('lacak')}"
    words = {
        "view": view,
        "handed_over": shown.handed_over,
        "gets_news": shown.gets_news,
        "look_again": telling.look_again(view),
        "code": codes.grouped(view.code),
        "code_spoken": codes.spell(view.code),
        "pin": codes.grouped(shown.pin) if shown.pin else "",
        "pin_spoken": codes.spell(shown.pin) if shown.pin else "",
        "ahead": telling.steps_ahead(view),
        "address": address,
        "qr": qr.svg(f"{address}#{view.code}.{shown.pin}", label="Kode QR untuk membuka laporan ini"),
    }
    return render(request, template, words)
