"""What returns cost: how often agencies return reports or pass them on, and the days that go by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lapor.agencies.models import Agency
from lapor.kit import clock
from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.choices import Origin
from lapor.reports.models import Disposition, Event
from lapor.standards import arithmetic
from lapor.standards import queries as standards

DAYS = 90  # looked back


@dataclass(slots=True)
class Bounced:
    """Of one agency: reports that it returned, the working days they lay there, and those it passed on below."""

    agency: Agency
    returned: int = 0
    passed_on: int = 0
    days_lost: int = 0


def of_agencies(agencies: QuerySet[Agency], *, viewer: Actor) -> list[Bounced]:
    """What these agencies returned or passed on in the last DAYS, as far as the viewer sees the reports; most days
    lost first.
    """
    found: dict[int, Bounced] = {}
    for row, move in _left(agencies, viewer=viewer, since=clock.now() - timedelta(days=DAYS)):
        one = found.setdefault(row.agency_id, Bounced(row.agency))
        if move == "return_up":
            one.returned += 1
            one.days_lost += arithmetic.working_days_between(
                standards.calendar_for(one.agency), row.since, row.until or row.since
            )
        else:
            one.passed_on += 1
    return sorted(found.values(), key=lambda one: (-one.days_lost, -one.returned, -one.passed_on, one.agency.path))


def _left(agencies: QuerySet[Agency], *, viewer: Actor, since: datetime) -> Iterator[tuple[Disposition, str]]:
    """Dispositions that a return or a disposition ended, and which. What a queue sends on is its work: not counted."""
    ended = Event.objects.filter(report=OuterRef("report"), at=OuterRef("until"), kind__in=("return_up", "dispose"))
    held = Q(kind=Disposition.Kind.MAIN) | Q(kind=Disposition.Kind.QUEUE, report__returns__gt=0)
    rows = Disposition.objects.filter(held, until__gte=since, agency__in=agencies.order_by().values("pk"))
    rows = rows.exclude(report__origin=Origin.TEST)
    seen = policies.visible_to(viewer).order_by().filter(pk=OuterRef("report"))
    rows = rows.filter(Exists(seen)).select_related("agency")
    told = rows.annotate(move=Subquery(ended.order_by("seq").values("kind")[:1])).order_by()
    for row in told.filter(Q(move="return_up") | Q(move="dispose", kind=Disposition.Kind.MAIN)):
        yield row, row.move
