"""Answers whose time has come are sent, once a minute (ADR 35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet

from lapor.kit import clock
from lapor.reports import actions, sweeps
from lapor.reports.choices import AnswerWaits
from lapor.reports.models import WaitingAnswer
from lapor.reports.moving import MoveRefused

log = structlog.get_logger("lapor.reports.sending")
BATCH = 200
LATE_AFTER = timedelta(minutes=15)


def run(now: datetime) -> int:
    """Send what is due; returns how much that was. Nothing goes out while the clock may be wrong."""
    if sweeps.in_doubt(now):
        return 0
    return sum(_sent(row) for row in list(_due(now)[:BATCH]))


def _sent(row: WaitingAnswer) -> bool:
    """One transaction for each: what breaks in one holds up no other. Its message may quote a row, and is left out."""
    try:
        actions.come_due(row.report)
    except MoveRefused:  # somebody was faster
        return False
    except Exception as error:
        log.exception("scheduled answer failed", report=str(row.report_id), exc_info=error)
        return False
    return True


def _due(at: datetime) -> QuerySet[WaitingAnswer]:
    rows = WaitingAnswer.objects.filter(send_at__lte=at, report__answer_waits=AnswerWaits.TIME)
    return rows.select_related("report").order_by("send_at")


def problems() -> Iterator[str]:
    """Answers that should have gone out by now, for `lapor doctor`."""
    if late := _due(clock.now() - LATE_AFTER).count():
        yield (
            f"{late} jawaban terjadwal terlambat dikirim lebih dari 15 menit. Jalankan “lapor worker”; bila jam "
            "server diragukan, jawaban dapat dikirim dengan “Kirim sekarang”."
        )
