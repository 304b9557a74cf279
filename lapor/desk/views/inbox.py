"""What waits for whom, and how the agencies below stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lapor.agencies import unmanned
from lapor.agencies.models import WORKERS, Role
from lapor.desk import queries, saved, tabs
from lapor.desk.door import officers
from lapor.desk.door import person as person_of
from lapor.desk.forms import FilterForm
from lapor.desk.views.many import BULK
from lapor.kit import clock
from lapor.people.actor import Actor
from lapor.reports import bouncing, promises
from lapor.reports import queries as reports
from lapor.reports.queries import inbox_counts
from lapor.reports.workflow import MOVES
from lapor.setup import steps

BOUNCED_MOST = 100
UNMANNED_SHOWN, UNMANNED_MOST = 3, 200


@require_safe
@officers
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One section of the inbox, narrowed, fifty at a time."""
    sections = queries.sections(actor)
    if sections == (queries.APPEALED,):
        return redirect("desk:cases")
    section = chosen(request, sections)
    groups, links = saved.offered(actor)
    form = FilterForm(request.GET, actor=actor, groups=groups)
    filters = form.filters()
    if named := reports.get(actor, filters.words):
        return redirect("desk:report", named.code)
    found = queries.listing(actor, section, filters, after=request.GET.get("sesudah", ""), drafts=True)
    counts = inbox_counts(actor)
    narrowed, later, picking = filters != queries.Filters(), "sesudah" in request.GET, "pilih" in request.GET
    apart = counts.undecided and section.name == "now" and not (narrowed or later or picking)
    first = queries.undecided(actor) if apart else queries.Listing([], "")
    asked = counts.unsent and section == sections[0] and not (narrowed or later or picking)
    to_approve = queries.to_approve(actor) if asked else queries.Listing([], "")
    values = {
        "to_approve": to_approve,
        "tabs": tabs.of(request, actor, sections, section, filters, counts=counts, found=found),
        "section": section,
        "form": form,
        "narrowed": narrowed,
        "saved": links,
        "to_keep": _to_keep(request, filters),
        "first": first,
        "found": queries.without(queries.without(found, first), to_approve),
        "counts": counts,
        "dense": person_of(request).dense,
        "works": actor.has_role(*WORKERS),
        "appeals": queries.appeals(actor) if section.name == "appealed" else None,
        "now": clock.now(),
        "next": following(request, found.after),
        "later": later,
        "bulk": _bulk(actor),
        "picking": picking,
        "to_pick": _with(request, pilih="ya"),
        "unmanned": unmanned.to_see_to(actor, most=UNMANNED_SHOWN) if section.name == "now" and not later else None,
        "steps": steps.to_do(actor) if section.name == "now" and not (narrowed or later or picking) else [],
    }
    return render(request, "desk/inbox.html", values)


def _bulk(actor: Actor) -> list[tuple[str, str]]:
    """The moves that this officer may make for several reports at once."""
    roles = {seat.role for seat in actor.seats}
    return [(name, MOVES[name].label) for name in BULK if MOVES[name].officers & roles]


def chosen(request: HttpRequest, sections: tuple[queries.Section, ...]) -> queries.Section:
    wanted = request.GET.get("bagian", "")
    return next((section for section in sections if section.key == wanted), sections[0])


def following(request: HttpRequest, after: str) -> str:
    """The address of the next page, with the same filters."""
    return _with(request, sesudah=after) if after else ""


def _with(request: HttpRequest, **more: str) -> str:
    """This page's address with some values more."""
    query = request.GET.copy()
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _to_keep(request: HttpRequest, filters: queries.Filters) -> str:
    """Where this list can be kept; "" when nothing but words narrows it."""
    if filters == queries.Filters(words=filters.words):
        return ""
    return f"{reverse('desk:filter-keep')}?{request.GET.urlencode()}"


@require_safe
@officers
def agencies(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How many open, late and returned reports lie at each agency below."""
    if not actor.has_role(Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.LEADER):
        return render(request, "404.html", status=404)
    branches = queries.own_branches(actor)
    own = {seat.agency_id for seat in actor.seats if seat.role in WORKERS}
    values = {
        "rows": [row | {"section": "saya" if row["holder_id"] in own else "lain"} for row in queries.figures(actor)],
        "gaps": unmanned.gaps(actor, most=UNMANNED_MOST),
        "bounced": bouncing.of_agencies(branches, viewer=actor)[:BOUNCED_MOST],
        "days": bouncing.DAYS,
        "nation": actor.has_role(Role.NATIONAL_ADMIN),
        "promised": promises.of_agencies(branches, viewer=actor)[:BOUNCED_MOST],
    }
    return render(request, "desk/agencies.html", values)
