"""The rules of time: how long limits are, days off, and what a change would have done before it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from typing import TypeVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.models import Agency
from lapor.agencies.queries import within_reach
from lapor.desk.door import officers
from lapor.desk.forms import DayOffForm, LastDayForm, RuleForm
from lapor.desk.views.agencies import posted
from lapor.desk.views.people import MANAGERS
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import trying
from lapor.standards import actions, policies
from lapor.standards.holidays_id import national_days_off
from lapor.standards.models import Clock, DayOff, ServiceStandard
from lapor.ui import dates

SEEN = "dilihat"  # the mark of what a person was shown before he confirms
AHEAD = timedelta(days=400)
T = TypeVar("T")


@require_safe
@officers
def rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The rules that hold, or will, for the own branches, and the days off ahead."""
    today = clock.now().date()
    standing = list(_standards(actor).filter(Q(valid_until=None) | Q(valid_until__gte=today)))
    order = {one.value: number for number, one in enumerate(Clock)}
    standing.sort(key=lambda row: (order[row.clock], row.agency.path if row.agency else "", row.valid_from))
    values = {
        "groups": [(str(Clock(name).label), list(same)) for name, same in groupby(standing, key=lambda row: row.clock)],
        "mine": {row.pk for row in standing if policies.may_change_rules(actor, agency=row.agency)},
        "today": today,
        "days": _days_ahead(actor, today),
    }
    return render(request, "desk/rules.html", values)


def _standards(actor: Actor) -> QuerySet[ServiceStandard]:
    """General ones, and those of agencies that the actor manages; 404 for who manages none."""
    if not actor.has_role(*MANAGERS):
        raise Http404
    rows = ServiceStandard.objects.filter(Q(agency=None) | within_reach(actor, *MANAGERS, of="agency__"))
    return rows.select_related("agency", "category")


def _days_ahead(actor: Actor, today: date) -> list[tuple[date, str, str]]:
    """Day, name and for whom: the national list, and what was decreed here."""
    decreed = DayOff.objects.filter(date__range=(today, today + AHEAD)).select_related("agency")
    decreed = decreed.filter(Q(agency=None) | within_reach(actor, *MANAGERS, of="agency__"))
    here = [
        (row.date, f"{row.name} (hari kerja)" if row.is_working else row.name, str(row.agency or "Semua instansi"))
        for row in decreed
    ]
    years = {today.year, (today + AHEAD).year}
    nation = [(day, name, "Nasional") for year in years for day, name in national_days_off(year).items()]
    return sorted([*here, *(row for row in nation if today <= row[0] <= today + AHEAD)])


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def add_rule(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new rule: first what it would have done to the last reports, then it is switched on."""
    _standards(actor)
    form = RuleForm(posted(request), actor=actor)
    effect = None
    if form.is_bound and not form.searches and form.is_valid():
        row = ServiceStandard(**form.values())
        effect = _allowed(form, lambda: _tried(row, actor))
        if effect and _confirmed(request, form):
            made = _allowed(form, lambda: actions.add_standard(by=actor, **form.values()))
            if made:
                messages.success(request, f"Aturan disimpan dan berlaku sejak {dates.plain_day(made.valid_from)}.")
                return redirect("desk:rules")
            effect = None
    values = {"form": form, "effect": effect, "seen": _mark(form) if effect else "", "last": trying.LAST}
    return render(request, "desk/rule_add.html", values, status=422 if form.errors else 200)


def _tried(row: ServiceStandard, actor: Actor) -> trying.Effect:
    actions.refuse_wrong_rule(row, by=actor)
    return trying.of_standard(row)


@require_POST
@officers
def end_rule(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Let a rule end on a day."""
    row = get_object_or_404(_standards(actor), pk=pk)
    form = LastDayForm(request.POST)
    ended = None
    if form.is_valid():
        ended = _allowed(form, lambda: actions.end_standard(row, by=actor, last_day=form.cleaned_data["until"]))
    if ended:
        messages.success(request, f"Aturan berlaku sampai {dates.plain_day(form.cleaned_data['until'])}.")
    else:
        messages.warning(request, " ".join(str(said) for errors in form.errors.values() for said in errors))
    return redirect("desk:rules")


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def add_day_off(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A day off, or a worked one: first how many running limits it moves, then it is decreed."""
    _standards(actor)
    form = DayOffForm(posted(request), actor=actor)
    moved = None
    if form.is_bound and not form.searches and form.is_valid():
        given = dict(form.cleaned_data)
        day, agency = given.pop("since"), given["agency"]
        moved = _allowed(form, lambda: _moved(day, actor, **given))
        if moved is not None and _confirmed(request, form):
            made = _allowed(form, lambda: actions.add_day_off(day, by=actor, **given))
            if made:
                whom = agency.name if agency else "semua instansi"
                messages.success(request, f"{dates.day(day)} dicatat untuk {whom}.")
                return redirect("desk:rules")
            moved = None
    values = {"form": form, "moved": moved, "seen": _mark(form) if moved is not None else ""}
    return render(request, "desk/day_off_add.html", values, status=422 if form.errors else 200)


def _moved(day: date, actor: Actor, *, agency: Agency | None, is_working: bool, name: str) -> int:
    if not policies.may_change_rules(actor, agency=agency):
        raise Refused("Anda tidak dapat mengubah hari libur di sini. Pilih instansi Anda sendiri.")
    return 0 if is_working else trying.of_day_off(day, agency=agency)


def _allowed(form: Form, act: Callable[[], T]) -> T | None:
    """What came of it; None with the refusal on the form."""
    try:
        return act()
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None


def _confirmed(request: HttpRequest, form: RuleForm | DayOffForm) -> bool:
    """Whether exactly this was shown before."""
    return request.POST.get(SEEN) == _mark(form)


def _mark(form: RuleForm | DayOffForm) -> str:
    values = sorted((name, str(getattr(value, "pk", value))) for name, value in form.cleaned_data.items())
    return hashlib.sha256(repr(values).encode()).hexdigest()
