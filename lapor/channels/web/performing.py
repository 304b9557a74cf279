"""A posted form becomes a move; a refusal becomes a sentence on the same form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from lapor.agencies.models import Agency
from lapor.channels.web import held, receiving
from lapor.channels.web.fields import as_uploads
from lapor.channels.web.moveform import MoveForm, form_for, searches, seen_now, values_of
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import actions
from lapor.reports.actions.once import Once, settle
from lapor.reports.files import FileRefused, Upload
from lapor.reports.models import Report
from lapor.reports.moving import MoveRefused
from lapor.reports.workflow import Move

NOT_SEEN = -1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a posted move: `report` when it was made, else the form with what is wrong.

    `status` is for the answer: 200 after a search in a picker, 409 when somebody was faster, 413 or 503
    when the files could not be read, 422 for a mistake.
    """

    form: MoveForm
    report: Report | None = None
    status: int = 422

    @property
    def done(self) -> bool:
        return self.report is not None


def perform(
    request: HttpRequest,
    report: Report,
    move: Move,
    *,
    by: Actor,
    bound: str,
    agencies: QuerySet[Agency] | None = None,
    this: Once | None = None,
    **more: Any,
) -> Outcome:
    """Make the move with what was posted: `this` once. `more` are values that the page knows better than the form.

    `bound`: whose form of what this is; with a form that was not accepted its files are held for that (held.py).
    """
    files = held.files_of(request, bound)
    form = form_for(move, request.POST, files, agencies=agencies, report=report)
    outcome = _tried(request, form, report, move, by=by, this=this, more=more)
    if outcome.done:
        held.sent(request)
    else:
        held.come_back(request, form, files, bound=bound)
    return outcome


def _tried(
    request: HttpRequest,
    form: MoveForm,
    report: Report,
    move: Move,
    *,
    by: Actor,
    this: Once | None,
    more: dict[str, Any],
) -> Outcome:
    if searches(request.POST):
        return Outcome(form, status=200)
    if why := receiving.left_out(request):
        form.add_error("files" if "files" in form.fields else None, why.sentence)
        return Outcome(form, status=why.status)
    if not form.is_valid():
        return Outcome(form)
    now = report.turn
    seen = form.cleaned_data.get("turn")
    report.turn = NOT_SEEN if seen is None else seen
    try:
        values = values_of(form, move) | more
        settle(this, report, lambda: actions.perform(move.name, report, by=by, **values))
        return Outcome(form, report, status=200)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        report.turn = now
        if isinstance(refused, MoveRefused) and refused.gone:
            # The page that comes now shows the report as it is; who still wants the same may press again.
            seen_now(form, now)
            return Outcome(form, status=409)
        return Outcome(form)


def uploads(request: HttpRequest, name: str = "files") -> tuple[Upload, ...]:
    """The files of a request, as the actions take them. Raises FileRefused when not all of them were read."""
    if why := receiving.left_out(request):
        raise FileRefused(why.sentence)
    return as_uploads(list(request.FILES.getlist(name)))
