"""A lost PIN: only here is the address that somebody names compared with the one that the reporter left.

Nobody learns whether they were equal but the owner of the address, who gets the new PIN.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.db import transaction

from lapor.kit import clock, crypto, keys, lease
from lapor.notices import reactions, work
from lapor.notices.kinds import PIN
from lapor.notices.models import Delivery
from lapor.reports import actions, reporters
from lapor.reports.models import PinRequest, Report

BATCH, SECONDS = 20, 120
MOST, DAY = 3, timedelta(days=1)  # renewals per report


def work_pins(by: str) -> int:
    """Answer some requests for a new PIN (a source of the worker); returns how many were settled."""
    rows = lease.take(PinRequest.objects.all(), by=by, limit=BATCH, seconds=SECONDS)
    for row in rows:
        _answer(row)
    return len(rows)


def _answer(row: PinRequest) -> None:
    """Whatever comes out, the request and the address in it are gone afterwards."""
    with transaction.atomic():
        report = reporters.report_of(row.code)
        if _fits(row, report) and report is not None and not _too_many(report):
            _renew(report)
        row.delete()


def _fits(row: PinRequest, report: Report | None) -> bool:
    """Two boxes are opened and compared in any case, so that a wrong code takes as long as a wrong address."""
    named = reporters.named_in(row).encode()
    left = reporters.email_of(report).encode() if report else reporters.named_in(row).encode() + b"?"
    return hmac.compare_digest(named, left) and bool(named)


def _too_many(report: Report) -> bool:
    rows = Delivery.objects.filter(report=report, kind=PIN, created_at__gt=clock.now() - DAY)
    return rows.count() >= MOST


def _renew(report: Report) -> None:
    pin = actions.renew_pin(report)
    event = report.events.filter(kind="renew_pin").select_related("report__holder").latest("seq")
    row = reactions.mail_of(event, report, None, kind=PIN)
    row.extra = crypto.box(keys.provider().contact_public(), pin.encode(), context=work.extra_context(row))
    row.save(force_insert=True)
