"""Who is in charge of a report inside the unit that holds it. It gives nobody a right, and takes none (ADR 24)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from lapor.agencies.models import WORKERS, Agency, Membership, today
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.reports import incharge, policies
from lapor.reports.actions.texts import write
from lapor.reports.choices import OPEN_STATES
from lapor.reports.models import Message, Report
from lapor.reports.moving import MoveRefused, make

BATCH = 500


def assign(report: Report, *, by: Actor, person: User | None = None, note: str = "") -> Report:
    """Name who is in charge of the report at its holder; nobody when none is given."""
    with make(report, "assign", by=by) as step:
        row = step.report
        if person is not None and person not in incharge.candidates(row):
            raise MoveRefused(incharge.NOT_THERE)
        if row.assignee_id == (person.pk if person else None):
            raise MoveRefused(
                "Orang ini sudah menangani laporan ini." if person else "Laporan ini belum punya penanggung jawab."
            )
        if note.strip():
            write(step, Message.Kind.NOTE, note, audience=Message.Audience.OFFICERS)
        row.assignee = person
        step.data["assignee"] = person.pk if person else None
    return step.report


def let_go(user: User, agency: Agency, *, by: Actor) -> int:
    """Take a person off the open reports of an agency where he works no more; returns how many those were.

    What the doer may not touch, such as what is secret, the system lets go.
    """
    rows = list(left_behind().filter(assignee=user, holder=agency).select_related("holder", "accused").order_by("pk"))
    for report in rows:
        assign(report, by=by if policies.can(by, "assign", report) else SYSTEM)
    return len(rows)


def left_behind() -> QuerySet[Report]:
    """Open reports whose person in charge works at their holder no more."""
    seats = Membership.objects.active().filter(
        user=OuterRef("assignee"), agency=OuterRef("holder"), role__in=WORKERS, user__is_active=True
    )
    return Report.objects.filter(~Exists(seats), assignee__isnull=False, state__in=OPEN_STATES)


def sweep(now: datetime) -> int:
    """Free what belonged to somebody whose role ran out by its date, or whose account was locked."""
    ended = Membership.objects.filter(until__lte=today()).values("user")
    gone = User.objects.filter(pk__in=ended) | User.objects.filter(is_active=False)
    rows = list(left_behind().filter(assignee__in=gone.values("pk"))[:BATCH])
    return sum(_free(report) for report in rows)


def _free(report: Report) -> int:
    try:
        assign(report, by=SYSTEM)
    except MoveRefused:  # somebody was faster
        return 0
    return 1
