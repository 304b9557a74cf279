"""News of letters to agencies (ADR 34): to who may answer one, and of the answer to who sent it.

A notice says the number and the agency; what the letter asks is read at the desk alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from lapor.agencies.models import Membership, Role
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.notices.direct import LATE, notice
from lapor.notices.kinds import DEMAND, DEMAND_ANSWERED, KINDS
from lapor.notices.models import Channel, Delivery, Skipped
from lapor.people.models import User
from lapor.reports import interventions
from lapor.reports.models import Intervention
from lapor.ui import dates


def tell(letter: Intervention) -> int:
    """Write what a letter ought to have told and has not told yet; returns how many notices that were."""
    have = set(Delivery.objects.filter(letter=letter).values_list("dedup_key", flat=True))
    fresh = [row for row in _due(letter) if row.dedup_key not in have]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def tell_of_all() -> int:
    """The same of every letter that waits, so that who leads the agency since then hears of it too, and of answers."""
    waits = Q(answered_at=None) | Q(answered_at__gt=clock.now() - LATE)
    letters = Intervention.objects.filter(waits, settled_at=None).select_related("agency")
    return sum(tell(letter) for letter in letters)


def _due(letter: Intervention) -> Iterator[Delivery]:
    if letter.answered_at:
        for user in _senders(letter):
            yield from _notices(letter, user, kind=DEMAND_ANSWERED, since=letter.answered_at)
    elif not letter.settled_at:
        for user in interventions.addressees(letter.agency).everybody:
            yield from _notices(letter, user, kind=DEMAND, since=letter.sent_at)


def _senders(letter: Intervention) -> list[User]:
    """Who sent it; once he is no admin of the nation any more, all who are."""
    rows = Membership.objects.active().filter(role=Role.NATIONAL_ADMIN, user__is_active=True).select_related("user")
    admins = {row.user_id: row.user for row in rows.order_by("pk")}
    return [admins[letter.sent_by_id]] if letter.sent_by_id in admins else list(admins.values())


def _notices(letter: Intervention, user: User, *, kind: str, since: datetime) -> Iterator[Delivery]:
    """Bell, mail, and each device that rang for him then (not saved)."""
    for channel in (Channel.BELL, Channel.EMAIL):
        named = f"letter|{letter.pk}|{kind}|{channel}|{user.pk}"
        yield notice(user, kind=kind, channel=channel, named=named, since=since, letter=letter)
    for device in user.devices.filter(gone_at=None, since__lte=since):
        named = f"letter|{letter.pk}|{kind}|{Channel.PUSH}|{device.pk.hex}"
        row = notice(user, kind=kind, channel=Channel.PUSH, named=named, since=since, letter=letter, device=device)
        row.lane = f"d{device.pk.hex}"
        yield row


def why_not(row: Delivery) -> Skipped | None:
    """Why a notice that waited need not go out any more."""
    if not may_know(row):
        return Skipped.NOT_ALLOWED
    return None if still_true(row) else Skipped.ANSWERED


def may_know(row: Delivery) -> bool:
    """Whether its recipient may still open the letter."""
    if row.user is None or row.letter_id is None or not row.user.is_active:
        return False
    return interventions.seen_by(actor_for(row.user)).filter(pk=row.letter_id).exists()


def still_true(row: Delivery) -> bool:
    """Whether the letter still waits for what the notice asks."""
    return row.kind != DEMAND or letter_of(row).waits


def letter_of(row: Delivery) -> Intervention:
    return Intervention.objects.select_related("agency").get(deliveries=row)


def page_of(row: Delivery) -> str:
    return f"/meja/intervensi/{row.letter_id}/"


def sentence(row: Delivery) -> str:
    """The line at the bell and the subject of the mail."""
    return KINDS[row.kind].subject.format_map(_names(row.letter or letter_of(row)))


def _names(letter: Intervention) -> dict[str, str]:
    return {"number": letter.label, "agency": letter.agency.name}


def facts(row: Delivery) -> dict[str, object]:
    """What the mail may say."""
    letter = letter_of(row)
    due = dates.moment(letter.due_at, letter.agency.zone_name)
    return {**_names(letter), "due": due, "button": "Buka surat"}
