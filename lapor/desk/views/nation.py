"""Which agencies are late, for the nation's admin."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapor.agencies.models import WORKERS, Role
from lapor.desk import nation
from lapor.desk.door import officers
from lapor.desk.forms import NationForm
from lapor.people.actor import Actor
from lapor.reports import interventions, lateness

LETTERS_MOST = 100


@require_safe
@officers
def late(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Agencies that hold open reports, the most late ones first; 404 for everybody else."""
    if not actor.has_role(Role.NATIONAL_ADMIN):
        raise Http404
    form = NationForm(request.GET, provinces=nation.provinces())
    total, page = nation.late_agencies(actor, form.narrowed(), number=request.GET.get("halaman"))
    own = {seat.agency_id for seat in actor.seats if seat.role in WORKERS}
    values = {"form": form, "total": total, "page": page, "own": own, "days": lateness.DAYS}
    letters = list(interventions.overdue(actor)[:LETTERS_MOST])
    behind = {one.agency_id for one in letters}
    for row in page:
        row["unanswered"] = row["holder_id"] in behind
    values["overdue"] = letters
    return render(request, "desk/nation.html", values)
