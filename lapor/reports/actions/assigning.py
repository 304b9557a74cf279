"""Who is in charge of a report inside the unit that holds it. It gives nobody a right, and takes none (ADR 24)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lapor.agencies.models import WORKERS, Agency, Membership, today
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.reports import incharge, policies
from lapor.reports.actions.texts import write
from lapor.reports.choices import OPEN_STATES
from lapor.reports.models import Message, Report
from lapor.reports.moving import MoveRefused, Step, make

BATCH = 500
# What somebody has to see to: an open report, and one that ended while a promise of it still runs.
IN_HAND = Q(state__in=OPEN_STATES) | ~Q(promise_state="")
OVERTAKEN = "Laporan ini sudah dialihkan orang lain."


def assign(report: Report, *, by: Actor, person: User | None = None, note: str = "") -> Report:
    """Name who is in charge of the report at its holder; nobody when none is given."""
    with make(report, "assign", by=by) as step:
        row = step.report
        if person is not None and person not in incharge.candidates(row):
            raise MoveRefused(incharge.NOT_THERE)
        if person is not None and by.user_id != person.pk:
            person = _standing_in(step, person)
        if row.assignee_id == (person.pk if person else None):
            raise MoveRefused(
                "Orang ini sudah menangani laporan ini." if person else "Laporan ini belum punya penanggung jawab."
            )
        if note.strip():
            write(step, Message.Kind.NOTE, note, audience=Message.Audience.OFFICERS)
        row.assignee = person
        step.data["assignee"] = person.pk if person else None
    return step.report


def _standing_in(step: Step, person: User) -> User:
    """The deputy of who is away; the event tells for whom."""
    deputy = incharge.instead_of(person, step.report)
    if deputy != person:
        step.data["instead_of"] = person.pk
    return deputy


def hand_on(report: Report, *, by: Actor, leaver: User, to: User | None, note: str = "") -> Report:
    """Give a report of who leaves to who comes after him, or to nobody; refused when it is his no more.

    What the doer may not touch, such as what is secret, the system hands on, without his words.
    """
    doer, words = (by, note) if policies.can(by, "assign", report) else (SYSTEM, "")
    with make(report, "assign", by=doer) as step:
        row = step.report
        if row.assignee_id != leaver.pk:
            raise MoveRefused(OVERTAKEN, gone=True)
        if to is not None and to not in incharge.candidates(row):
            raise MoveRefused(incharge.NOT_THERE)
        if words.strip():
            write(step, Message.Kind.NOTE, words, audience=Message.Audience.OFFICERS)
        row.assignee = to
        step.data |= {"assignee": to.pk, "handed": True} if to else {"assignee": None, "left": True}
    return step.report


def let_go(user: User, agency: Agency, *, by: Actor) -> int:
    """Take a person off what he has in hand at an agency where he works no more; returns how many those were."""
    rows = list(left_behind().filter(assignee=user, holder=agency).select_related("holder", "accused").order_by("pk"))
    for report in rows:
        hand_on(report, by=by, leaver=user, to=None)
    return len(rows)


def left_behind() -> QuerySet[Report]:
    """What is in hand of a person who works at its holder no more."""
    seats = Membership.objects.active().filter(
        user=OuterRef("assignee"), agency=OuterRef("holder"), role__in=WORKERS, user__is_active=True
    )
    return Report.objects.filter(IN_HAND, ~Exists(seats), assignee__isnull=False)


def sweep(now: datetime) -> int:
    """Free what belonged to somebody whose role ran out by its date, or whose account was locked."""
    ended = Membership.objects.filter(until__lte=today()).values("user")
    gone = User.objects.filter(pk__in=ended) | User.objects.filter(is_active=False)
    rows = left_behind().filter(assignee__in=gone.values("pk")).select_related("assignee", "holder", "accused")
    return sum(_free(report) for report in rows[:BATCH])


def _free(report: Report) -> int:
    if report.assignee is None:
        return 0
    try:
        hand_on(report, by=SYSTEM, leaver=report.assignee, to=None)
    except MoveRefused:  # somebody was faster
        return 0
    return 1
