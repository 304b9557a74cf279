"""Reads for the bell: what an officer was told, as far as he may still see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import F, Q

from lapor.agencies.models import Role
from lapor.agencies.queries import actor_for, within_reach
from lapor.kit.written import Statement, counting
from lapor.notices import facts, interventions, mail, seats
from lapor.notices.kinds import DECREE, HUSHED, KINDS, SECOND_YES
from lapor.notices.models import DAILY, Delivery, DeliveryQuerySet, Routine
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import interventions as reports_interventions
from lapor.reports import policies

MOST = 50


@dataclass(frozen=True, slots=True)
class BellItem:
    """One line at the bell; `path` is the page where the officer goes on.

    `days_only`: of `at` only the day is told, as on that page.
    """

    id: int
    sentence: str
    path: str
    at: datetime
    days_only: bool
    is_read: bool


def bell(user: User, *, limit: int = MOST, before: int | None = None, actor: Actor | None = None) -> list[BellItem]:
    """What this officer was told, newest first; `before` is the id of the last line of the page before.

    `actor`: who he is today, where that is known already; else one more query asks for it.
    """
    viewer = actor or actor_for(user)
    found = [row for rows in _groups(user.pk, viewer) for row in _newest(rows, before=before)[:limit]]
    found.sort(key=lambda row: -row.pk)
    return [_item(row, viewer) for row in found[:limit]]


def _newest(rows: DeliveryQuerySet, *, before: int | None) -> DeliveryQuerySet:
    older = rows if before is None else rows.filter(pk__lt=before)
    return older.select_related("report__holder", "event__agency").order_by("-id")


def unread_count(user: User, *, actor: Actor | None = None) -> int:
    """How many lines the officer has not read yet; one query where the actor is known."""
    statement, values = _unread(user.pk, actor or actor_for(user), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=1024)
def _unread(user_id: int, actor: Actor, vendor: str) -> Statement:
    """The query of the count, written once for each officer: every page of the desk asks it."""
    counts = [counting(rows.filter(read_at=None).values_list("pk")) for rows in _groups(user_id, actor)]
    statement = " + ".join(f"({count})" for count, _ in counts)
    return f"SELECT {statement}", tuple(value for _, values in counts for value in values)


def _groups(user_id: int, actor: Actor) -> list[DeliveryQuerySet]:
    """Lines about reports, about seats and, for leaders and admins, about letters; asked apart, so that none makes the
    others slow.
    """
    found = [_visible(user_id, actor), _seats(user_id, actor)]
    gets_letters = actor.has_role(Role.NATIONAL_ADMIN, *reports_interventions.READERS)
    return found + ([_letters(user_id, actor)] if gets_letters else [])


def _seats(user_id: int, actor: Actor) -> DeliveryQuerySet:
    """Decrees of his own seat and, in what the actor manages, decrees and seats that wait for a second admin."""
    managed = within_reach(actor, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, of="seat__agency__")
    waits = Q(seat__until=None) | Q(seat__until__gt=F("seat__since"))  # one that was taken back ends as it begins
    second = Q(waits, managed, kind=SECOND_YES, seat__unconfirmed_since__isnull=False)
    decree = Q(Q(seat__user=user_id) | managed, kind=DECREE)
    mine = Delivery.objects.bells().filter(second | decree, user_id=user_id, seat__isnull=False)
    return mine.select_related("seat__agency")


def _letters(user_id: int, actor: Actor) -> DeliveryQuerySet:
    """Letters that he may open."""
    seen = reports_interventions.seen_by(actor).select_related(None).order_by()
    mine = Delivery.objects.bells().filter(user_id=user_id, letter__isnull=False)
    return mine.filter(letter__in=seen.values("pk")).select_related("letter__agency")


def _visible(user_id: int, actor: Actor) -> DeliveryQuerySet:
    """A report that he may no longer open is no longer named to him either."""
    mine = Delivery.objects.bells().filter(user_id=user_id)
    return mine.filter(report__in=policies.visible_to(actor).values("pk"))


def _item(row: Delivery, viewer: Actor) -> BellItem:
    at, days_only = (row.created_at, False)
    if row.report:
        at, days_only = policies.told_time(row.created_at, row.report, viewer)
    return BellItem(
        id=row.pk,
        sentence=sentence(row),
        path=mail.page_of(row),
        at=at,
        days_only=days_only,
        is_read=row.read_at is not None,
    )


def sentence(row: Delivery) -> str:
    """The line at the bell and the subject of the mail; of a secret report only that something is new."""
    if row.letter_id:
        return interventions.sentence(row)
    if row.seat_id:
        return seats.sentence(row)
    event, report = row.about
    if report.is_secret:
        return KINDS[HUSHED].subject.format_map(facts.codes_only(report))
    return KINDS[row.kind].subject.format_map(facts.of(event, report))


def routine_of(user: User) -> Routine:
    """What this person has chosen; as usual for who has chosen nothing (not saved)."""
    return Routine.objects.filter(user=user).first() or Routine(user=user)


def last_digest(user: User) -> Delivery | None:
    """The latest daily digest of a person, in whatever state it is."""
    return Delivery.objects.filter(user=user, lane=f"u{user.pk}", kind=DAILY).order_by("-pk").first()
