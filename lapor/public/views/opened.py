"""What everybody may read: published reports and the agencies that answer them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lapor.agencies import queries as agencies
from lapor.agencies import regions
from lapor.agencies.models import Agency, Category
from lapor.channels.web import clocks as explaining
from lapor.channels.web.moveform import SEARCH, quiet
from lapor.kit import clock, codes
from lapor.people.actor import PUBLIC
from lapor.public import cards, feeds, finding, listing, shelf, telling
from lapor.public.forms import FilterForm
from lapor.public.pages import open_to_all
from lapor.public.views.own import send_file
from lapor.reports import policies, promises, queries, search
from lapor.reports.choices import State

MOST_AGENCIES = 200
TOP = (
    Agency.Kind.NATION,
    Agency.Kind.MINISTRY,
    Agency.Kind.OVERSIGHT,
    Agency.Kind.PROVINCE,
    Agency.Kind.REGENCY,
    Agency.Kind.UNIVERSITY,
    Agency.Kind.COMPANY,
)


@open_to_all
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Published reports, newest first, or what fits words and filters."""
    if request.GET:
        return _reports(request)
    newest = queries.published().values_list("pk", "last_seq")[: listing.PAGE + 1]
    return shelf.page(request, ("laporan", *newest), lambda: _reports(request))


def _reports(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    words: dict[str, object] = {"form": form, "filtered": finding.narrows(request), "listing": finding.NOTHING}
    words["searching"] = bool(request.GET.get(SEARCH))
    if words["searching"]:
        quiet(form)
    elif form.is_valid():
        words["found"] = found = finding.found(form, request)
        words["listing"] = found.listing
        words |= {"feed": finding.feed_address(request), "title": finding.title(form), **finding.labels(form)}
        if not found.listing.rows and form.order:
            words["meant"] = finding.meant(form, request)
    words["later"] = not {"sebelum", "lewati"}.isdisjoint(request.GET)
    return render(request, "public/reports.html", words)


@open_to_all
@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The newest reports of a view of the list, as Atom; of a view that asks for nothing that is there one sentence."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        sentence = next(iter(form.errors.values()))[0]
        return HttpResponse(f"{sentence}\n", status=400, content_type="text/plain; charset=utf-8")
    return feeds.answer(request, search.listed(form.wanted, limit=listing.PAGE), title=finding.title(form))


@open_to_all
@require_safe
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The public version of one report; missing, secret and unpublished are all the same 404."""
    edition = queries.edition(PUBLIC, code)
    if edition is None:
        raise Http404
    return shelf.page(request, edition, lambda: _report(request, code))


def _report(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get(PUBLIC, code)
    if found is None:
        raise Http404
    view = policies.redact(found, PUBLIC)
    place = regions.place(view.region_code) if view.region_code else None
    words = {
        "view": view,
        "code": codes.grouped(view.code),
        "headline": telling.public_headline(view),
        "deadlines": [d for d in explaining.live_of(view) if not d.awaits_reporter],
        "now": clock.now(),
        "timeline": telling.with_icons(view),
        "place": place.full_name if place else "",
        "card": cards.of_report(view),
    }
    return render(request, "public/report.html", words)


@open_to_all
@require_safe
def clocks(request: HttpRequest, code: str) -> HttpResponse:
    """Why the limits of a published report fall on their days, also by the rules of another day."""
    found = queries.get(PUBLIC, code)
    if found is None:
        raise Http404
    view = policies.redact(found, PUBLIC)
    told = [one for one in view.deadlines if not one.awaits_reporter]
    words = {
        "back": reverse("laporan-terbuka", args=[view.code]),
        "title": view.title,
        "code": codes.grouped(view.code),
        "now": clock.now(),
        **explaining.context(told, request.GET, zone_name=view.zone_name),
    }
    return render(request, "public/clocks.html", words)


@open_to_all
@require_safe
def file(request: HttpRequest, code: str, pk: UUID) -> HttpResponseBase:
    """A file that was made public with its report."""
    found = queries.get(PUBLIC, code)
    if found is None:
        raise Http404
    return send_file(request, found, policies.redact(found, PUBLIC), pk)


@open_to_all
@require_safe
def agency_list(request: HttpRequest) -> HttpResponse:
    """The agencies at the top of the tree; with words, whatever fits."""
    words = request.GET.get("kata", "")[:100].replace("\0", "").strip()
    if words:
        rows = agencies.search_agencies(words, limit=50)
    else:
        top = Agency.objects.filter(is_open=True, kind__in=TOP).select_related("parent").order_by("path")
        rows = list(top[:MOST_AGENCIES])
    return render(request, "public/agencies.html", {"rows": rows, "words": words})


@open_to_all
@require_safe
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """What an agency answers for and its published reports. Counts know of published ones only."""
    row = get_object_or_404(Agency.objects.select_related("parent", "region"), slug=slug)
    published = queries.published(agency=row)
    counted = dict(published.order_by().values_list("state").annotate(Count("pk")))
    words = {
        "agency": row,
        "listing": listing.page(queries.published(agency=row, before=listing.cursor(request)), request),
        "counts": [(str(state.label), counted[state]) for state in State if state in counted],
        "promises": promises.of_public(row),
        "answers": Category.objects.filter(competences__agency=row).distinct().order_by("position", "name")[:40],
        "units": agencies.children_of(row).filter(is_open=True)[:100],
        "later": "sebelum" in request.GET,
    }
    return render(request, "public/agency.html", words)
