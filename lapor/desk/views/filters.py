"""Saved filters of the inbox: keep one, open it, change it, take it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.models import Agency
from lapor.desk import queries, saved
from lapor.desk.door import officers
from lapor.desk.forms import FilterForm, KeepForm
from lapor.desk.models import SavedFilter
from lapor.desk.views.agencies import posted
from lapor.desk.views.inbox import chosen
from lapor.kit.errors import Refused
from lapor.people.actor import Actor

LISTED = 200


@require_safe
@officers
def filters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own filters, and what colleagues share."""
    rows = [_told(row, actor) for row in saved.seen_by(actor).order_by("name", "pk")[:LISTED]]
    mine = [row for row in rows if row["own"]]
    values = {"mine": mine, "shared": [row for row in rows if not row["own"]], "most": saved.MOST}
    return render(request, "desk/filters.html", values)


def _told(row: SavedFilter, actor: Actor) -> dict[str, object]:
    labels = {section.key: section.label for section in queries.sections(actor)}
    return {
        "row": row,
        "sentence": saved.sentence_of(row, labels.get(row.section, "Daftar yang bukan bagian Anda")),
        "own": row.owner_id == actor.user_id,
        "removable": saved.may_take_away(row, actor),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def keep(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form that keeps the filter of the address; a posted one keeps it."""
    section = chosen(request, queries.sections(actor))
    groups, _ = saved.offered(actor)
    given = FilterForm(request.GET, actor=actor, groups=groups).filters()
    form = KeepForm(posted(request), agencies=_own(actor))
    if form.is_bound and form.is_valid():
        try:
            row = saved.keep(by=actor, section=section, filters=given, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, f"Saringan “{row.name}” disimpan.")
            return redirect(f"{reverse('desk:inbox')}?{saved.query_of(row)}")
    values = {
        "form": form,
        "sentence": saved.sentence_of(given, section.label),
        "words": given.words,
        "back": f"?{request.GET.urlencode()}",
    }
    return render(request, "desk/filter_keep.html", values, status=422 if form.errors else 200)


@require_safe
@officers
def go(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """To the list as it was kept."""
    row = get_object_or_404(saved.seen_by(actor), pk=pk)
    return redirect(f"{reverse('desk:inbox')}?{saved.query_of(row)}")


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def change(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Another name for one's own filter, and whether the unit sees it."""
    row = get_object_or_404(saved.seen_by(actor).filter(owner=actor.user_id), pk=pk)
    form = KeepForm(posted(request), agencies=_own(actor), initial={"name": row.name, "agency": row.agency_id})
    if form.is_bound and form.is_valid():
        try:
            saved.change(row, by=actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, f"Saringan “{row.name}” disimpan.")
            return redirect("desk:filters")
    values = {"form": form, "told": _told(row, actor)}
    return render(request, "desk/filter_change.html", values, status=422 if form.errors else 200)


@require_POST
@officers
def take_away(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Delete one's own filter, or end that it is shared."""
    row = get_object_or_404(saved.seen_by(actor), pk=pk)
    own = row.owner_id == actor.user_id
    try:
        saved.take_away(row, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, f"Saringan “{row.name}” {'dihapus' if own else 'tidak dibagikan lagi'}.")
    return redirect("desk:filters")


def _own(actor: Actor) -> list[Agency]:
    """The agencies where the actor sits."""
    return list(Agency.objects.filter(pk__in={seat.agency_id for seat in actor.seats}).order_by("path"))
