"""What a report was split into and what it is a part of, as far as a viewer may see the other end."""

from __future__ import annotations

from django.db.models import QuerySet

from lapor.people.actor import Actor
from lapor.reports.choices import ArchiveReason
from lapor.reports.models import Report
from lapor.reports.policies.sight import level_of, visible_to


def parts_of(origin: Report) -> QuerySet[Report]:
    """All parts in the order in which they were made, also those that were taken back; for the heart alone."""
    return _in_order(Report.objects.filter(split_from=origin))


def running_parts(origin: Report) -> int:
    """How many parts were not taken back."""
    return Report.objects.filter(split_from=origin).exclude(archive_reason=ArchiveReason.UNSPLIT).count()


def parts_for(origin: Report, viewer: Actor) -> list[Report]:
    """The parts that this viewer may open; its reporter opens all with the PIN of the origin."""
    if not origin.parts_made:
        return []
    if level_of(viewer, origin) == "reporter":
        return list(parts_of(origin))
    return list(_in_order(visible_to(viewer).filter(split_from=origin)))


def origin_for(part: Report, viewer: Actor) -> Report | None:
    """What the report is a part of, where this viewer may open it."""
    if part.split_from_id is None:
        return None
    rows = Report.objects.all() if level_of(viewer, part) == "reporter" else visible_to(viewer)
    return rows.filter(pk=part.split_from_id).select_related("holder", "key").first()


def _in_order(parts: QuerySet[Report]) -> QuerySet[Report]:
    return parts.filter(events__kind="split_off").select_related("holder", "key").order_by("events__at", "pk")
