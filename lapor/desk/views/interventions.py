"""Letters to agencies: the nation's admin writes and settles them, leaders and admins read and answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.models import Agency, Role
from lapor.desk import queries
from lapor.desk.door import officers
from lapor.desk.intervening import CHECKED, AnswerLetterForm, LetterForm, checked_field
from lapor.desk.views.agencies import posted
from lapor.kit import clock, codes
from lapor.kit.errors import Refused
from lapor.notices import interventions as notices
from lapor.people.actor import Actor
from lapor.reports import actions, interventions, policies
from lapor.reports.actions.intervening import LooksPersonal
from lapor.reports.models import Intervention, Report
from lapor.standards import arithmetic
from lapor.standards import queries as standards

OFFERED, AHEAD = 30, 5  # late reports to choose from; working days that a new letter gives


@require_safe
@officers
def letters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The letters that the officer may open, overdue ones apart and first; 404 for who gets none."""
    if not actor.has_role(Role.NATIONAL_ADMIN, *interventions.READERS):
        raise Http404
    page = Paginator(interventions.seen_by(actor), queries.PAGE).get_page(request.GET.get("halaman"))
    late = interventions.overdue(actor)[: queries.PAGE] if page.number == 1 else []
    values = {"page": page, "late": list(late), "now": clock.now(), "nation": actor.has_role(Role.NATIONAL_ADMIN)}
    return render(request, "desk/letters.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def write(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """A new letter to an agency, for the nation's admin."""
    if not actor.has_role(Role.NATIONAL_ADMIN):
        raise Http404
    agency = get_object_or_404(Agency, pk=pk)
    late = {report.code: report for report in interventions.nameable(agency, by=actor)[:OFFERED]}
    due = arithmetic.add_working_days(standards.calendar_for(agency), clock.now(), AHEAD)
    offered = {code: _line(report, actor) for code, report in late.items()}
    form = LetterForm(posted(request), due=due.astimezone(agency.zone).date(), offered=offered)
    sent = _try(form, lambda: _sent(form, agency, late, actor)) if form.is_bound and form.is_valid() else None
    if sent:
        notices.tell(sent)
        messages.success(request, f"Surat nomor {sent.label} dikirim kepada {agency.name}.")
        return redirect("desk:letter", sent.pk)
    values = {"form": form, "agency": agency, "to": interventions.addressees(agency)}
    return render(request, "desk/letter_write.html", values, status=422 if form.errors else 200)


def _line(report: Report, actor: Actor) -> str:
    title = policies.title_in_list(report, actor) or queries.HIDDEN_TITLE
    return f"{codes.grouped(report.code)} · {title} · {report.holder.short_name}"


def _sent(form: LetterForm, agency: Agency, late: dict[str, Report], actor: Actor) -> Intervention:
    given = form.cleaned_data
    return actions.send_letter(
        agency,
        by=actor,
        subject=given["subject"],
        body=given["body"],
        due_on=given["until"],
        reports=[late[code] for code in given["reports"]],
        checked=given.get(CHECKED, False),
    )


def _try(form: LetterForm | AnswerLetterForm, act: Callable[[], Intervention]) -> Intervention | None:
    """What came of it; None with the refusal on the form, and the question whether it was checked."""
    try:
        return act()
    except LooksPersonal as refused:
        form.fields[CHECKED] = checked_field()
        form.add_error(CHECKED, refused.sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return None


@require_safe
@officers
def letter(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One letter; who may answer it has read it now."""
    row = actions.read_letter(_seen(actor, pk), by=actor)
    return _page(request, row, actor, AnswerLetterForm(None))


@require_POST
@officers
def answer(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """The answer of the agency."""
    row = _seen(actor, pk)
    form = AnswerLetterForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    words, checked = given.get("text", ""), given.get(CHECKED, False)
    done = _try(form, lambda: actions.answer_letter(row, by=actor, text=words, checked=checked)) if given else None
    if done is None:
        return _page(request, row, actor, form)
    notices.tell(done)
    messages.success(request, "Jawaban dikirim kepada admin nasional.")
    return redirect("desk:letter", row.pk)


@require_POST
@officers
def settle(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """The nation's admin needs no more of it."""
    row = _seen(actor, pk)
    try:
        actions.settle_letter(row, by=actor)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, f"Surat nomor {row.label} selesai.")
    return redirect("desk:letter", row.pk)


def _seen(actor: Actor, pk: int) -> Intervention:
    return get_object_or_404(interventions.seen_by(actor), pk=pk)


def _page(request: HttpRequest, row: Intervention, actor: Actor, form: AnswerLetterForm) -> HttpResponse:
    values = {
        "letter": row,
        "form": form if row.waits and interventions.may_answer(actor, row) else None,
        "nation": actor.has_role(Role.NATIONAL_ADMIN),
        "log": list(row.events.select_related("user").order_by("pk")),
        "rows": queries.rows_of(interventions.named_in(row, viewer=actor), actor, most=queries.PAGE),
        "now": clock.now(),
    }
    return render(request, "desk/letter.html", values, status=422 if form.errors else 200)
