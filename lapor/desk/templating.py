"""Templates on the form of a move: a press of one puts its words below what was typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from lapor.desk import moving
from lapor.people.actor import Actor
from lapor.reports import templates
from lapor.reports.models import Report
from lapor.reports.workflow import Move

PICK = "templat"  # name of the buttons


def pick(request: HttpRequest, report: Report, move: Move, *, by: Actor) -> QueryDict:
    """The posted form with the words of the chosen template; one that is gone or another unit's changes nothing."""
    given = moving.unsent(request.POST)
    chosen = [row for row in templates.offered(report, move, by) if str(row.pk) == request.POST.get(PICK)]
    for row in chosen:
        name = templates.FIELD[move.name]
        words = [given.get(name, "").rstrip(), templates.fill(row, report, move, viewer=by)]
        given[name] = "\n\n".join(filter(None, words))
        messages.info(request, f"Templat “{row.name}” sudah masuk. Sesuaikan dulu dengan laporan ini.")
    return given
