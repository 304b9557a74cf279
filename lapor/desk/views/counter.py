"""The counter: entering what people bring, write or call in, the slip they take home, and what was entered today."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.models import Agency
from lapor.channels.web import filing, held, limits, personal, receipts, receiving
from lapor.channels.web.moveform import quiet, searches
from lapor.desk import counter, kept
from lapor.desk.counter import CounterForm
from lapor.desk.door import officers
from lapor.people.actor import Actor
from lapor.reports.actions import Receipt

RECEIPT = "loket"  # name in the session
CHECKED = "diperiksa"
GONE = "Slip hanya tampil sepuluh menit setelah laporan disimpan. Kode laporan hari ini ada di daftar ini."


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def entry(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form, empty or with everything that was typed and what is wrong with it; a good one leads to the slip."""
    office = counter.office_of(actor)
    if request.method == "POST":
        return _send(request, actor, office)
    saved = kept.take(request)
    if saved is None:
        return _page(request, CounterForm(office=office), office, key=filing.key_of(None))
    form = CounterForm(saved, held.files_of(request, kept.bound(request), form=saved), office=office)
    quiet(form)
    return _page(request, form, office, key=filing.key_of(saved.get("kunci")))


def _send(request: HttpRequest, actor: Actor, office: Agency) -> HttpResponse:
    key = filing.key_of(request.POST.get("kunci"))
    form = CounterForm(request.POST, held.files_of(request, kept.bound(request)), office=office)
    if searches(request.POST):
        quiet(form)
        return _page(request, form, office, key=key)
    if why := receiving.left_out(request):
        form.add_error("files", why.sentence)
        return _page(request, form, office, key=key, status=why.status)
    by = replace(actor, channel=str(form.cleaned_data.get("came_by"))) if form.is_valid() else actor
    if form.errors:
        before = filing.sent_before(form, form.draft(), by=by, key=key)
        return _received(request, before, key) if before else _page(request, form, office, key=key, status=422)
    if not request.POST.get(CHECKED) and (found := personal.labels_of(form.draft())):
        return _page(request, form, office, key=key, found=found)
    if not limits.allow(request, "kirim"):
        form.add_error(None, limits.SENTENCE)
        response = _page(request, form, office, key=key, status=429)
        response["Retry-After"] = str(limits.retry_after("kirim"))
        return response
    receipt, status = filing.send(form, form.draft(), by=by, key=key)
    if receipt is None:
        return _page(request, form, office, key=filing.key_of(None) if status == 409 else key, status=status)
    held.sent(request)
    return _received(request, receipt, key)


def _received(request: HttpRequest, receipt: Receipt, key: str) -> HttpResponse:
    gets_news = bool(request.POST.get("email", "").strip())
    receipts.keep(request, RECEIPT, receipt.report.pk, key=key, gets_news=gets_news)
    return redirect("desk:counter-slip")


def _page(
    request: HttpRequest,
    form: CounterForm,
    office: Agency,
    *,
    key: str,
    found: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    if form.is_bound:
        bound = kept.bound(request)
        held.come_back(request, form, held.files_of(request, bound), bound=bound)
    values = {
        "form": form,
        "office": office,
        "key": key,
        "found": found or [],
        "checked": bool(found) or bool(request.POST.get(CHECKED)),
        "letter": [form[name] for name in counter.LETTER],
    }
    return render(request, "desk/counter.html", values, status=status)


@require_safe
@officers
def slip(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Code, PIN and QR to print and hand over, for ten minutes; the next one is a key away."""
    counter.office_of(actor)
    found = receipts.shown(request, RECEIPT)
    if found is None:
        messages.info(request, GONE)
        return redirect("desk:counter-today")
    response = render(request, "desk/counter_slip.html", receipts.values(found))
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@officers
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What this counter entered since midnight: codes and counts, no names and no PIN."""
    office = counter.office_of(actor)
    return render(request, "desk/counter_today.html", {"office": office, "today": counter.today(actor, office)})
