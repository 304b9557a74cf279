"""Reports that may be about the same matter as another: a short list for the officer who would join them."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import Q

from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.choices import OPEN_STATES, Origin
from lapor.reports.models import Report

DAYS = 45  # before and after, in which the same matter is reported again
LOOKED_AT, OFFERED = 60, 6
DISTRICT = len("73.24.04")  # of the code of a region
WORD_LEAST = 4  # letters from which a word of a title tells what it is about


def duplicates(report: Report, viewer: Actor) -> list[Report]:
    """Running reports of the same kind or place and time that the viewer may open and that this one could follow, the
    likeliest first.
    """
    window = timedelta(days=DAYS)
    rows = policies.visible_to(viewer).filter(
        _alike(report),
        state__in=OPEN_STATES,
        origin=Origin.NATIVE,
        submitted_at__gte=report.submitted_at - window,
        submitted_at__lte=report.submitted_at + window,
    )
    kin = Q(pk=report.reporter_at) | Q(split_from=report.reporter_at)  # of one report, so not about the same
    rows = rows.exclude(kin).select_related("holder", "category", "key", "accused")
    title = _words(policies.title_in_list(report, viewer))
    found = [
        (_likeness(report, row, title, viewer), row)
        for row in rows.order_by("-submitted_at", "pk")[:LOOKED_AT]
        if not policies.unfit(report, row)
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [row for (alike, _), row in found[:OFFERED] if alike]


def _alike(report: Report) -> Q:
    alike = Q(holder=report.holder_id)
    if report.category_id:
        alike |= Q(category=report.category_id)
    if report.region_id:
        alike |= Q(region__code__startswith=report.region_id[:DISTRICT])
    return alike


def _likeness(report: Report, other: Report, title: set[str], viewer: Actor) -> tuple[int, float]:
    """Words of the titles in common count most, then kind and place, then how near in time."""
    shared = len(title & _words(policies.title_in_list(other, viewer)))
    same = (report.category_id is not None) and report.category_id == other.category_id
    place = bool(report.region_id and (other.region_id or "").startswith(report.region_id[:DISTRICT]))
    apart = abs((report.submitted_at - other.submitted_at).total_seconds())
    return 2 * shared + same + place, -apart


def _words(title: str) -> set[str]:
    return {word for word in re.findall(r"\w+", title.lower()) if len(word) >= WORD_LEAST}
