"""The templates of an agency, written by who manages it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.models import Agency
from lapor.desk.door import officers
from lapor.desk.forms import TemplateForm
from lapor.desk.views.agencies import of_own, posted
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import actions
from lapor.reports.models import AnswerTemplate
from lapor.reports.templates import VARIABLES, example
from lapor.reports.workflow import MOVES

LOOK = "lihat"  # name of the button that shows a template as a form would


@require_safe
@officers
def templates(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """What an agency and the units below it may begin an answer with."""
    agency = get_object_or_404(of_own(actor), pk=pk)
    rows = AnswerTemplate.objects.filter(agency=agency).order_by("move", "name")
    shown = [(row, MOVES[row.move].label, row.get_state_display() or "Semua status") for row in rows]
    return render(request, "desk/templates.html", {"agency": agency, "rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def add(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """A new template of an agency."""
    return _written(request, actor, get_object_or_404(of_own(actor), pk=pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def template(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One template, to read and to write anew."""
    row = _of_own(actor, pk)
    return _written(request, actor, row.agency, row)


@require_POST
@officers
def drop(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Remove a template; answers that began with it stay as they are."""
    row = _of_own(actor, pk)
    actions.drop_template(row, by=actor)
    messages.success(request, f"Templat “{row.name}” dihapus.")
    return redirect("desk:templates", row.agency_id)


def _of_own(actor: Actor, pk: int) -> AnswerTemplate:
    return get_object_or_404(AnswerTemplate.objects.select_related("agency"), pk=pk, agency__in=of_own(actor))


def _written(request: HttpRequest, actor: Actor, agency: Agency, row: AnswerTemplate | None) -> HttpResponse:
    """The form of a template; a posted one is shown as an example, or stored."""
    names = ("move", "state", "name", "body")
    form = TemplateForm(posted(request), initial={name: getattr(row, name) for name in names} if row else None)
    if form.is_bound and form.is_valid() and LOOK not in request.POST:
        try:
            actions.write_template(agency, by=actor, template=row, **form.values())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "Templat disimpan.")
            return redirect("desk:templates", agency.pk)
    body = form.data.get("body", "") if form.is_bound else row.body if row else ""
    values = {
        "agency": agency,
        "template": row,
        "form": form,
        "variables": [(f"{{{name}}}", about) for name, (about, _) in VARIABLES.items()],
        "example": example(body),
    }
    return render(request, "desk/template.html", values, status=422 if form.errors else 200)
