"""The reporter's own page: what happens now, what he can do, the conversation. Opened with code and PIN."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies import regions
from lapor.channels.web import clocks as explaining
from lapor.channels.web import held, limits, receipts, receiving
from lapor.channels.web.fields import HeldFile
from lapor.channels.web.moveform import form_for
from lapor.channels.web.performing import perform
from lapor.kit import clock, codes, text
from lapor.people.actor import Actor
from lapor.public import sessions, telling
from lapor.public.pages import private, too_many
from lapor.public.views import tracking
from lapor.public.views.steps import STEPS, bound_to, earlier, step_page
from lapor.reports import files, policies, queries, words
from lapor.reports.models import AccessEntry, Report
from lapor.reports.policies import ReportView
from lapor.reports.workflow import MOVES, Move

SIGN_IN = "Masukkan kode dan PIN untuk membuka laporan Anda."
IMPATIENT = timedelta(minutes=10)
JUDGE = ("confirm_promise", "dispute_promise")  # these stand beside the promise itself
# What stands ready on the page itself, the first that is possible and not done yet; the others are a tap away.
READY = ("complete", "share_phone", "respond", "rate", "add")


def _opened(request: HttpRequest) -> tuple[Actor, Report] | None:
    """The report that was opened in this browser, and its reporter; None, and a word that says so, without one."""
    actor = sessions.case(request)
    report = receipts.own(actor) if actor else None
    if actor is None or report is None:
        messages.info(request, SIGN_IN)
        return None
    return actor, report


@private
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about one's own report on one page."""
    found = _opened(request)
    if found is None:
        return redirect("lacak")
    actor, report = found
    view = policies.redact(report, actor)
    possible = {move.name: move for move in policies.moves_for(report, actor)}
    if "respond" in possible:
        possible.pop("add", None)
    ready = next((name for name in READY if name in possible and telling.task(view, name) != "rate_again"), None)
    form = form_for(possible[ready], report=report) if ready else None
    task = telling.task(view, ready) if ready else ""
    place = regions.place(view.region_code) if view.region_code else None
    return render(
        request,
        "public/own.html",
        {
            "view": view,
            "code": codes.grouped(view.code),
            "headline": telling.headline(view),
            "consequence": telling.consequence(view),
            "deadlines": explaining.live_of(view),
            "now": clock.now(),
            "ready": ready,
            "form": form,
            "heading": telling.HEADINGS.get(task),
            "meaning": telling.MEANINGS.get(task),
            "label": telling.button_of(possible[ready], view).label if ready else "",
            "buttons": [
                telling.button_of(move, view) for name, move in possible.items() if name not in (ready, *JUDGE)
            ],
            "timeline": telling.with_icons(view),
            "judge": "confirm_promise" in possible,
            "looks": _looks(report),
            "place": place.full_name if place else "",
        },
    )


@private
@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """Why the limits of one's own report fall on their days."""
    found = _opened(request)
    if found is None:
        return redirect("lacak")
    actor, report = found
    view = policies.redact(report, actor)
    values = {
        "back": reverse("laporan-saya"),
        "title": view.title,
        "code": codes.grouped(view.code),
        "now": clock.now(),
        **explaining.context(view.deadlines, request.GET, zone_name=view.zone_name),
    }
    return render(request, "public/clocks.html", values)


def _looks(report: Report) -> list[tuple[AccessEntry, str]]:
    """Who looked, with the reason where one had to be given."""
    key = words.key_of(report)
    return [(one, words.reason(one, key)) for one in queries.looks(report)]


@private
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One thing that the reporter does: its page, and where it is posted to."""
    if name not in STEPS:
        raise Http404
    actor = sessions.case(request)
    report = receipts.own(actor) if actor else None
    if actor is None or report is None:
        if request.method == "POST":
            return tracking.session_ended(request, name)
        messages.info(request, SIGN_IN)
        return redirect("lacak")
    move = MOVES[name]
    if request.method == "POST":
        return _perform(request, report, move, actor)
    start = earlier(policies.redact(report, actor), name)
    return step_page(request, move, form_for(move, initial=start, report=report), report=report, actor=actor)


def _perform(request: HttpRequest, report: Report, move: Move, actor: Actor) -> HttpResponse:
    if not limits.allow(request, "langkah"):
        return too_many(request, "langkah")
    # Before the step: a question that was answered is none any more.
    task = telling.task(policies.redact(report, actor), move.name)
    bound = bound_to(move.name, report)
    given = held.files_of(request, bound).getlist("files")
    if not _just_done(request, report, move, actor, given):
        outcome = perform(request, report, move, by=actor, bound=bound)
        if not outcome.done:
            return step_page(request, move, outcome.form, report=report, actor=actor, status=outcome.status)
    messages.success(request, telling.DONE[task])
    return redirect("laporan-saya")


def _just_done(request: HttpRequest, report: Report, move: Move, actor: Actor, given: list[UploadedFile[Any]]) -> bool:
    """The second tap of an impatient hand: the last thing that happened is this very step with the same words.

    Files count when they were held and are gone, because they were sent; what is there has not been sent yet.
    """
    last = report.events.order_by("-seq").first()
    if last is None or last.kind != move.name or last.actor_kind != "reporter" or move.name == "rate":
        return False
    if clock.now() - last.at > IMPATIENT or receiving.left_out(request):
        return False
    if not all(isinstance(file, HeldFile) and file.gone for file in given):
        return False
    said = {str(one.id): (one.body, len(one.files)) for one in policies.redact(report, actor).messages}
    this = (_typed(request), len(given))
    return [said.get(pk, ("", 0)) for pk in last.data.get("messages", [])] == ([this] if any(this) else [])


def _typed(request: HttpRequest) -> str:
    """The words of a posted step, in the form in which they are kept."""
    return text.clean(request.POST.get("text") or request.POST.get("reason") or "").strip()


@private
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A file of one's own report, as far as it can be shown."""
    actor = sessions.case(request)
    report = receipts.own(actor) if actor else None
    if actor is None or report is None:
        raise Http404
    return send_file(request, report, policies.redact(report, actor), pk)


def send_file(request: HttpRequest, report: Report, view: ReportView, pk: UUID) -> HttpResponseBase:
    """Stream a file that the view shows; what it does not show is not there."""
    shown = {one.id for one in view.files} | {one.id for message in view.messages for one in message.files}
    row = report.attachments.select_related("report").filter(pk=pk).first() if pk in shown else None
    if row is None:
        raise Http404
    try:
        content = files.stream(row, words.key_of(report))
    except files.FileRefused as refused:
        return render(request, "public/file_closed.html", {"sentence": refused.sentence}, status=409)
    return StreamingHttpResponse(content, headers=files.headers_for(row))


@private
@require_POST
def kin(request: HttpRequest) -> HttpResponse:
    """Open the other end of a split instead: whoever opened one end with his PIN opens all."""
    actor = sessions.case(request)
    other = queries.kin(actor, request.POST.get("kode", "")) if actor else None
    if other is None:
        messages.info(request, SIGN_IN)
        return redirect("lacak")
    sessions.open_case(request, other)
    return redirect("laporan-saya")


@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    sessions.leave(request)
    messages.success(request, "Anda sudah keluar. Laporan Anda tidak lagi terbuka di peramban ini.")
    response = redirect("beranda")
    response["Clear-Site-Data"] = '"cache"'
    return response
