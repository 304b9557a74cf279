"""Upward news: every event is shown, at least once, to each function of `LAPOR_REACTIONS`."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from lapor.kit import lease
from lapor.reports.models import Event, Reaction

log = structlog.get_logger(__name__)
BATCH, SECONDS = 50, 120


def work(by: str) -> int:
    """Take a batch of events that nobody reacted to yet. A source of the worker's loop."""
    rows = lease.take(Reaction.objects.all(), by=by, limit=BATCH, seconds=SECONDS)
    for row in rows:
        _react(row)
    return len(rows)


def _react(row: Reaction) -> None:
    """All reactions of one event in one transaction with its mark: a kill in between leaves the event untouched."""
    event = Event.objects.select_related("report__holder", "agency").get(pk=row.event_id)
    try:
        with transaction.atomic():
            for react in _reactions():
                react(event)
            lease.done(row)
    except Exception:
        log.exception("reaction_failed", event=row.event_id, kind=event.kind)
        lease.failed(row)


def _reactions() -> list[Callable[[Event], None]]:
    return [import_string(name) for name in settings.LAPOR_REACTIONS]
