"""The worker's part: takes waiting mails, urgent ones first, and sends them outside of any transaction.

Killed at any moment it loses nothing: a mail that was handed over but not marked goes again under the same Message-ID.
Notices of one recipient keep their order: a later one waits while an earlier one is being tried.
"""

from __future__ import annotations

import time
from datetime import timedelta

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, OuterRef, QuerySet

from lapor.agencies.queries import actor_for
from lapor.kit import clock, contacts, keys, lease
from lapor.notices import audience, circuit, interventions, letters, mail, seats
from lapor.notices.letters import Letter
from lapor.notices.mail import TransportError
from lapor.notices.models import DIGESTS, Delivery, Skipped
from lapor.reports import reporters

log = structlog.get_logger(__name__)
BATCH = 20
SECONDS = 120  # of a lease
BUDGET = 10.0  # seconds after which a call gives back what it has not begun, so that other sources have their turn
MARGIN = timedelta(seconds=1)  # before its end a lease is not begun any more


class NotSent(Exception):
    """The notice has nobody to go to; `reason` is one of Skipped."""

    def __init__(self, reason: Skipped) -> None:
        super().__init__(reason)
        self.reason = reason


def work(by: str) -> int:
    """Send some waiting mails (a source of the worker); returns how many were settled."""
    if circuit.email.is_broken:
        return 0
    rows = _take(by)
    return _send_all(rows) if rows else 0


def _take(by: str) -> list[Delivery]:
    rows = lease.take(_sendable(rank=0), by=by, limit=BATCH, seconds=SECONDS)
    if len(rows) < BATCH:
        rows += lease.take(_sendable(rank=1), by=by, limit=BATCH - len(rows), seconds=SECONDS)
    return sorted(rows, key=lambda row: (row.rank, row.pk))


def _sendable(*, rank: int) -> QuerySet[Delivery]:
    """Mails of a rank whose recipient has no earlier mail that was tried and is not settled."""
    tried = Delivery.objects.queued().filter(attempts__gt=0, lane=OuterRef("lane"), pk__lt=OuterRef("pk"))
    rows = Delivery.objects.mails().filter(~Exists(tried), rank=rank)
    return rows.select_related("report__holder", "event__agency", "user")


def _send_all(rows: list[Delivery]) -> int:
    """Send in order over one connection; a recipient whose mail has to wait waits with all of his."""
    began, settled, waiting, line = time.monotonic(), 0, set[str](), None
    for place, row in enumerate(rows):
        late = row.lease_until is None or clock.now() + MARGIN >= row.lease_until
        if late or row.lane in waiting or time.monotonic() - began > BUDGET:
            lease.release(row)
            continue
        try:
            line = line or mail.connect()
            settled += _send(row, line)
        except TransportError as error:
            if error.everywhere:
                mail.close(line)
                _rest(rows[place:], error)
                return settled
            if error.hung_up:
                mail.close(line)
                line = None
            waiting.add(row.lane)
            _try_later(row, error)
    if line:
        circuit.email.mend()
        mail.close(line)
    return settled


def _rest(rows: list[Delivery], error: TransportError) -> None:
    """The server is down: nothing was tried, so nothing is counted against any mail."""
    circuit.email.trip()
    log.warning("mail server cannot be used", code=error.code, pause=circuit.email.pause)
    for row in rows:
        lease.release(row)
    Delivery.objects.queued().filter(pk__in=[row.pk for row in rows]).update(last_error=error.code)


def _send(row: Delivery, connection: BaseEmailBackend) -> bool:
    """Send one mail and mark it; raises TransportError when it has to go later."""
    try:
        to, letter = _addressed(row)
        message = mail.compose(row, to=to, pin=_pin(row), letter=letter)
    except NotSent as nobody:
        return _settle(row, skipped=nobody.reason)
    except Exception:
        log.exception("notice_not_composed", delivery=row.pk, kind=row.kind)
        return lease.failed(row, permanent=True, error="not_composed")
    try:
        mail.hand_over(message, connection)
    except TransportError as error:
        if not error.permanent:
            raise
        return lease.failed(row, permanent=True, error=error.code)
    return _settle(row)


def _addressed(row: Delivery) -> tuple[str, Letter | None]:
    """Where it goes, if it still may, and what a digest says; what it would have said may have been settled since."""
    if row.kind not in DIGESTS or row.user is None:
        return _address(row), None
    reader = actor_for(row.user)
    if not reader.is_officer:
        raise NotSent(Skipped.NOT_ALLOWED)
    letter = letters.of(row, reader)
    if letter is None:
        raise NotSent(Skipped.EMPTY)
    return row.user.email, letter


def _address(row: Delivery) -> str:
    """Look up where it goes, and whether it still may: secrecy may have been raised and roles may have ended."""
    if row.seat_id and row.user:
        if not seats.still_waits(row):
            raise NotSent(Skipped.ANSWERED)
        return row.user.email
    if row.letter_id and row.user:
        if reason := interventions.why_not(row):
            raise NotSent(reason)
        return row.user.email
    _, report = row.about
    report.refresh_from_db(fields=["secrecy"])
    if row.user is not None:
        if not audience.may_know(row.user, report):
            raise NotSent(Skipped.NOT_ALLOWED)
        return row.user.email
    address = contacts.email(reporters.email_of(report))
    if address is None:
        raise NotSent(Skipped.NO_CONTACT)
    return address


def _pin(row: Delivery) -> str:
    if row.extra is None:
        return ""
    return keys.private_provider().open_contact(bytes(row.extra), context=extra_context(row)).decode()


def extra_context(row: Delivery) -> str:
    return f"delivery|extra|{row.dedup_key}"


def _settle(row: Delivery, *, skipped: str = "") -> bool:
    """Mark it as sent, or as not sent for a reason; what it carried sealed is gone with it."""
    return lease.done(row, skipped=skipped, extra=None)


def _try_later(row: Delivery, error: TransportError) -> None:
    lease.failed(row, error=error.code)
    log.warning("mail has to wait", delivery=row.pk, code=error.code, attempts=row.attempts)
