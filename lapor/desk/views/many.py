"""One move for several reports: chosen in the list, told which of them it fits, made for each, one line per refusal."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lapor.channels.web.moveform import MoveForm, form_for, searches, values_of
from lapor.desk import moving, twice
from lapor.desk.about import ICONS
from lapor.desk.door import officers
from lapor.desk.unsent import KEY
from lapor.kit import codes
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import actions, policies, queries
from lapor.reports.actions.once import settle
from lapor.reports.models import Report
from lapor.reports.workflow import MOVES, SENDS, Move

# Moves whose words may be the same for many. A public version is written for each report, so it has no place here.
BULK = ("dispose", "note", "archive", "merge", "adopt", "reclassify")
MOST = 50  # what one page of the list holds
CHOSEN, TURN = "kode", "giliran"
SURPLUS = (*moving.PUBLIC_FIELDS, *moving.COPY_FIELDS, "turn")
UNPUBLISHED = "Laporan ini belum punya versi publik. Buka laporannya, lalu teruskan dari sana."
OUT_OF_SIGHT = "Laporan ini tidak ada, atau bukan untuk Anda."


@dataclass(frozen=True, slots=True)
class One:
    """A chosen report: as the officer may see it in a list, and why the move does not fit it (empty: it does)."""

    code: str
    title: str
    turn: int
    refusal: str = ""

    @property
    def grouped(self) -> str:
        return codes.grouped(self.code)


@require_safe
@officers
def choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """From the list with its ticks to the page of the move."""
    name = request.GET.get("langkah", "")
    if name not in BULK or not request.GET.getlist(CHOSEN):
        return redirect("desk:inbox")
    query = request.GET.copy()
    del query["langkah"]
    address = redirect("desk:many", name)
    address["Location"] += f"?{query.urlencode()}"
    return address


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def many(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The form of a move for the chosen reports, and the move for each of them."""
    wanted = MOVES.get(name)
    if wanted is None or name not in BULK:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    chosen = list(dict.fromkeys(given.getlist(CHOSEN)))[:MOST]
    found = {code: queries.get(actor, code) for code in chosen}
    ones = [_one(code, report, wanted, actor) for code, report in found.items()]
    agencies = moving.choices_of(wanted, actor)
    if request.method == "POST":
        form = _trimmed(form_for(wanted, request.POST, agencies=agencies), wanted, actor)
        if not searches(request.POST) and form.is_valid():
            done = [_made(request, form, one, found[one.code], move=wanted, actor=actor) for one in ones]
            return render(request, "desk/many_done.html", {"move": wanted, "done": done, "made": _count(done)})
    else:
        form = _trimmed(form_for(wanted, agencies=agencies), wanted, actor)
    values = {
        "move": wanted,
        "icon": ICONS.get(name, "check"),
        "form": form,
        "fits": [one for one in ones if not one.refusal],
        "refused": [one for one in ones if one.refusal],
        "key": str(uuid.uuid4()),
    }
    return render(request, "desk/many.html", values, status=422 if form.is_bound and form.errors else 200)


def _one(code: str, report: Report | None, move: Move, actor: Actor) -> One:
    if report is None:
        return One(code, "", 0, OUT_OF_SIGHT)
    title = policies.title_in_list(report, actor) or "Laporan rahasia"
    refusal = policies.why_not(actor, move, report) or ""
    if not refusal and move.name in SENDS and moving.offers_public(move, report):
        refusal = UNPUBLISHED
    return One(report.code, title, report.turn, refusal)


def _trimmed(form: MoveForm, move: Move, actor: Actor) -> MoveForm:
    """Without what is said for each report on its own."""
    for name in SURPLUS:
        form.fields.pop(name, None)
    if move.name == "dispose":
        moving.stay_below(form, move, actor)
    return form


def _made(request: HttpRequest, form: MoveForm, one: One, report: Report | None, *, move: Move, actor: Actor) -> One:
    """Make the move for one; the turn is the one that the page showed, so that somebody faster wins."""
    if report is None:
        return one
    key = f"{request.POST.get(KEY, '')}-{one.code}"
    this, done = twice.under(key, move, one.code, by=actor, body=_words(request))
    if done:
        return One(one.code, one.title, one.turn)
    if one.refusal:
        return one
    report.turn = _turn(request, one)
    try:
        settle(this, report, lambda: actions.perform(move.name, report, by=actor, **values_of(form, move)))
    except Refused as refused:
        return One(one.code, one.title, one.turn, refused.sentence)
    return One(one.code, one.title, one.turn)


def _words(request: HttpRequest) -> str:
    """What was typed, without what says for whom."""
    skipped = {*twice.NOT_WORDS, CHOSEN}
    return json.dumps(sorted((name, given) for name, given in request.POST.lists() if name not in skipped))


def _turn(request: HttpRequest, one: One) -> int:
    given = request.POST.get(f"{TURN}-{one.code}", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _count(done: list[One]) -> int:
    return sum(not one.refusal for one in done)
