"""Reads for the bell: what an officer was told, as far as he may still see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from lapor.agencies.queries import actor_for
from lapor.kit.written import Statement, counting
from lapor.notices import facts
from lapor.notices.kinds import HUSHED, KINDS
from lapor.notices.models import Delivery, DeliveryQuerySet
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import policies

MOST = 50


@dataclass(frozen=True, slots=True)
class BellItem:
    """One line at the bell; `code` is the report's bare code, for the address of its page.

    `days_only`: of `at` only the day is told, as on that page.
    """

    id: int
    sentence: str
    code: str
    at: datetime
    days_only: bool
    is_read: bool


def bell(user: User, *, limit: int = MOST, before: int | None = None, actor: Actor | None = None) -> list[BellItem]:
    """What this officer was told, newest first; `before` is the id of the last line of the page before.

    `actor`: who he is today, where that is known already; else one more query asks for it.
    """
    viewer = actor or actor_for(user)
    rows = _visible(user.pk, viewer).select_related("report__holder", "event__agency").order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_item(row, viewer) for row in rows[:limit]]


def unread_count(user: User, *, actor: Actor | None = None) -> int:
    """How many lines the officer has not read yet; one query where the actor is known."""
    statement, values = _unread(user.pk, actor or actor_for(user), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=1024)
def _unread(user_id: int, actor: Actor, vendor: str) -> Statement:
    """The query of the count, written once for each officer: every page of the desk asks it."""
    return counting(_visible(user_id, actor).filter(read_at=None).values_list("pk"))


def _visible(user_id: int, actor: Actor) -> DeliveryQuerySet:
    """A report that he may no longer open is no longer named to him either."""
    mine = Delivery.objects.bells().filter(user_id=user_id)
    return mine.filter(report__in=policies.visible_to(actor).values("pk"))


def _item(row: Delivery, viewer: Actor) -> BellItem:
    at, days_only = policies.told_time(row.created_at, row.report, viewer)
    return BellItem(
        id=row.pk,
        sentence=sentence(row),
        code=row.report.code,
        at=at,
        days_only=days_only,
        is_read=row.read_at is not None,
    )


def sentence(row: Delivery) -> str:
    """The line at the bell and the subject of the mail; of a secret report only that something is new."""
    if row.report.is_secret:
        return KINDS[HUSHED].subject.format_map(facts.codes_only(row.report))
    return KINDS[row.kind].subject.format_map(facts.of(row.event, row.report))
