"""Who may see which report. Forbidden looks like missing, so everything starts from these querysets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from lapor.agencies.models import PATH_STEP, WORKERS, Role
from lapor.people.actor import FIRST, Actor
from lapor.reports.choices import BY_HAND, Identity, Origin, Secrecy, Waits
from lapor.reports.models import Disposition, Event, Report

Level = Literal["none", "public", "reporter", "officer", "oversight"]

_NOBODY = UUID(int=0)
# Roles that read reports by their seat; the others see what a rule below names.
READERS = (Role.LIAISON, Role.AGENCY_ADMIN, Role.LEADER, Role.NATIONAL_ADMIN)
# Who may open a secret report that lies, or lay, at exactly his agency.
SECRET_READERS = READERS
# Roles with which a report is seen that was never in the hands of the actor's agencies.
BEYOND_SEATS = (Role.NATIONAL_ADMIN, Role.OPERATOR, Role.PARTNER, Role.OMBUDSMAN)


def visible_to(actor: Actor) -> QuerySet[Report]:
    """Every report that the actor may open, at whatever level; chain further filters on it.

    public: published ones. reporter: his own. officer: what was in the hands of his agencies, by the rules of
    secrecy and accusation. system: all, because the worker, sweeps and checks stand behind no face.
    """
    reports = Report.objects.all()
    if actor.kind == "system":
        return reports
    if actor.scope == FIRST:
        return reports.none()
    if actor.kind == "reporter":
        return reports.filter(pk=actor.report_id or _NOBODY)
    if actor.is_officer:
        return _for_officer(actor).all()
    return published(reports)


def published(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Only what an officer's move published; a secret report never is (the database refuses it too)."""
    return reports.filter(published_at__isnull=False, secrecy=Secrecy.PUBLIC)


@lru_cache(maxsize=512)
def _for_officer(actor: Actor) -> QuerySet[Report]:
    """Built once for who sits where he sits: it only describes the question, and callers ask copies of it."""
    reports = Report.objects.all()
    if actor.has_role(*BEYOND_SEATS):
        seen = reports.filter(_ordinary(actor) | _secret(actor) | _entered(actor) | _oversight(actor))
    else:
        # The same for who has no such role: it lets the database begin at his few dispositions, not at every report.
        mine = Disposition.objects.filter(_below(actor)).values("report")
        seen = reports.filter(Q(secrecy=Secrecy.PUBLIC) | _secret(actor), pk__in=mine)
    return _without_accused(seen, actor)


def _ordinary(actor: Actor) -> Q:
    """Not secret, and in the subtree of a seat, within its government, now or before; all for the national admin."""
    if actor.has_role(Role.NATIONAL_ADMIN):
        return Q(secrecy=Secrecy.PUBLIC)
    if not actor.has_role(*READERS):
        return Q(pk__in=())
    return Q(Exists(Disposition.objects.filter(_below(actor), report=OuterRef("pk"))), secrecy=Secrecy.PUBLIC)


def _below(actor: Actor) -> Q:
    """Dispositions to an agency in the subtree of a seat from which the actor reads, within its government."""
    seats = [seat for seat in actor.seats if seat.role in READERS]
    if not seats:
        return Q(pk__in=())
    return reduce(or_, (Q(agency__path__startswith=seat.path, agency__realm=seat.realm) for seat in seats))


def _secret(actor: Actor) -> Q:
    """Secret, and at exactly an agency of the actor: it was queued there or disposed to it. Copies do not count."""
    agencies = [seat.agency_id for seat in actor.seats if seat.role in SECRET_READERS]
    if not agencies:
        return Q(pk__in=())
    held = Disposition.objects.filter(report=OuterRef("pk"), agency__in=agencies).exclude(kind=Disposition.Kind.COPY)
    return Q(Exists(held), secrecy=Secrecy.SECRET)


def _entered(actor: Actor) -> Q:
    """What an operator or a partner system entered for somebody; not secret ones, which are no longer his."""
    if not actor.has_role(Role.OPERATOR, Role.PARTNER):
        return Q(pk__in=())
    own = Event.objects.filter(report=OuterRef("pk"), kind="submit", user=actor.user_id)
    return Q(Exists(own), secrecy=Secrecy.PUBLIC)


def entered_at(actor: Actor, agency_id: int, *, since: datetime) -> QuerySet[Report]:
    """What the operators of the actor's own counter wrote down, for its list of codes alone: nobody may open what a
    colleague entered. Not what is secret, and not what accuses the counter's own agency or one above it.
    """
    if not any(seat.agency_id == agency_id and seat.role == Role.OPERATOR for seat in actor.seats):
        return Report.objects.none()
    here = Event.objects.filter(report=OuterRef("pk"), seq=1, kind="submit", agency=agency_id)
    rows = Report.objects.filter(Exists(here), submitted_at__gte=since, channel__in=BY_HAND, secrecy=Secrecy.PUBLIC)
    return _without_accused(rows, actor)


def _oversight(actor: Actor) -> Q:
    """The Ombudsman reads what its reporter brought to him."""
    return Q(appealed_at__isnull=False) if actor.has_role(Role.OMBUDSMAN) else Q(pk__in=())


def oversees(actor: Actor, report: Report) -> bool:
    """Whether the actor sits at the Ombudsman, and its reporter brought it there."""
    return actor.has_role(Role.OMBUDSMAN) and report.appealed_at is not None  # pages of the public do not load it


def _without_accused(reports: QuerySet[Report], actor: Actor) -> QuerySet[Report]:
    """Whoever sits in the accused agency or below it, in any role, never sees the report."""
    above = {path for seat in actor.seats for path in _prefixes(seat.path)}
    return reports.exclude(accused__path__in=sorted(above))


def _prefixes(path: str) -> list[str]:
    """The paths of an agency and of those above it."""
    return [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]


def is_accused(report: Report, agency_path: str) -> bool:
    """True when an agency is the accused one or lies below it."""
    return report.accused is not None and agency_path.startswith(report.accused.path)


def level_of(actor: Actor, report: Report) -> Level:
    """How closely this viewer may look at a report that `visible_to` gave him."""
    if actor.kind == "reporter":
        return "reporter" if actor.report_id == report.pk else "none"
    if actor.is_officer:
        return "oversight" if _only_oversight(actor) else "officer"
    if report.published_at and report.secrecy == Secrecy.PUBLIC:
        return "public"
    return "none"


def _only_oversight(actor: Actor) -> bool:
    return all(seat.role in (Role.OMBUDSMAN, Role.EVALUATOR) for seat in actor.seats)


def holds(actor: Actor, report: Report) -> bool:
    """Whether the actor works at the agency that holds the report now."""
    return any(seat.agency_id == report.holder_id and seat.role in WORKERS for seat in actor.seats)


def was_at(report: Report, agency_id: int) -> bool:
    """Whether exactly this agency ever held or passed on a report; a copy does not count."""
    return report.dispositions.filter(agency=agency_id).exclude(kind=Disposition.Kind.COPY).exists()


def has_copy(actor: Actor, sent: Iterable[Disposition]) -> bool:
    """Whether a report lies with the actor's agencies now, and with each of them as a copy alone."""
    seats = [seat for seat in actor.seats if seat.role in READERS]
    now = [row for row in sent if row.until is None]
    here = {row.kind for row in now if any(seat.reaches(row.agency.path, row.agency.realm) for seat in seats)}
    return here == {Disposition.Kind.COPY}


def may_read_name(actor: Actor, report: Report) -> bool:
    """A named reporter's name is read by those who work at the agency that holds the report now, nobody else."""
    if report.identity != Identity.NAMED or report.origin == Origin.IMPORTED or not report.is_open:
        return False
    return holds(actor, report)


def told_time(at: datetime, report: Report, viewer: Actor) -> tuple[datetime, bool]:
    """A time as this viewer may learn it, and whether only its day counts."""
    level = level_of(viewer, report)
    return shown_time(at, report, level), days_only(report, level)


def shown_time(at: datetime, report: Report, level: Level) -> datetime:
    """A time of a report as it may be shown at a level: midnight of its day where only the day may be learnt."""
    if days_only(report, level):
        return at.astimezone(report.holder.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return at


def days_only(report: Report, level: Level) -> bool:
    """Whether the minute may betray who it was: without a name to everybody, in a secret report also to officers."""
    if report.identity == Identity.NAMED or report.origin == Origin.IMPORTED:
        return False
    return level == "public" or (level in ("officer", "oversight") and report.is_secret)


def told_turn(report: Report, level: Level) -> str:
    """Whose turn it is, as a level may know: how an office works among itself is for officers."""
    if report.waits_for == Waits.LEADER and level not in ("officer", "oversight"):
        return Waits.OFFICER
    return report.waits_for
