"""Looking leaves a trace; a lost PIN is renewed through the reporter's own contact, never by an officer."""

from __future__ import annotations

import secrets

from lapor.kit import clock, keys
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import policies
from lapor.reports.models import AccessEntry, Report
from lapor.reports.moving import make


def look(report: Report, *, by: Actor, what: str) -> None:
    """Note that this officer read the name, a secret text or a secret file: one row per person, thing and hour."""
    if not by.is_officer or by.user_id is None:
        return
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    seat = next((s.agency_id for s in by.seats if s.agency_id == report.holder_id), by.seats[0].agency_id)
    AccessEntry.objects.get_or_create(
        report=report, user_id=by.user_id, what=what, hour=hour, defaults={"agency_id": seat}
    )


def look_at_view(report: Report, view: policies.ReportView, *, by: Actor) -> None:
    """Note what a redacted view let this officer read."""
    if view.level not in ("officer", "oversight"):
        return
    if view.name:
        look(report, by=by, what=AccessEntry.What.IDENTITY)
    if view.is_secret:
        look(report, by=by, what=AccessEntry.What.SECRET_TEXT)


def renew_pin(report: Report) -> str:
    """Give the report another PIN and return it; the old one stops working. Only the worker calls this."""
    with make(report, "renew_pin", by=SYSTEM) as step:
        pin = keys.provider().pin(secrets.token_bytes(32), step.report.pk)
        step.report.pin_verifier = keys.provider().pin_verifier(pin, step.report.pk)
    return pin
