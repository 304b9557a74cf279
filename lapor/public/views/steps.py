"""The page of one step of the reporter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lapor.channels.web.moveform import MoveForm
from lapor.people.actor import Actor
from lapor.public import telling
from lapor.reports import policies
from lapor.reports.models import Report
from lapor.reports.workflow import MOVES, Move

STEPS = frozenset(name for name, move in MOVES.items() if move.offered and "reporter" in move.by)


def step_page(
    request: HttpRequest, move: Move, form: MoveForm, *, report: Report, actor: Actor, status: int = 200
) -> HttpResponse:
    """The page of one step; when it is not possible, the sentence that says why."""
    closed = policies.why_not(actor, move, report)
    shown = {
        "name": move.name,
        "form": form,
        "closed": closed,
        "danger": move.danger,
        "heading": telling.HEADINGS[move.name],
        "meaning": telling.MEANINGS[move.name],
        "label": telling.button_of(move).label,
    }
    return render(request, "public/step.html", shown, status=409 if closed and status == 200 else status)
