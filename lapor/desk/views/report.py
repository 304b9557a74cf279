"""One report on one screen, and its files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lapor.agencies.queries import region_path
from lapor.channels.web import clocks as explaining
from lapor.desk import joining
from lapor.desk import queries as desk
from lapor.desk.door import officers, report_or_404
from lapor.desk.headline import buttons, headline
from lapor.kit import clock, codes
from lapor.people.actor import Actor
from lapor.reports import files, incharge, pages, policies, words
from lapor.reports.actions.access import look_at_file, look_at_view
from lapor.reports.choices import Identity
from lapor.reports.models import Attachment, Disposition, Report
from lapor.reports.queries import looks, nearby, of_same_reporter

RELATED = 20  # reports of the same place or person
BESIDE = 12  # rows of the list beside a report
LOOKS = 30  # who read the name or what is secret
ALONGSIDE = (Disposition.Kind.COPY.label, Disposition.Kind.REVIEW.label)  # who never held it: not among the hops


@require_safe
@officers
def report(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Everything that this officer may know of one report, and a button per allowed move."""
    found = report_or_404(actor, code)
    if desk.sections(actor) == (desk.APPEALED,):
        return redirect("desk:case", found.code)
    view = policies.redact(found, actor)
    look_at_view(found, view, by=actor)
    moves = policies.moves_for(found, actor)
    primary, usual, rare = buttons(view, actor, moves)
    section = desk.sections(actor)[0]
    beside = desk.listing(actor, section, desk.Filters(), size=BESIDE)
    before, after = _around(found, beside, actor)
    values = {
        "view": view,
        "headline": headline(view),
        "past": [deadline for deadline in view.deadlines if not deadline.is_live],
        "primary": primary,
        "may_answer": any(one.name == "follow_up" for one in moves),
        "may_assign": any(one.name == "assign" for one in rare),
        "away": incharge.away_of(found) if view.assignee else "",
        "usual": usual,
        "rare": rare,
        "drafts": policies.drafts_of(found, actor, moves),
        "waiting": policies.waiting_of(found, actor),
        "writers": policies.writers_of(found, actor, moves),
        "grouped": codes.grouped(view.code),
        "identity": Identity(view.identity).label if view.identity else "",
        "region": region_path(found.region) if found.region else "",
        "reads_along": [row for row in view.dispositions if row[1] in ALONGSIDE],
        "looks": looks(found, most=LOOKS),
        "has_case": policies.oversees(actor, found),
        "section": section,
        "beside": beside,
        "before": before,
        "after": after,
        "others_wait": not after and bool(beside.after) and desk.waits_here(actor, found),
        "now": clock.now(),
        **joining.links(found, actor),
    }
    return render(request, "desk/report.html", values)


def _around(found: Report, beside: desk.Listing, actor: Actor) -> tuple[str, str]:
    """The codes of the reports before and after this one in the list beside it, "" for none; behind one that waits for
    others, the first of the list.
    """
    shown = ["", *(row.code for row in beside.rows), ""]
    if found.code in shown:
        at = shown.index(found.code)
        return shown[at - 1], shown[at + 1]
    return "", "" if desk.waits_here(actor, found) else shown[1]


@require_safe
@officers
def following(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """On to the report that waits behind this one; looked up when asked, since most pages are left another way."""
    found = report_or_404(actor, code)
    after = desk.next_waiting(actor, behind=found)
    if not after:
        messages.info(request, "Tidak ada laporan lain yang menunggu Anda.")
    return redirect("desk:report", after) if after else redirect("desk:inbox")


@require_safe
@officers
def clocks(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Why each limit falls on its day, day by day, and what the rules of another day would give."""
    view = policies.redact(report_or_404(actor, code), actor)
    values = {
        "view": view,
        "grouped": codes.grouped(view.code),
        "now": clock.now(),
        **explaining.context(view.deadlines, request.GET, zone_name=view.zone_name),
    }
    return render(request, "desk/clocks.html", values)


@require_safe
@officers
def file(request: HttpRequest, actor: Actor, code: str, number: UUID) -> HttpResponseBase:
    """One file, streamed; opening one of a secret report leaves a trace."""
    found = report_or_404(actor, code)
    attachment = _attachment(found, number, actor)
    try:
        content = files.stream(attachment, words.key_of(found))
    except files.FileRefused as refused:
        return _refused(request, found, refused)
    look_at_file(found, attachment, by=actor)
    return StreamingHttpResponse(content, headers=files.headers_for(attachment))


@require_safe
@officers
def viewer(request: HttpRequest, actor: Actor, code: str, number: UUID) -> HttpResponse:
    """A picture, or the pages of a PDF, large, with the way to the files beside it."""
    found = report_or_404(actor, code)
    view = policies.redact(found, actor)
    look_at_view(found, view, by=actor)
    attachment = _attachment(found, number, actor)
    unsent = policies.waiting_of(found, actor)
    sent = (*view.files, *(one for message in view.messages for one in message.files))
    shown = [one for one in (*sent, *(unsent.files if unsent else ())) if one.state == "clean"]
    here = next((place for place, one in enumerate(shown) if one.id == number), None)
    if here is None:
        raise Http404
    try:
        count = pages.count(attachment, words.key_of(found)) if pages.has_pages(attachment) else 0
    except files.FileRefused as refused:
        return _refused(request, found, refused)
    values = {
        "view": view,
        "grouped": codes.grouped(view.code),
        "file": shown[here],
        "pages": range(1, count + 1),
        "is_picture": files.shown_kind(attachment).group == "image",
        "place": here + 1,
        "total": len(shown),
        "before": shown[here - 1] if here else None,
        "after": shown[here + 1] if here + 1 < len(shown) else None,
    }
    return render(request, "desk/viewer.html", values)


@require_safe
@officers
def page(request: HttpRequest, actor: Actor, code: str, number: UUID, page: int) -> HttpResponse:
    """One page of a PDF as a picture."""
    found = report_or_404(actor, code)
    attachment = _attachment(found, number, actor)
    try:
        content = pages.picture(attachment, words.key_of(found), number=page) if pages.has_pages(attachment) else None
    except files.FileRefused as refused:
        return _refused(request, found, refused)
    if content is None:
        raise Http404
    look_at_file(found, attachment, by=actor)
    return HttpResponse(content, headers=pages.headers_for(attachment))


@require_safe
@officers
def related(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What else is known of the same place and, where he gave his name to this agency, of the same person."""
    found = report_or_404(actor, code)
    view = policies.redact(found, actor)
    look_at_view(found, view, by=actor)
    values = {
        "view": view,
        "grouped": codes.grouped(view.code),
        "region": region_path(found.region) if found.region else "",
        "nearby": desk.rows_of(nearby(actor, found), actor, most=RELATED),
        "same": desk.rows_of(of_same_reporter(actor, found), actor, most=RELATED),
        "knows": bool(view.name),
        "now": clock.now(),
    }
    return render(request, "desk/related.html", values)


def _attachment(found: Report, number: UUID, actor: Actor) -> Attachment:
    attachment = found.attachments.select_related("report", "message").filter(pk=number).first()
    if attachment is None or not policies.opens(actor, found, attachment):
        raise Http404
    if not policies.may_open_waiting_file(found, actor, attachment.waiting_id):
        raise Http404
    return attachment


def _refused(request: HttpRequest, found: Report, refused: files.FileRefused) -> HttpResponse:
    return render(request, "desk/file_refused.html", {"sentence": refused.sentence, "code": found.code}, status=409)
