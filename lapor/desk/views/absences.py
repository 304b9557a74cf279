"""Who is away, from when to when, and who stands in for him: noted by himself or by his admin."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lapor.agencies import absences
from lapor.agencies.actions import announce_absence, cancel_absence, may_note_absence
from lapor.agencies.models import Absence, Agency
from lapor.agencies.policies import may_manage
from lapor.agencies.queries import workers_at
from lapor.desk.door import officers
from lapor.desk.door import person as person_of
from lapor.desk.staffing import AbsenceForm
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own absences; a posted form notes one."""
    user = person_of(request)
    return _page(request, actor, user, [seat.agency for seat in absences.units_of(user)])


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def of_person(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """The absences of somebody whom the actor manages, at the units that he manages."""
    user = get_object_or_404(User, pk=pk)
    units = [seat.agency for seat in absences.units_of(user) if may_manage(actor, seat.agency)]
    if not units:
        raise Http404
    return _page(request, actor, user, units)


def _page(request: HttpRequest, actor: Actor, user: User, units: list[Agency]) -> HttpResponse:
    if not units:
        raise Http404
    colleagues = {one.pk: one for unit in units for one in workers_at(unit.pk) if one != user}
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        units=units,
        colleagues=list(colleagues.values()),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = announce_absence(user, by=actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            _tell(request, row)
            return redirect(request.path)
    rows = [row for row in absences.of(user) if may_note_absence(actor, user, row.agency)]
    values = {"who": user, "own": user.pk == actor.user_id, "form": form, "rows": rows}
    return render(request, "desk/absences.html", values, status=422 if form.errors else 200)


def _tell(request: HttpRequest, row: Absence) -> None:
    if row.deputy:
        messages.success(request, f"Tercatat. {row.deputy.name} menggantikan {row.user.name} pada hari-hari itu.")
    elif workers_at(row.agency_id).exclude(pk=row.user_id).exists():
        messages.warning(request, "Tercatat, tanpa pengganti. Laporannya tetap dapat dikerjakan rekan di unitnya.")
    else:
        messages.warning(request, f"Tercatat. Pada hari-hari itu tidak ada yang menjawab laporan di {row.agency.name}.")


@require_POST
@officers
def cancel(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Take an absence back, or end one that runs."""
    row = get_object_or_404(Absence.objects.select_related("user", "agency"), pk=pk)
    if not may_note_absence(actor, row.user, row.agency):
        raise Http404
    try:
        cancel_absence(row, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, "Ketidakhadiran itu dibatalkan.")
    return redirect("desk:absences") if row.user_id == actor.user_id else redirect("desk:absences-of", row.user_id)
