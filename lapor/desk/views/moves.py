"""One page per move: a form, and the move itself when it is posted."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from lapor.agencies.models import Agency
from lapor.agencies.queries import suggest_for
from lapor.channels.web import held
from lapor.channels.web.moveform import MoveForm, form_for
from lapor.channels.web.performing import perform
from lapor.desk import approving, joining, kept, moving, templating, twice, unsent
from lapor.desk import queries as lists
from lapor.desk.about import ABOUT, DONE, ICONS, PROPOSED, SCHEDULED
from lapor.desk.door import officers, report_or_404
from lapor.desk.headline import headline
from lapor.kit import clock, codes
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import mentions, policies, queries
from lapor.reports.actions.access import look_at_view
from lapor.reports.choices import AnswerWaits
from lapor.reports.models import Report
from lapor.reports.templates import offered
from lapor.reports.workflow import MOVES, Move

# The same words for a report that is missing, secret or with others by now.
OUT_OF_SIGHT = "Laporan ini tidak ada, atau bukan untuk Anda."
ANSWERS = frozenset({"follow_up", "ask"})  # with it the report has had its turn, also when work on it goes on
DECIDES = ("approve", "send_back")  # of an answer, on one page
CHOOSE = "pilih"  # name of the buttons that fill the picker of the receiving agency


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def move(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """GET shows the form of a move, POST makes it."""
    wanted = _offered(name)
    this, done = twice.sent(request, wanted, code, by=actor)
    if done:
        return _done(request, actor, code, wanted, waited=True)
    try:
        found = report_or_404(actor, code)
    except Http404:
        if request.method != "POST":
            raise
        return _gone(request, code, wanted, OUT_OF_SIGHT, status=404)
    if sentence := policies.why_not(actor, wanted, found):
        return _gone(request, found.code, wanted, sentence, status=409 if request.method == "POST" else 403)
    agencies = moving.choices_of(wanted, actor)
    if request.method != "POST" or CHOOSE in request.POST:
        form = _form(request, actor, found, wanted, agencies)
        return _page(request, actor, found, wanted, form)
    if templating.PICK in request.POST:
        form = _form(request, actor, found, wanted, agencies, given=templating.pick(request, found, wanted, by=actor))
        return _page(request, actor, found, wanted, form)
    if unsent.STEP in request.POST:
        pressed = unsent.press(request, found, wanted, by=actor)
        form = _form(request, actor, found, wanted, agencies, given=pressed.given)
        return _page(request, actor, found, wanted, form, mine=pressed.mine)
    if (status := _once_more(request, actor, found, wanted)) is not None:
        form = _form(request, actor, found, wanted, agencies, given=moving.unsent(request.POST))
        return _page(request, actor, found, wanted, form, status=status)
    waited = lists.waits_here(actor, found)
    outcome = perform(request, found, wanted, by=actor, bound=kept.bound(request), agencies=agencies, this=this)
    if outcome.report is None:
        now = report_or_404(actor, code) if outcome.status == 409 else found
        raced = outcome.status == 409
        return _page(request, actor, now, wanted, outcome.form, status=outcome.status, raced=raced)
    return _done(request, actor, code, wanted, waited=waited, behind=found)


@require_POST
@officers
def draft(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """A beat of a form that is open, with its words when they changed; answers with what the form shows of drafts."""
    wanted = _offered(name)
    found = report_or_404(actor, code)
    if not wanted.words:
        raise Http404
    if sentence := policies.why_not(actor, wanted, found):
        return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
    try:
        corner = unsent.beat(request, found, wanted, by=actor)
    except Refused as refused:
        return HttpResponse(refused.sentence, status=409, content_type="text/plain; charset=utf-8")
    view = policies.redact(found, actor)
    return render(request, "desk/parts/draft.html", {"corner": corner, "view": view})


def _offered(name: str) -> Move:
    wanted = MOVES.get(name)
    if wanted is None or not wanted.offered or not wanted.officers:
        raise Http404
    return wanted


def _once_more(request: HttpRequest, actor: Actor, found: Report, wanted: Move) -> int | None:
    """The status of the same page when something has to be seen first: a colleague's draft, the other report."""
    if unsent.overtaken(request, found, wanted, by=actor):
        return 409
    return 200 if wanted.name == "merge" and joining.not_looked_at(request, actor, found) else None


def _what_came(wanted: Move, seen: Report | None) -> str:
    """An answer that a leader reads first is not sent, and nobody is told that it was."""
    if wanted.name not in ("follow_up", "approve") or seen is None or not seen.answer_waits:
        return DONE[wanted.name]
    return SCHEDULED if seen.answer_waits == AnswerWaits.TIME else PROPOSED


def _done(
    request: HttpRequest, actor: Actor, code: str, wanted: Move, *, waited: bool, behind: Report | None = None
) -> HttpResponse:
    """On to the next that waits when this one does no longer or was answered; else back to it, or to the list."""
    seen = queries.get(actor, code)
    words = " ".join((_what_came(wanted, seen), *joining.relayed(seen, wanted, actor)))
    after = ""
    if waited and (wanted.name in ANSWERS or not (seen and lists.waits_here(actor, seen))):
        after = lists.next_waiting(actor, behind=behind)
    if after and after != codes.normalise(code):
        messages.success(request, _told(words, seen))
        return redirect("desk:report", after)
    messages.success(request, words)
    return redirect("desk:report", seen.code) if seen else redirect("desk:inbox")


def _told(words: str, seen: Report | None) -> str:
    """What was done, with the way back to it, for who already reads the next report."""
    words = f"{words} Di bawah ini laporan berikutnya yang menunggu Anda."
    if seen is None:
        return words
    return format_html(
        '<a href="{}">{}</a>: {}', reverse("desk:report", args=[seen.code]), codes.grouped(seen.code), words
    )


def _form(
    request: HttpRequest,
    actor: Actor,
    found: Report,
    wanted: Move,
    agencies: QuerySet[Agency] | None,
    *,
    given: QueryDict | None = None,
) -> MoveForm:
    """A fresh form, one that was kept while the officer signed in again, or one (`given`) whose
    agency or draft was chosen by a button."""
    if given is None and request.method == "POST":
        given = moving.chosen(request.POST, CHOOSE)
    elif given is None and (saved := kept.take(request)):
        given = moving.unsent(saved)
    start = moving.initial(wanted, policies.redact(found, actor), found, actor)
    if wanted.name == "merge":
        start["primary"] = request.GET.get(joining.CHOOSE, "")
    if wanted.name == "follow_up" and (returned := policies.waiting_of(found, actor)):
        start |= returned.given  # words come from the draft that it became
        start["send_at"] = returned.send_at if returned.send_at and returned.send_at > clock.now() else None
    if wanted.name == "reschedule" and (waiting := policies.waiting_of(found, actor)):
        start["send_at"] = waiting.send_at
    if given is None:
        return form_for(wanted, initial=start, agencies=agencies, report=found)
    bound = kept.bound(request)
    files = held.files_of(request, bound, form=given)
    form = form_for(wanted, given, files, initial=start, agencies=agencies, report=found)
    held.come_back(request, form, files, bound=bound)
    return form


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Report,
    wanted: Move,
    form: MoveForm,
    *,
    status: int = 200,
    raced: bool = False,
    mine: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    view = policies.redact(found, actor)
    look_at_view(found, view, by=actor)
    corner = unsent.shown(request, found, wanted, form, by=actor) if wanted.words else None
    moving.trim(form, wanted, found, actor)
    if wanted.name in moving.BELOW:
        moving.stay_below(form, wanted, actor)
    rows = list(form.rows())
    answers = wanted.name == "follow_up"
    promise, schedule = (moving.PROMISE_FIELDS, moving.SCHEDULE_FIELDS) if answers else ((), ())
    waiting = policies.waiting_of(found, actor)
    values: dict[str, Any] = {
        "view": view,
        "headline": headline(view),
        "move": wanted,
        "icon": ICONS.get(wanted.name, "check"),
        "about": ABOUT.get(wanted.name, ""),
        "form": form,
        "key": str(uuid.uuid4()),
        "rows": [row for row in rows if row["bound"].name not in (*moving.COPY_FIELDS, *promise, *schedule)],
        "promise": [row for row in rows if row["bound"].name in promise],
        "promise_open": moving.touched(form, moving.PROMISE_WORDS),
        "schedule": [row for row in rows if row["bound"].name in schedule],
        "schedule_open": moving.touched(form, schedule),
        "copies": [row for row in rows if row["bound"].name in moving.COPY_FIELDS],
        "copies_open": moving.touched(form, moving.COPY_FIELDS),
        "findings": moving.findings(wanted, view, found),
        "raced": raced,
        "mine": mine,
        "corner": corner,
        "templates": offered(found, wanted, actor),
        "waiting": waiting,
    }
    if wanted.name == "merge":
        values |= joining.values(request, actor, found)
    if wanted.name == "issue_letter":
        values["unset"] = moving.unset(found, actor)
    if wanted.name == "note":
        values["callable"] = [(handle, user) for handle, user in mentions.people(found).items() if user != request.user]
    if wanted.name in DECIDES and waiting:
        values |= approving.values(found, waiting, form, wanted, viewer=actor) | {"key_back": str(uuid.uuid4())}
        return render(request, "desk/approve.html", values, status=status)
    if wanted.name == "follow_up":
        values["read_first"] = approving.scope(found)
    if wanted.name == "dispose":
        values["ruled"] = moving.ruled(found, actor)
    if wanted.name == "arbitrate":
        values["proposals"] = moving.proposals(found, actor)
    if wanted.name in moving.PICKS:
        known = values.get("proposals", [])
        more = [one for one in suggest_for(found.category, found.region) if one not in known]
        values["suggested"] = moving.offered(more, found, actor)
        values["tree"] = moving.tree(wanted, found, actor)
    return render(request, "desk/move.html", values, status=status)


def _gone(request: HttpRequest, code: str, wanted: Move, sentence: str, *, status: int) -> HttpResponse:
    """The move is not possible any more: say why, and give back what was typed so that it can be copied."""
    typed = [
        (param.label, text)
        for param in wanted.takes
        if param.kind in ("text", "line") and (text := request.POST.get(param.name, "").strip())
    ]
    values = {"sentence": sentence, "typed": typed, "code": code, "move": wanted}
    return render(request, "desk/gone.html", values, status=status)
