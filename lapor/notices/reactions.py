"""An event becomes notices: one row per recipient and channel, once, however often the event is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from lapor.kit import clock
from lapor.notices import audience, ways
from lapor.notices.audience import Recipient
from lapor.notices.kinds import KINDS, Kind
from lapor.notices.models import Channel, Delivery, Device, Routine, Skipped, Way
from lapor.notices.models import Recipient as RecipientKind
from lapor.people.models import User
from lapor.reports import policies
from lapor.reports.models import Event, Report

STALE = timedelta(days=7)  # what is older goes into the bell as read and into no mailbox (a seed, a restored copy)


def react(event: Event) -> None:
    """Write the notices of an event that are not there yet. One of settings.LAPOR_REACTIONS."""
    complete(event)


def complete(event: Event) -> int:
    """The same; returns how many were missing."""
    rows = missing(event)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def missing(event: Event) -> list[Delivery]:
    """The notices that the event ought to have and does not have (not saved)."""
    have = set(Delivery.objects.filter(event=event).values_list("dedup_key", flat=True))
    recipients = audience.of(event)
    routines = ways.routines(one.user for one in recipients if one.user)
    rows = (row for one in recipients for row in _rows(event, one, routines.get(one.user.pk) if one.user else None))
    written = list(rows)
    return [row for row in [*written, *_pushes(event, written)] if row.dedup_key not in have]


def _rows(event: Event, recipient: Recipient, routine: Routine | None) -> Iterator[Delivery]:
    kind = KINDS[recipient.kind]
    if recipient.user:
        yield bell_of(event, recipient.report, recipient.user, kind=recipient.kind)
    if kind.by_mail:
        mail = mail_of(event, recipient.report, recipient.user, kind=recipient.kind)
        if recipient.user and not mail.skipped:
            _by_choice(mail, ways.of(routine, recipient.kind, report=recipient.report, at=event.at))
        yield mail


def _pushes(event: Event, rows: list[Delivery]) -> Iterator[Delivery]:
    """The same for the devices of officers whose mail goes at once: what waits for the digest does not ring."""
    mails = {row.user_id: row for row in rows if row.channel == Channel.EMAIL and row.user_id and not row.skipped}
    devices = Device.objects.filter(user__in=list(mails), gone_at=None, since__lte=event.at) if mails else ()
    for device in devices:
        mail = mails[device.user_id]
        row = _row(event, mail.about[1], mail.user, channel=Channel.PUSH, kind=mail.kind, about=device.pk.hex)
        row.device, row.lane, row.not_before = device, f"d{device.pk.hex}", mail.not_before
        yield row


def _by_choice(mail: Delivery, way: Way) -> None:
    """What is not wanted at once is settled for itself, and says why."""
    if way is not Way.NOW:
        mail.done_at = mail.created_at
        mail.skipped = Skipped.DIGEST if way is Way.DIGEST else Skipped.UNWANTED


def bell_of(event: Event, report: Report, user: User, *, kind: str, about: str = "") -> Delivery:
    """A line at an officer's bell (not saved): done as soon as it is written."""
    row = _row(event, report, user, channel=Channel.BELL, kind=kind, about=about)
    row.done_at = row.created_at
    row.read_at = row.created_at if _is_stale(event) else None
    return row


def mail_of(event: Event, report: Report, user: User | None, *, kind: str, about: str = "") -> Delivery:
    """A mail to an officer, or to the reporter when no user is named (not saved)."""
    row = _row(event, report, user, channel=Channel.EMAIL, kind=kind, about=about)
    row.not_before = _earliest(report, user, row.created_at)
    if _is_stale(event):
        row.done_at, row.skipped = row.created_at, Skipped.STALE
    return row


def _earliest(report: Report, user: User | None, at: datetime) -> datetime:
    """When a mail may leave: at once, but to officers about a secret report without a name on the next morning only.

    A mail of the minute would tell what `policies.told_time` keeps from them.
    """
    if user is None or not policies.days_only(report, "officer"):
        return at
    local = at.astimezone(report.holder.zone)
    morning = local.replace(hour=ways.HOUR.hour, minute=ways.HOUR.minute, second=0, microsecond=0)
    return morning if local < morning else morning + timedelta(days=1)


def _row(event: Event, report: Report, user: User | None, *, channel: str, kind: str, about: str) -> Delivery:
    at = clock.now()
    lane = f"u{user.pk}" if user else f"r{report.pk.hex}"
    return Delivery(
        event=event,
        report=report,
        channel=channel,
        recipient=RecipientKind.OFFICER if user else RecipientKind.REPORTER,
        user=user,
        kind=kind,
        rank=_rank(KINDS[kind]),
        lane=lane,
        dedup_key=dedup_key(event, lane=lane, channel=channel, about=about),
        created_at=at,
        not_before=at,
    )


def _rank(kind: Kind) -> int:
    return 0 if kind.urgent else 1


def dedup_key(event: Event, *, lane: str, channel: str, about: str = "") -> str:
    """Name one notice for ever, and its mail: the event's hash makes it impossible to guess or to count by."""
    named = f"{channel}|{lane}|{about}".encode()
    return hashlib.sha256(bytes(event.hash) + named).hexdigest()[:40]


def _is_stale(event: Event) -> bool:
    return clock.now() - event.at > STALE
