"""Who is in charge of a report inside the unit that holds it. It gives nobody a right, and takes none (ADR 24)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lapor.agencies.models import WORKERS, Agency, Membership, today
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.reports import incharge, policies
from lapor.reports.actions.texts import write
from lapor.reports.choices import LIVE_PROMISES, OPEN_STATES
from lapor.reports.models import Message, Promise, Report
from lapor.reports.moving import MoveRefused, Step, make

BATCH = 500
# What somebody has to see to: an open report, and one that ended while a promise of it still runs.
IN_HAND = Q(state__in=OPEN_STATES) | ~Q(promise_state="")
OVERTAKEN = "Laporan ini sudah dialihkan orang lain."


def assign(
    report: Report, *, by: Actor, person: User | None = None, promise_owner: User | None = None, note: str = ""
) -> Report:
    """Name who is in charge of the report at its holder; nobody when none is given.

    A running promise goes with the report to who is in charge from now on, unless `promise_owner` names another.
    """
    with make(report, "assign", by=by) as step:
        row, promise = step.report, incharge.promise_of(step.report)
        there = incharge.candidates(row)
        if any(one not in there for one in (person, promise_owner) if one):
            raise MoveRefused(incharge.NOT_THERE)
        if promise_owner and promise is None:
            raise MoveRefused("Tidak ada janji yang berjalan di laporan ini.")
        if person is not None and by.user_id != person.pk:
            person = _standing_in(step, person)
        owner = promise_owner or person
        passes = promise is not None and owner is not None and promise.owner_id != owner.pk
        if row.assignee_id == (person.pk if person else None) and not passes:
            raise MoveRefused(
                "Orang ini sudah menangani laporan ini." if person else "Laporan ini belum punya penanggung jawab."
            )
        if note.strip():
            write(step, Message.Kind.NOTE, note, audience=Message.Audience.OFFICERS)
        if row.assignee_id != (person.pk if person else None):
            row.assignee = person
            step.data["assignee"] = person.pk if person else None
        if passes:
            _pass_promise(step, owner)
    return step.report


def _pass_promise(step: Step, to: User | None) -> None:
    incharge.pass_promise(step.report, to=to)
    step.data["promise_owner"] = to.pk if to else None


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
        row, promise = step.report, incharge.promise_of(step.report)
        owned = promise is not None and promise.owner_id == leaver.pk
        if row.assignee_id != leaver.pk and not owned:
            raise MoveRefused(OVERTAKEN, gone=True)
        if to is not None and to not in incharge.candidates(row):
            raise MoveRefused(incharge.NOT_THERE)
        if words.strip():
            write(step, Message.Kind.NOTE, words, audience=Message.Audience.OFFICERS)
        if row.assignee_id == leaver.pk:
            row.assignee = to
            step.data["assignee"] = to.pk if to else None
        if owned:
            _pass_promise(step, to or row.assignee)
        step.data["handed" if to or row.assignee else "left"] = True
    return step.report


def let_go(user: User, agency: Agency, *, by: Actor) -> int:
    """Take a person off what he has in hand at an agency where he works no more; returns how many those were."""
    his = Q(assignee=user) | Q(pk__in=incharge.promised_by((user.pk,)))
    rows = list(left_behind().filter(his, holder=agency).select_related("holder", "accused").order_by("pk"))
    for report in rows:
        hand_on(report, by=by, leaver=user, to=None)
    return len(rows)


def left_behind() -> QuerySet[Report]:
    """What is in hand of a person who works at its holder no more, or the promise of which such a person owns."""
    lost = ~Exists(_seats(OuterRef("assignee"), OuterRef("holder"))) & Q(assignee__isnull=False)
    return Report.objects.filter(IN_HAND).filter(lost | Q(pk__in=orphans().values("report")))


def orphans() -> QuerySet[Promise]:
    """Running promises of people who work at the holder no more."""
    rows = Promise.objects.filter(state__in=LIVE_PROMISES, owner__isnull=False)
    return rows.exclude(Exists(_seats(OuterRef("owner"), OuterRef("report__holder"))))


def _seats(user: OuterRef, agency: OuterRef) -> QuerySet[Membership]:
    rows = Membership.objects.active().filter(role__in=WORKERS, user__is_active=True)
    return rows.filter(user=user, agency=agency)


def sweep(now: datetime) -> int:
    """Free what belonged to somebody whose role ran out by its date, or whose account was locked."""
    ended = Membership.objects.filter(until__lte=today()).values("user")
    gone = User.objects.filter(pk__in=ended) | User.objects.filter(is_active=False)
    people = gone.values("pk")
    his = Q(assignee__in=people) | Q(pk__in=orphans().filter(owner__in=people).values("report"))
    rows = left_behind().filter(his).select_related("assignee", "holder", "accused")
    return sum(_free(report) for report in rows[:BATCH])


def _free(report: Report) -> int:
    promise = incharge.promise_of(report)
    people = {one.pk: one for one in (report.assignee, promise.owner if promise else None) if one}
    there = {user.pk for user in incharge.candidates(report)}
    return sum(_let_go(report, leaver) for pk, leaver in people.items() if pk not in there)


def _let_go(report: Report, leaver: User) -> int:
    try:
        hand_on(report, by=SYSTEM, leaver=leaver, to=None)
    except MoveRefused:  # somebody was faster
        return 0
    return 1
