"""The page of one step of the reporter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lapor.channels.web.moveform import MoveForm
from lapor.people.actor import Actor
from lapor.public import telling
from lapor.reports import policies
from lapor.reports.models import Report
from lapor.reports.policies import ReportView
from lapor.reports.workflow import MOVES, Move

STEPS = frozenset(name for name, move in MOVES.items() if move.offered and "reporter" in move.by)


def bound_to(name: str, report: Report | None) -> str:
    """What the held files of a step belong to; without a report to nobody yet: code and PIN will say whose they are."""
    return f"laporan-saya|{name}|{report.pk if report else ''}"


def step_page(
    request: HttpRequest, move: Move, form: MoveForm, *, report: Report, actor: Actor, status: int = 200
) -> HttpResponse:
    """The page of one step; when it is not possible, the sentence that says why."""
    closed = policies.why_not(actor, move, report)
    view = policies.redact(report, actor)
    task = telling.task(view, move.name)
    shown = {
        "name": move.name,
        "form": form,
        "view": view,
        "closed": closed,
        "danger": move.danger,
        "heading": telling.HEADINGS[task],
        "meaning": telling.MEANINGS[task],
        "questions": telling.questions(view, move.name),
        "label": telling.button_of(move, view).label,
    }
    return render(request, "public/step.html", shown, status=409 if closed and status == 200 else status)


def earlier(view: ReportView, name: str) -> dict[str, object]:
    """A judgement may be changed: start from what was given."""
    if name != "rate" or view.rating is None:
        return {}
    return {question: getattr(view.rating, question) for question in ("adequate", "solved", "treated")}
