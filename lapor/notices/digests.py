"""One mail a day instead of many, at the hour that each officer chose; once a week one for leaders (ADR 17).

Whatever the worker missed, there is at most one digest per person and day: its key is made of both.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from lapor.agencies.models import WORKERS, Agency, Membership, Role
from lapor.kit import clock, keys
from lapor.notices import ways
from lapor.notices.models import DAILY, WEEKLY, Channel, Delivery, Recipient, Routine, Skipped
from lapor.reports import lateness, sweeps
from lapor.standards import arithmetic
from lapor.standards import queries as standards

BATCH = 500  # people


def run(now: datetime) -> int:
    """Make the digests whose hour has come, on working days; returns how many. One of settings.LAPOR_SWEEPS."""
    if sweeps.in_doubt(now):
        return 0
    return sum(_in_zone(now.astimezone(ZoneInfo(name))) for name in _zones())


def _zones() -> list[str]:
    return list(Agency.objects.order_by("zone_name").values_list("zone_name", flat=True).distinct())


def _in_zone(local: datetime) -> int:
    if not standards.calendar_for(None).is_working(local.date()):
        return 0
    return _all(local, DAILY) + _all(local, WEEKLY)


def _all(local: datetime, kind: str) -> int:
    made, desks = 0, None
    while people := list(_due(local, kind).values_list("user", flat=True).order_by("user").distinct()[:BATCH]):
        if kind == DAILY and desks is None:
            desks = lateness.desks_due(soon(local))
        made += _make(people, kind, day=day_of(kind, local.date()), desks=desks or set())
    return made


def soon(now: datetime) -> datetime:
    """What is due by then is worth a line today: until the end of the next working day."""
    return arithmetic.add_working_days(standards.calendar_for(None), now, 1)


def day_of(kind: str, day: date) -> date:
    """The day that a digest is of; of a week its Monday, so that a holiday only puts it off."""
    return day - timedelta(days=day.weekday()) if kind == WEEKLY else day


def _due(local: datetime, kind: str) -> QuerySet[Membership]:
    """The seats of this zone whose holders have reached their hour and have no digest of this day yet."""
    routine = Q(user__routine__at__lte=local.time())
    if local.time() >= ways.HOUR:
        routine |= Q(user__routine=None)
    seats = Membership.objects.active().filter(routine, agency__zone_name=str(local.tzinfo), user__is_active=True)
    seats = seats.filter(role=Role.LEADER) if kind == WEEKLY else seats.exclude(role=Role.PARTNER)
    return seats.exclude(**{f"user__routine__{kind}_on": day_of(kind, local.date())})


def _make(people: list[int], kind: str, *, day: date, desks: set[int]) -> int:
    """Everything for some people in one transaction: the digests, what they gather, and that they were made."""
    with transaction.atomic():
        Routine.objects.bulk_create([Routine(user_id=pk) for pk in people], ignore_conflicts=True)
        routines = Routine.objects.select_for_update().filter(user__in=people).exclude(**{f"{kind}_on": day})
        waiting = list(routines.values_list("user", flat=True))
        wanted = _with_something(waiting, desks) if kind == DAILY else set(waiting)
        rows = [_digest(pk, kind, day) for pk in sorted(wanted)]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        if kind == DAILY:
            _gather(rows)
        Routine.objects.filter(user__in=people).update(**{f"{kind}_on": day})
    return len(rows)


def _with_something(people: list[int], desks: set[int]) -> set[int]:
    """For whom news or an approval wait, or at whose desk something is late or soon due."""
    told = held().filter(user__in=people).values_list("user", flat=True).distinct()
    seats = Membership.objects.active().filter(user__in=people, role__in=WORKERS)
    busy = (user for user, agency in seats.values_list("user", "agency") if agency in desks)
    asked = Membership.objects.active().filter(user__in=people, role=Role.LEADER, agency__in=lateness.desks_asked())
    return {*(user for user in told if user), *busy, *asked.values_list("user", flat=True)}


def held() -> QuerySet[Delivery]:
    """Mails that wait for a digest."""
    return Delivery.objects.filter(skipped=Skipped.DIGEST, digest=None)


def _digest(user: int, kind: str, day: date) -> Delivery:
    at = clock.now()
    return Delivery(
        channel=Channel.EMAIL,
        recipient=Recipient.OFFICER,
        user_id=user,
        kind=kind,
        lane=f"u{user}",
        dedup_key=keys.provider().token_digest(f"digest|{kind}|{user}|{day}").hex()[:40],
        created_at=at,
        not_before=at,
    )


def _gather(rows: list[Delivery]) -> None:
    """Put what waits into the digest of its reader."""
    made = Delivery.objects.filter(dedup_key__in=[row.dedup_key for row in rows], user=OuterRef("user"))
    held().filter(user__in=[row.user_id for row in rows]).update(digest=Subquery(made.values("pk")[:1]))
