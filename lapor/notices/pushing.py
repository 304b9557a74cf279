"""The worker's part for devices: takes waiting notices and hands each to the push service of its device.

At least once, as with mail: a repetition has the same topic, so that the service and the browser show it once.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.db.models import Exists, OuterRef, QuerySet

from lapor.kit import clock, http, lease
from lapor.kit.crypto import CryptoError
from lapor.notices import audience, circuit, devices, interventions, mail, push, queries
from lapor.notices.circuit import Circuit
from lapor.notices.kinds import KINDS
from lapor.notices.models import Delivery, Device, Skipped
from lapor.notices.push import PushError

log = structlog.get_logger(__name__)
BATCH, SECONDS, BUDGET = 20, 120, 10.0  # rows, seconds of a lease, seconds after which others have their turn
MARGIN = timedelta(seconds=http.PATIENCE + 1)
TRIAL = {"body": "Ini kabar percobaan. Perangkat ini menerima kabar.", "path": "/meja/profil/", "tag": "percobaan"}


def work(by: str) -> int:
    """Send some waiting notices to devices (a source of the worker); returns how many were settled."""
    began, settled, waiting = time.monotonic(), _trials(), set[str]()
    for row in lease.take(_sendable(), by=by, limit=BATCH, seconds=SECONDS):
        late = row.lease_until is None or clock.now() + MARGIN >= row.lease_until
        if late or row.lane in waiting or time.monotonic() - began > BUDGET:
            lease.release(row)
            continue
        try:
            settled += _send(row)
        except PushError as error:
            waiting.add(row.lane)
            settled += _failed(row, error)
    return settled


def _trials() -> int:
    """Send what owners asked for to see whether their devices ring; each is tried once, and tells of itself."""
    rows = list(Device.objects.filter(test_at__isnull=False, gone_at=None).select_related("user")[:BATCH])
    return sum(_try_out(row) for row in rows if _claimed(row))


def _claimed(row: Device) -> bool:
    return bool(Device.objects.filter(pk=row.pk, test_at=row.test_at).update(test_at=None))


def _try_out(row: Device) -> bool:
    if not row.user.is_active:
        return False
    try:
        _hand_over(row, json.dumps(TRIAL).encode(), topic=TRIAL["tag"], urgent=True)
    except PushError as error:
        _tell(row, error)
    return True


def _sendable() -> QuerySet[Delivery]:
    """Notices to devices that have no earlier one being tried."""
    tried = Delivery.objects.queued().filter(attempts__gt=0, lane=OuterRef("lane"), pk__lt=OuterRef("pk"))
    rows = Delivery.objects.pushes().filter(~Exists(tried))
    return rows.select_related("report__holder", "event__agency", "user", "device")


def _send(row: Delivery) -> bool:
    """Send one and mark it; raises PushError."""
    device = row.device
    if reason := _why_not(row):
        return lease.done(row, skipped=reason)
    if device is None or device.gone_at:
        return lease.done(row, skipped=Skipped.NO_DEVICE)
    try:
        plain = words(row)
    except Exception:
        log.exception("notice_not_composed", delivery=row.pk, kind=row.kind)
        return lease.failed(row, permanent=True, error="not_composed")
    _hand_over(device, plain, topic=row.dedup_key[:32], urgent=KINDS[row.kind].urgent)
    return lease.done(row)


def _why_not(row: Delivery) -> Skipped | None:
    """Why it may not ring any more: secrecy may have been raised, a role have ended, a letter have been answered."""
    if row.letter_id:
        return interventions.why_not(row)
    report = row.about[1]
    report.refresh_from_db(fields=["secrecy"])
    return None if row.user and audience.may_know(row.user, report) else Skipped.NOT_ALLOWED


def words(row: Delivery) -> bytes:
    """All that leaves the house: the sentence of the bell and where it leads; of a secret report its number only."""
    told = {"body": queries.sentence(row), "path": mail.page_of(row), "tag": row.dedup_key[:32]}
    return json.dumps(told, ensure_ascii=False).encode()


def _hand_over(device: Device, plain: bytes, *, topic: str, urgent: bool) -> None:
    """Give words to the service of a device, unless it gave no answer a moment ago; raises PushError."""
    try:
        given, key = devices.opened(device)
    except CryptoError as error:
        raise PushError("push_key", permanent=True, gone=True) from error
    if key != devices.push_key():
        raise PushError("push_key", permanent=True, gone=True)
    line = circuit.services.setdefault(urlsplit(given.endpoint).netloc, Circuit())
    if line.is_broken:
        raise PushError("push_unreachable")
    try:
        push.send(given, plain, topic=topic, urgent=urgent)
    except PushError as error:
        if error.down:
            line.trip()
        raise
    line.mend()
    Device.objects.filter(pk=device.pk).update(sent_at=clock.now(), failed_at=None, last_error="")


def _failed(row: Delivery, error: PushError) -> bool:
    """Try later or give up."""
    if row.device:
        _tell(row.device, error)
    log.warning("push was not taken", delivery=row.pk, code=error.code, attempts=row.attempts)
    ours = lease.failed(row, permanent=error.permanent, error=error.code, wait=error.wait)
    return ours and error.permanent


def _tell(device: Device, error: PushError) -> None:
    """Let the owner of a device read on his profile what went wrong; one that can ring no more is forgotten."""
    rows, now = Device.objects.filter(pk=device.pk), clock.now()
    rows.update(failed_at=now, last_error=error.code)
    if error.gone:
        rows.filter(gone_at=None).update(gone_at=now, box=b"")
