"""What is late, what will be, and what was late a week ago: for digests; how often agencies were late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lapor.kit import clock
from lapor.people.actor import Actor
from lapor.reports import policies, queries
from lapor.reports.choices import AnswerWaits, Origin, Waits
from lapor.reports.deadlines import REPORTER_CLOCKS
from lapor.reports.models import Deadline, Report
from lapor.reports.models.deadline import Outcome

DAYS = 90  # looked back


def desks_due(until: datetime) -> set[int]:
    """The agencies at whose desks a report waits that is late or due by then."""
    rows = Report.objects.filter(waits_for=Waits.OFFICER, due_at__lte=until)
    return set(rows.order_by().values_list("waits_at", flat=True).distinct())


def desks_asked() -> QuerySet[Report, Any]:
    """The agencies whose leader is asked to let an answer go."""
    asked = Report.objects.filter(approver__isnull=False, answer_waits=AnswerWaits.LEADER)
    return asked.order_by().values("approver").distinct()


def mine(actor: Actor, *, until: datetime) -> QuerySet[Report]:
    """What lies at the actor's own desks and is late or due by then, most urgent first."""
    return _slim(queries.inbox(actor).filter(due_at__lte=until))


def to_approve(actor: Actor) -> QuerySet[Report]:
    """Whose answer waits until the actor lets it go, most urgent first."""
    return _slim(queries.to_approve(actor))


def late(actor: Actor, *, at: datetime) -> QuerySet[Report]:
    """Reports that the actor may see in which a limit of an agency had passed at a moment and still ran."""
    passed = Deadline.objects.filter(Q(stopped_at=None) | Q(stopped_at__gt=at), report=OuterRef("pk"), due_at__lt=at)
    passed = passed.exclude(clock__in=REPORTER_CLOCKS).exclude(outcome=Outcome.PAUSED)
    return _slim(policies.visible_to(actor).filter(Exists(passed)).order_by("due_at", "pk"))


def due_between(actor: Actor, *, start: datetime, until: datetime) -> QuerySet[Report]:
    """Reports that the actor may see and whose limit ends in a span of time, the first one first."""
    rows = policies.visible_to(actor).filter(
        waits_for__in=(Waits.OFFICER, Waits.LEADER), due_at__gt=start, due_at__lte=until
    )
    return _slim(rows.order_by("due_at", "pk"))


@dataclass(frozen=True, slots=True)
class Share:
    """Of the limits of one agency whose day came in the last DAYS: how many there were, and how many were passed."""

    ended: int
    late: int

    @property
    def percent(self) -> int:
        return round(100 * self.late / self.ended) if self.ended else 0


def of_agencies(agencies: Iterable[int], *, viewer: Actor) -> dict[int, Share]:
    """How often these agencies were late, as far as the viewer sees the reports; by the key of the agency.

    A limit that still runs counts once its day has passed, for the agency that owes it; a paused or dropped one never.
    """
    now = clock.now()
    ended = Deadline.objects.filter(agency__in=list(agencies), due_at__gte=now - timedelta(days=DAYS), due_at__lt=now)
    owed = Q(outcome=Outcome.RUNNING) & (Q(report__holder=F("agency")) | Q(clock="objection"))
    ended = ended.filter(owed | Q(outcome__in=(Outcome.MET, Outcome.MISSED))).exclude(clock__in=REPORTER_CLOCKS)
    seen = policies.visible_to(viewer).exclude(origin=Origin.TEST).order_by().filter(pk=OuterRef("report"))
    counted = ended.filter(Exists(seen)).order_by().values("agency")
    counted = counted.annotate(ended=Count("pk"), late=Count("pk", filter=~Q(outcome=Outcome.MET)))
    return {row["agency"]: Share(row["ended"], row["late"]) for row in counted}


def _slim(reports: QuerySet[Report]) -> QuerySet[Report]:
    """What a line of a digest is made of."""
    columns = ("code", "secrecy", "due_at", "holder__short_name", "holder__zone_name", "assignee")
    return reports.select_related(None).select_related("holder").only(*columns)
