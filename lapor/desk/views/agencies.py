"""The tree below an admin's seats: add, name, move, close and open agencies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies import actions
from lapor.agencies.models import Agency, Category, Membership
from lapor.agencies.queries import children_of, region_path, within_reach
from lapor.desk import queries
from lapor.desk.door import officers
from lapor.desk.forms import AgencyForm, PlaceForm, SharingForm
from lapor.desk.views.people import MANAGERS
from lapor.kit import text
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import approval as approving
from lapor.reports import interventions, retiring, routing

UNITS_MOST = 100


def of_own(actor: Actor) -> QuerySet[Agency]:
    """The agencies that the actor manages, closed ones too; 404 for who manages none."""
    if not actor.has_role(*MANAGERS):
        raise Http404
    return Agency.objects.filter(within_reach(actor, *MANAGERS)).select_related("parent", "region").order_by("path")


@require_safe
@officers
def tree(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every agency of the own branches, in the order of the tree."""
    words = text.clean(request.GET.get("q", ""))[:100].strip()
    rows = of_own(actor)
    for word in words.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(source_name__icontains=word))
    page = Paginator(rows, queries.PAGE).get_page(request.GET.get("halaman"))
    return render(request, "desk/tree.html", {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def add(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """A new agency below one of the own."""
    parent = get_object_or_404(of_own(actor), pk=pk)
    form = AgencyForm(posted(request), actor=actor)

    def act() -> Agency:
        given = {"kind": Agency.Kind.UNIT} | form.values()
        return actions.add_agency(parent=parent, by=actor, **given)

    made = _do(form, act)
    if made is None:
        values = {"form": form, "parent": parent}
        return render(request, "desk/agency_add.html", values, status=422 if form.errors else 200)
    messages.success(request, f"{made.name} ditambahkan di bawah {parent.name}.")
    return redirect("desk:agency", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def agency(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One agency: what it is called, what lies below it, and what can be done; a posted form names it anew."""
    row = get_object_or_404(of_own(actor), pk=pk)
    form = AgencyForm(posted(request), actor=actor, initial=_initial(row))
    changed = _do(form, lambda: actions.edit_agency(row, by=actor, **form.values()))
    if changed is not None:
        messages.success(request, f"{changed.name} disimpan.")
        return redirect("desk:agency", row.pk)
    return _page(request, row, form, PlaceForm(actor=actor), actor)


@require_POST
@officers
def move(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Hang an agency, with everything below it, under another parent."""
    row = get_object_or_404(of_own(actor), pk=pk)
    form = PlaceForm(posted(request), actor=actor)
    moved = _do(form, lambda: actions.move_branch(row, to=form.cleaned_data["parent"], by=actor))
    if moved is None:
        return _page(request, row, AgencyForm(actor=actor, initial=_initial(row)), form, actor)
    messages.success(request, f"{moved.name} sekarang di bawah {form.cleaned_data['parent'].name}.")
    return redirect("desk:agency", row.pk)


@require_POST
@officers
def close(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Take an agency out of the lists of targets, or put it back."""
    row = get_object_or_404(of_own(actor), pk=pk)
    try:
        if row.is_open:
            retiring.close_agency(row, by=actor)
        else:
            actions.reopen_agency(row, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, f"{row.name} {'ditutup' if row.is_open else 'menerima laporan lagi'}.")
    return redirect("desk:agency", row.pk)


@require_POST
@officers
def share(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Choose how reports that reach an agency find their person in charge."""
    row = get_object_or_404(of_own(actor), pk=pk)
    try:
        actions.share_reports(row, way=request.POST.get("cara", ""), by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, "Pembagian laporan disimpan. Laporan yang sudah ada tidak berpindah.")
    return redirect("desk:agency", row.pk)


@require_POST
@officers
def end_rule(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Take back a rule that a decision of this agency left behind."""
    row = get_object_or_404(of_own(actor), pk=pk)
    wanted = request.POST.get("aturan", "")
    try:
        ended = routing.end(row, int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, f"{ended.unit.name} tidak lagi diisikan untuk {ended.category.name}.")
    return redirect("desk:agency", row.pk)


@require_POST
@officers
def approval(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Choose which answers a leader reads before they go out."""
    row = get_object_or_404(of_own(actor), pk=pk)
    try:
        approving.set_rule(row, request.POST.get("scope", ""), by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, "Aturan persetujuan disimpan. Ia berlaku untuk jawaban yang ditulis mulai sekarang.")
    return redirect("desk:agency", row.pk)


def posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _do(form: AgencyForm | PlaceForm, act: Callable[[], Agency]) -> Agency | None:
    """What came of a form that was sent and is right; else None, with the refusal on the form."""
    if not form.is_bound or form.searches or not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        if isinstance(refused, actions.HasTwins) and isinstance(form, AgencyForm):
            form.ask(refused.sentence)
        else:
            form.add_error(None, refused.sentence)
        return None


def _initial(row: Agency) -> dict[str, Any]:
    names = ("name", "short_name", "email", "is_inspectorate")
    return {name: getattr(row, name) for name in names} | {"region": row.region_id}


def _page(request: HttpRequest, row: Agency, form: Form, place: Form, actor: Actor) -> HttpResponse:
    values: dict[str, object] = {
        "agency": row,
        "form": form,
        "place": place,
        "region": region_path(row.region) if row.region else "",
        "approval": approving.rule_of(row),
        "approvals": approving.choices_of(row),
        "rules": routing.of_agencies(Agency.objects.filter(pk=row.pk)),
        "sharing": SharingForm(initial={"cara": row.sharing}),
        "units": list(children_of(row)[:UNITS_MOST]),
        "people": Membership.objects.active().filter(agency=row).select_related("user").order_by("role", "pk"),
        "answers": Category.objects.filter(competences__agency=row).distinct().order_by("position", "name"),
    }
    values["letters"] = interventions.shown_of(row, viewer=actor)
    return render(request, "desk/agency.html", values, status=422 if form.errors or place.errors else 200)
