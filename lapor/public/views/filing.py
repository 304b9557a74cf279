"""From the form to the receipt."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lapor.channels.web import filing, held, limits, personal, receipts, receiving
from lapor.channels.web.moveform import quiet, searches
from lapor.kit import text
from lapor.people.actor import PUBLIC
from lapor.public import sessions
from lapor.public.forms import ReportForm
from lapor.public.pages import private, told_to_wait
from lapor.reports import actions
from lapor.reports.choices import Identity

# One key for all tabs of a browser until a report was sent: double taps, reloads and two tabs leave one report.
KEY_COOKIE = "kunci"
ANOTHER = "lain"  # pressed: the same words, and yet another report
STALE = "Formulir ini terlalu lama terbuka. Tulisan Anda masih ada; periksa, lalu tekan “Kirim laporan” sekali lagi."


@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    """The form, empty or with everything that was typed and what is wrong with it."""
    if request.method == "POST":
        return _send(request)
    return _page(request, ReportForm(), key=filing.key_of(request.COOKIES.get(KEY_COOKIE)))


def filled_again(request: HttpRequest) -> HttpResponse:
    """The posted form once more with a fresh token, for who left it open for too long; nothing was sent."""
    key = filing.key_of(request.POST.get("kunci"))
    form = ReportForm(request.POST, held.files_of(request, _bound(key)))
    quiet(form)
    form.add_error(None, STALE)
    return _page(request, form, key=key, status=403)


def _send(request: HttpRequest) -> HttpResponse:
    key = filing.key_of(request.POST.get("kunci"))
    form = ReportForm(request.POST, held.files_of(request, _bound(key)))
    if searches(request.POST):
        quiet(form)
        return _page(request, form, key=key)
    if why := receiving.left_out(request):
        form.add_error("files", why.sentence)
        return _page(request, form, key=key, status=why.status)
    if not form.is_valid():
        before = filing.sent_before(form, form.draft(), by=PUBLIC, key=key)
        return _received(request, before, key) if before else _page(request, form, key=key, status=422)
    found = [] if request.POST.get("diperiksa") else personal.labels_of(form.draft())
    if found:
        return _page(request, form, key=key, found=found)
    if not request.POST.get(ANOTHER) and (earlier := _sent_lately(request, form, key)):
        return _page(request, form, key=key, earlier=earlier, status=409)
    if not limits.allow(request, "kirim"):
        form.add_error(None, limits.SENTENCE)
        return told_to_wait(_page(request, form, key=key), "kirim")
    return _submit(request, form, key)


def _sent_lately(request: HttpRequest, form: ReportForm, key: str) -> str:
    """Where the same words lie that this browser has just sent under another key: it went back and sent them again."""
    draft = form.draft()
    page = sessions.sent_lately(request, draft)
    try:
        return "" if page and actions.repeated(draft, by=PUBLIC, key=key) else page
    except actions.KeyReused:
        return ""


def _submit(request: HttpRequest, form: ReportForm, key: str) -> HttpResponse:
    draft = form.draft()
    receipt, status = filing.send(form, draft, by=PUBLIC, key=key)
    if receipt is None:
        return _page(request, form, key=filing.key_of(None) if status == 409 else key, status=status)
    held.sent(request)
    if not receipt.repeated:
        sessions.remember_sent(request, receipt.report.pk, draft)
    return _received(request, receipt, key)


def _received(request: HttpRequest, receipt: actions.Receipt, key: str) -> HttpResponse:
    gets_news = _leaves_address(request.POST)
    receipts.keep(request, sessions.RECEIPT, receipt.report.pk, key=key, gets_news=gets_news)
    response = redirect("terima")
    response.delete_cookie(KEY_COOKIE, path=reverse("lapor"))
    return response


def _leaves_address(posted: QueryDict) -> bool:
    """Whether news can be sent: by mail only, and who wants no identity leaves no address."""
    return posted.get("identity") != Identity.NONE and bool(text.clean(posted.get("email", "")).strip())


def _bound(key: str) -> str:
    """What held files belong to: nobody is signed in here, the form's key stands for the person."""
    return f"lapor|{key}"


def _page(
    request: HttpRequest,
    form: ReportForm,
    *,
    key: str,
    found: list[str] | None = None,
    earlier: str = "",
    status: int = 200,
) -> HttpResponse:
    if request.method == "POST":
        held.come_back(request, form, held.files_of(request, _bound(key)), bound=_bound(key))
    words = {
        "form": form,
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
    shown = receipts.shown(request, sessions.RECEIPT)
    if shown is None:
        return render(request, "public/receipt_gone.html", status=410)
    return render(request, template, receipts.values(shown))
