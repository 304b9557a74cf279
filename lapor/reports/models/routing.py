"""Decisions between agencies that were kept for the next report of the kind."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency, Category, Region
from lapor.reports.models.report import Report


class RoutingRule(models.Model):
    """At this agency's desk reports of a category (in a region, without one everywhere) are suggested to a unit."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, db_index=False, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            # Also what a disposition asks: the rules of a desk for a category.
            models.UniqueConstraint(
                fields=["agency", "category", "region"],
                condition=Q(until__isnull=True, region__isnull=False),
                name="one_open_rule_per_region",
            ),
            models.UniqueConstraint(
                fields=["agency", "category"],
                condition=Q(until__isnull=True, region__isnull=True),
                name="one_open_rule_everywhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.category_id} → {self.unit_id}"
