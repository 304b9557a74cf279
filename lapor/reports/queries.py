"""Reads of reports. Everything begins at `policies.visible_to`; nothing here widens it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, QuerySet

from lapor.agencies.models import WORKERS, Agency, Membership, Role
from lapor.agencies.zones import WIB, WIT, WITA
from lapor.kit import clock, codes, keys
from lapor.kit.written import ANY, Kept, Statement, counting, written
from lapor.people.actor import FIRST, PUBLIC, Actor, reporter_of
from lapor.reports import policies
from lapor.reports.approval import APPROVERS
from lapor.reports.choices import DONE_STATES, OPEN_STATES, AnswerWaits, Identity, Origin, Secrecy, State, Waits
from lapor.reports.models import AccessEntry, Event, Report, Reporter
from lapor.reports.workflow import MOVES

Section = Literal["now", "waiting", "today", "done"]
Midnights = tuple[tuple[str, datetime], ...]  # when today began, by the name of the zone
NOT_THERE = bytes(32)
_PIN, _PIN_OF_ORIGIN = ("pin_verifier", "pin_seen"), ("split_from__pin_verifier", "split_from__pin_seen")
ANY_CODE = "?"  # stands for a code in a query that is kept
COUNTED = 1_000
# What takes a report further, or ends it.
MOVED = tuple(move.name for move in MOVES.values() if move.offered and move.exclusive and move.officers)
UNDECIDED = Q(state=State.UNVERIFIED, arbiter=F("holder"))  # Report.awaits_decision
UNDECIDED_COUNT = "COUNT(*) FILTER (WHERE state = 'unverified' AND arbiter_id = holder_id)"
NEARBY = timedelta(days=182)
PUBLIC_COLUMNS = (
    *(
        "code",
        "public_title",
        "public_body",
        "published_at",
        "secrecy",
        "origin",
        "identity",
        "classification",
        "region_id",
    ),
    *("state", "closed_by", "archive_reason", "submitted_at", "closed_at", "waits_for", "due_at", "turn", "returns"),
    *("holder__name", "holder__short_name", "holder__slug", "holder__path", "holder__zone_name", "category__name"),
    "promises_made",
    *("split_from", "parts_made"),
)
# What a row of a list is made of.
ROW_COLUMNS = (
    *("code", "title_sealed", "public_title", "published_at", "secrecy", "classification", "state", "closed_by"),
    *("closed_at", "changed_at", "waits_for", "due_at", "turn", "promise_state", "assignee", "answer_waits"),
    *("holder__name", "holder__short_name", "holder__slug", "holder__path", "holder__zone_name", "category__name"),
    "key__wrapped",
)


def get(actor: Actor, code: str) -> Report | None:
    """The report with this code if the actor may open it; None when it is missing, secret or forbidden alike."""
    normal = codes.normalise(code)
    if normal is None:
        return None
    return next(_report_by_code(actor, connection.vendor).asked(normal), None)


@lru_cache(maxsize=1024)
def _report_by_code(actor: Actor, vendor: str) -> Kept[Report]:
    """What `visible_to` comes to for an actor, written once: to write it costs more than to ask it."""
    reports = policies.visible_to(actor).filter(code=ANY_CODE)
    return Kept(_outside(reports) if actor.kind == "public" else _whole(reports), ANY_CODE)


def _outside(reports: QuerySet[Report]) -> QuerySet[Report]:
    """What the public version is made of; nothing sealed is fetched for it."""
    return reports.select_related("holder", "category").only(*PUBLIC_COLUMNS)


def _whole(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("holder", "waits_at", "category", "target", "accused", "arbiter", "key", "reporter")


def edition(actor: Actor, code: str) -> Hashable | None:
    """A name for what there is to tell of a report that the actor may open: a page drawn of it stays while it does."""
    row = _columns(actor, code, "pk", "last_seq", "split_from", "parts_made")
    if row is None or not (row[2] or row[3]):
        return row
    # What it was split into, or is a part of, stands on the page too.
    kin = Report.objects.filter(Q(pk=row[2]) | Q(split_from=row[0])).order_by("pk").values_list("pk", "last_seq")
    return row, *kin


def handle(actor: Actor, code: str) -> Report | None:
    """As `get`, but only what a move needs to begin: id and turn (`moving.make` locks the report and reads it anew)."""
    row = _columns(actor, code, "pk", "turn")
    return (
        Report.from_db(connection.alias, ["id", "turn"], [Report._meta.pk.to_python(row[0]), row[1]]) if row else None
    )


def _columns(actor: Actor, code: str, *names: str) -> tuple[Any, ...] | None:
    """Some columns of the report with this code, as the database has them, if the actor may open it."""
    normal = codes.normalise(code)
    if normal is None:
        return None
    statement, values = _by_code(actor, names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [normal if value == ANY_CODE else value for value in values])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@lru_cache(maxsize=1024)
def _by_code(actor: Actor, names: tuple[str, ...], vendor: str) -> Statement:
    """The same for a few columns."""
    return written(policies.visible_to(actor).filter(code=ANY_CODE).values_list(*names))


def by_pin(code: str, pin: str) -> Actor | None:
    """The reporter who proves himself with code and PIN, else None. As slow for a missing report as for a wrong PIN.

    The PIN of a report opens its parts, which have none of their own. A PIN that an operator has seen gives an actor
    of the scope FIRST, who can only change it, at the report that has it.
    """
    normal = codes.normalise(code) or ""
    found = Report.objects.filter(code=normal).values_list("pk", "split_from", *_PIN, *_PIN_OF_ORIGIN)
    report_id, origin_id, *pins = found.first() or (UUID(int=0), None, None, False, None, False)
    keeper_id, (verifier, seen) = (origin_id, pins[2:]) if origin_id else (report_id, pins[:2])
    given = codes.normalise_pin(pin) or "0" * 12
    fits = keys.provider().pin_fits(given, keeper_id, bytes(verifier or NOT_THERE))
    if not (fits and verifier):
        return None
    return replace(reporter_of(keeper_id), scope=FIRST) if seen else reporter_of(report_id)


def kin(actor: Actor, code: str) -> Actor | None:
    """The reporter of another end of a split, for who proved himself at one: the same PIN opens all."""
    if actor.kind != "reporter" or actor.scope == FIRST:
        return None
    own = policies.visible_to(actor).only("split_from").first()
    if own is None:
        return None
    both = Q(pk=own.reporter_at) | Q(split_from=own.reporter_at)
    found = Report.objects.filter(both, code=codes.normalise(code) or "").values_list("pk", flat=True).first()
    return replace(actor, report_id=found) if found else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports wait for the officer (`now`, of these `late`, and `undecided` between agencies) and for others,
    `more` than are counted; how many have left his desks `today`; and how many answers are `unsent` that he may let go,
    asked or not.
    """

    now: int
    late: int
    undecided: int
    waiting: int
    today: int
    unsent: int
    more: bool = False


def inbox(actor: Actor, section: Section = "now") -> QuerySet[Report]:
    """What lies at the actor's own desks, most urgent first; `waiting`: with others; `today`: what his units moved or
    finished since midnight and no longer waits there, latest first; `done`: closed or set aside.
    """
    mine = _at_my_desk(actor)
    reports = as_rows(policies.visible_to(actor))
    if section == "now":
        return reports.filter(mine, waits_for=Waits.OFFICER).order_by(F("due_at").asc(nulls_last=True), "pk")
    if section == "waiting":
        return reports.filter(_with_others(mine)).order_by(F("due_at").asc(nulls_last=True), "pk")
    if section == "today":
        return reports.filter(_done_today(actor, midnights(), mine)).order_by("-changed_at", "pk")
    return reports.filter(state__in=DONE_STATES).order_by("-changed_at", "pk")


def midnights() -> Midnights:
    """When today began, in each zone of the country."""
    here = ((zone, clock.now().astimezone(ZoneInfo(zone))) for zone in (WIB, WITA, WIT))
    return tuple((zone, at.replace(hour=0, minute=0, second=0, microsecond=0)) for zone, at in here)


def _done_today(actor: Actor, since: Midnights, mine: Q) -> Q:
    """Moved by somebody of the actor's desks on this day of their agency, and no longer their turn."""
    return Q(pk__in=_acts_since(actor, since).values("report")) & ~(mine & Q(waits_for=Waits.OFFICER))


def _acts_since(actor: Actor, since: Midnights) -> QuerySet[Event]:
    """What the people of the actor's desks did there, asked by person as the index has it."""
    desks = [seat.agency_id for seat in actor.seats if seat.role in WORKERS]
    people = Membership.objects.filter(agency__in=desks, role__in=WORKERS).values("user")
    of_the_day = reduce(or_, (Q(agency__zone_name=zone, at__gte=at) for zone, at in since))
    first = min(at for _, at in since)
    acts = Event.objects.filter(of_the_day, user__in=people, at__gte=first, agency__in=desks, kind__in=MOVED)
    return acts.order_by()


def moved_by(person: int | None) -> Q:
    """Of these, what one person moved himself."""
    first = min(at for _, at in midnights())
    return Q(pk__in=Event.objects.filter(user=person, at__gte=first, kind__in=MOVED).order_by().values("report"))


def undecided(actor: Actor) -> QuerySet[Report]:
    """Of these, what waits for a decision of the actor between agencies that returned it."""
    return inbox(actor, "now").filter(UNDECIDED)


def to_approve(actor: Actor) -> QuerySet[Report]:
    """Where an answer waits until the actor lets it go, most urgent first: a leader is asked, and an admin where no
    leader sits or as soon as the limit has passed.
    """
    leads, decides = _seats(actor, Role.LEADER), _seats(actor, *APPROVERS[AnswerWaits.ADMIN])
    if not leads and not decides:
        return Report.objects.none()
    asked = Q(approver__in=leads) | Q(approver__in=decides, answer_waits=AnswerWaits.ADMIN) | Q(due_at__lt=clock.now())
    rows = as_rows(policies.visible_to(actor)).filter(_may_approve(actor), asked)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def _may_approve(actor: Actor) -> Q:
    """Answers that he may let go, asked or not: at his own agency as its leader, below it as its admin."""
    below = Q(approver__in=_seats(actor, Role.LEADER))
    for seat in actor.seats:
        if seat.role in APPROVERS[AnswerWaits.ADMIN]:
            below |= Q(holder__path__startswith=seat.path, holder__realm=seat.realm)
    return Q(approver__isnull=False) & below


def _seats(actor: Actor, *roles: str) -> list[int]:
    return [seat.agency_id for seat in actor.seats if seat.role in roles]


def as_rows(reports: QuerySet[Report]) -> QuerySet[Report]:
    """What a row of a list shows. Few joins: beyond eight tables PostgreSQL no longer looks for the best order."""
    return reports.select_related("holder", "category", "key").only(*ROW_COLUMNS)


def _at_my_desk(actor: Actor) -> Q:
    return Q(waits_at__in=[seat.agency_id for seat in actor.seats if seat.role in WORKERS])


def _with_others(mine: Q) -> Q:
    """Open, and either with somebody else or with the reporter."""
    return Q(state__in=OPEN_STATES, origin=Origin.NATIVE) & (~mine | ~Q(waits_for=Waits.OFFICER))


def nearby(actor: Actor, report: Report) -> QuerySet[Report]:
    """Other reports of the last half year about the same place that the actor may see, newest first."""
    if report.region_id is None:
        return Report.objects.none()
    rows = as_rows(policies.visible_to(actor)).filter(region_id=report.region_id).exclude(pk=report.pk)
    return rows.filter(submitted_at__gte=report.submitted_at - NEARBY).order_by("-submitted_at", "pk")


def of_same_reporter(actor: Actor, report: Report) -> QuerySet[Report]:
    """Other reports of the same person at the same agency, for who may read his name there; known by his contact,
    which the worker has turned into an index.
    """
    person = Reporter.objects.filter(report=report).first()
    known = {name: getattr(person, name) for name in ("email_index", "phone_index") if getattr(person, name, None)}
    if report.is_secret or not known or not policies.may_read_name(actor, report):
        return Report.objects.none()
    same = reduce(or_, (Q(**{f"reporter__{name}": value}) for name, value in known.items()))
    rows = as_rows(policies.visible_to(actor)).filter(same, holder_id=report.holder_id, secrecy=Secrecy.PUBLIC)
    named = rows.filter(identity=Identity.NAMED, state__in=OPEN_STATES).exclude(pk=report.pk)
    return named.order_by("-submitted_at", "pk")


def looks(report: Report, *, most: int | None = None) -> list[AccessEntry]:
    """Who read the name or what is secret, latest first; at most so many, else all."""
    return list(_looks(most, connection.vendor).asked(report.pk))


@lru_cache
def _looks(most: int | None, vendor: str) -> Kept[AccessEntry]:
    rows = AccessEntry.objects.filter(report=ANY).select_related("user", "agency").order_by("-hour", "-pk")
    return Kept(rows[:most])


def inbox_counts(actor: Actor) -> Counts:
    """One query for all; what lies elsewhere is counted up to COUNTED."""
    statement, values = _counting(actor, midnights(), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datetimefield_value(clock.now()), *values])
        now, late, undecided, waiting, today, unsent = cursor.fetchone()
    return Counts(now, late, undecided, min(waiting, COUNTED), today, unsent, more=waiting > COUNTED)


@lru_cache(maxsize=1024)
def _counting(actor: Actor, since: Midnights, vendor: str) -> Statement:
    """The query of the counts, written once a day for each officer; its first value is the time."""
    mine, visible = _at_my_desk(actor), policies.visible_to(actor)
    here, here_values = counting(
        visible.filter(mine, waits_for=Waits.OFFICER).values_list("due_at", "state", "holder_id", "arbiter_id"),
        what=f"COUNT(*) AS now, COUNT(*) FILTER (WHERE due_at < %s) AS late, {UNDECIDED_COUNT} AS undecided",
    )
    others, other_values = counting(visible.filter(_with_others(mine)).values_list("pk")[: COUNTED + 1])
    today, today_values = counting(visible.filter(_done_today(actor, since, mine)).values_list("pk"))
    unsent, unsent_values = counting(visible.filter(_may_approve(actor)).values_list("pk")[:COUNTED])
    parts = (
        "SELECT * FROM (",
        here,
        ") AS here, (",
        others,
        ") AS others, (",
        today,
        ") AS today, (",
        unsent,
        ") AS own",
    )
    return " ".join(parts), (*here_values, *other_values, *today_values, *unsent_values)


def answered_below(agency: Agency) -> bool:
    """Whether an agency or its units ever gave a final answer here, be it to a test."""
    rows = Report.objects.filter(holder__path__startswith=agency.path, holder__realm=agency.realm)
    return rows.filter(final_at__isnull=False).exclude(origin=Origin.IMPORTED).exists()


def newest_test(agency: Agency, *, still_open: bool = False) -> Report | None:
    """The newest test report of an agency or its units."""
    rows = Report.objects.filter(origin=Origin.TEST, holder__path__startswith=agency.path, holder__realm=agency.realm)
    rows = rows.filter(state__in=OPEN_STATES) if still_open else rows
    return rows.select_related("holder").order_by("-submitted_at").first()


def published(*, agency: Agency | None = None, before: tuple[datetime, UUID] | None = None) -> QuerySet[Report]:
    """The public list, newest first; `before` is the last row of the previous page (published_at, id).

    What narrows it further is in search.py.
    """
    reports = as_rows(policies.visible_to(PUBLIC))
    if agency:
        reports = reports.filter(holder__path__startswith=agency.path)
    if before:
        at, pk = before
        reports = reports.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
    return reports.order_by("-published_at", "-pk")
