"""What is late, what will be, and what was late a week ago: for digests."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.choices import Waits
from lapor.reports.deadlines import REPORTER_CLOCKS
from lapor.reports.models import Deadline, Report
from lapor.reports.models.deadline import Outcome
from lapor.reports.queries import inbox


def desks_due(until: datetime) -> set[int]:
    """The agencies at whose desks a report waits that is late or due by then."""
    rows = Report.objects.filter(waits_for=Waits.OFFICER, due_at__lte=until)
    return set(rows.order_by().values_list("waits_at", flat=True).distinct())


def mine(actor: Actor, *, until: datetime) -> QuerySet[Report]:
    """What lies at the actor's own desks and is late or due by then, most urgent first."""
    return _slim(inbox(actor).filter(due_at__lte=until))


def late(actor: Actor, *, at: datetime) -> QuerySet[Report]:
    """Reports that the actor may see in which a limit of an agency had passed at a moment and still ran."""
    passed = Deadline.objects.filter(Q(stopped_at=None) | Q(stopped_at__gt=at), report=OuterRef("pk"), due_at__lt=at)
    passed = passed.exclude(clock__in=REPORTER_CLOCKS).exclude(outcome=Outcome.PAUSED)
    return _slim(policies.visible_to(actor).filter(Exists(passed)).order_by("due_at", "pk"))


def due_between(actor: Actor, *, start: datetime, until: datetime) -> QuerySet[Report]:
    """Reports that the actor may see and whose limit ends in a span of time, the first one first."""
    rows = policies.visible_to(actor).filter(waits_for=Waits.OFFICER, due_at__gt=start, due_at__lte=until)
    return _slim(rows.order_by("due_at", "pk"))


def _slim(reports: QuerySet[Report]) -> QuerySet[Report]:
    """What a line of a digest is made of."""
    columns = ("code", "secrecy", "due_at", "holder__short_name", "holder__zone_name")
    return reports.select_related(None).select_related("holder").only(*columns)
