"""What time does to promises, for `sweeps`, and how many were kept: figures for desk and public."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from lapor.agencies.models import Agency
from lapor.people.actor import Actor
from lapor.reports import actions, policies
from lapor.reports.choices import LIVE_PROMISES, Origin, PromiseState
from lapor.reports.models import Promise, Report


def due(now: datetime, *, careful: bool) -> Iterator[tuple[QuerySet[Promise], Callable[[Promise], Report]]]:
    """What time does to which promises: they come back and, unless `careful`, break, or silence is taken for a yes."""
    acts = {PromiseState.OPEN: actions.promise_due}
    if not careful:
        acts |= {PromiseState.DUE: actions.promise_broken, PromiseState.SAID_KEPT: actions.promise_unconfirmed}
    rows = Promise.objects.filter(state__in=LIVE_PROMISES, next_at__lt=now).select_related("report").order_by("next_at")
    for state, act in acts.items():
        yield rows.filter(state=state), act


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the promises of one agency: kept as the reporter says, kept as only the agency says, broken, running."""

    agency_id: int
    agency: str
    kept: int
    unconfirmed: int
    broken: int
    running: int


_COUNTS = {
    "kept": Count("pk", filter=Q(state=PromiseState.KEPT)),
    "unconfirmed": Count("pk", filter=Q(state=PromiseState.UNCONFIRMED)),
    "broken": Count("pk", filter=Q(state__in=(PromiseState.BROKEN, PromiseState.DISPUTED))),
    "running": Count("pk", filter=Q(state__in=LIVE_PROMISES)),
}


def of_agencies(agencies: QuerySet[Agency], *, viewer: Actor) -> list[Kept]:
    """What these agencies promised, as far as the viewer sees the reports; most broken ones first."""
    reports = (
        policies.visible_to(viewer).filter(promises_made__gt=0).exclude(origin=Origin.TEST).order_by().values("pk")
    )
    found = _counted(Promise.objects.filter(agency__in=agencies.order_by().values("pk"), report__in=reports))
    return sorted(found, key=lambda one: (-one.broken, -one.running, one.agency))


def of_public(agency: Agency) -> Kept | None:
    """The same for everybody: only promises that anybody can read, or a small number would tell of a hidden one."""
    rows = Promise.objects.filter(agency=agency, report__published_at__isnull=False).exclude(public_body="")
    return next(_counted(rows), None)


def _counted(rows: QuerySet[Promise]) -> Iterator[Kept]:
    counted = rows.exclude(state=PromiseState.DROPPED).order_by().values("agency").annotate(**_COUNTS)
    for pk, name, *counts in counted.values_list("agency", "agency__name", *_COUNTS):
        yield Kept(pk, name, *counts)
