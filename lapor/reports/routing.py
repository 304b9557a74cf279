"""Rules that decisions leave behind: they fill in a unit where the next report of the kind is sent on, never more."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Length

from lapor.agencies import regions
from lapor.agencies.models import Agency, Role
from lapor.agencies.queries import within_reach
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.models import Report, RoutingRule
from lapor.reports.moving import MoveRefused, Step

DISTRICT = 3  # parts of a region's code: province, regency, district


def keep(step: Step, unit: Agency) -> None:
    """Let the desk that decides suggest this unit from now on; an earlier rule of the kind ends."""
    report = step.report
    if report.category is None or report.arbiter is None or step.by.user_id is None:
        raise MoveRefused("Aturan memerlukan kategori. Pilih dulu di “Ubah klasifikasi”, atau putuskan tanpa aturan.")
    region = _district(report)
    same = RoutingRule.objects.filter(
        agency=report.arbiter, category=report.category, region=region, until__isnull=True
    )
    same.update(until=step.at)
    rule = RoutingRule.objects.create(
        agency=report.arbiter,
        category=report.category,
        region_id=region,
        unit=unit,
        report=report,
        user_id=step.by.user_id,
        since=step.at,
    )
    step.data["rule"] = rule.pk


def _district(report: Report) -> str | None:
    """A rule holds for the district: hardly any two reports come from one village."""
    return ".".join(report.region_id.split(".")[:DISTRICT]) if report.region_id else None


def fitting(report: Report, viewer: Actor) -> RoutingRule | None:
    """The rule of the viewer's own desk that fits best, nearest region first; never one that names the accused."""
    if report.category_id is None:
        return None
    places = regions.lineage(report.region_id) if report.region_id else []
    rules = of_agencies(Agency.objects.filter(pk__in=[seat.agency_id for seat in viewer.seats]))
    rules = rules.filter(category=report.category_id, unit__is_open=True)
    rules = rules.filter(Q(region__in=places) | Q(region__isnull=True))
    found = rules.order_by(Coalesce(Length("region"), 0).desc(), "pk")
    return next((rule for rule in found if not policies.is_accused(report, rule.unit.path)), None)


def of_agencies(agencies: QuerySet[Agency]) -> QuerySet[RoutingRule]:
    """Rules of these desks that hold today."""
    rules = RoutingRule.objects.filter(agency__in=agencies.order_by(), until__isnull=True)
    return rules.select_related("unit", "category", "region", "user").order_by("category__name", "pk")


def end(agency: Agency, pk: int, *, by: Actor) -> RoutingRule:
    """Take a rule of this desk back; what it filled in so far stays sent. Raises Refused."""
    managed = within_reach(by, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
    rule = of_agencies(Agency.objects.filter(managed, pk=agency.pk)).filter(pk=pk).first()
    if rule is None:
        raise Refused("Aturan ini sudah berakhir.")
    rule.until = clock.now()
    rule.save(update_fields=["until"])
    return rule
