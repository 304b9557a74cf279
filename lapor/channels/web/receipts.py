"""A fresh receipt: for ten minutes the browser that sent a report may show its code and PIN, then never again.

The session keeps the key of the form, from which the PIN is derived anew with a pepper that no database holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

from lapor.channels.web.clocks import live_of
from lapor.kit import clock, codes, keys
from lapor.people.actor import Actor, reporter_of
from lapor.reports import policies
from lapor.reports.models import Report
from lapor.reports.policies import ReportView
from lapor.ui import dates, qr

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Shown:
    """A receipt that may still be shown; `pin` is empty when it was renewed meanwhile. `gets_news`: by mail."""

    report: Report
    actor: Actor
    pin: str
    gets_news: bool = True


def keep(request: HttpRequest, name: str, report_id: UUID, *, key: str, gets_news: bool) -> None:
    """Remember the receipt of a report that was just sent, under a name of the session."""
    request.session.cycle_key()
    kept = {"report": str(report_id), "key": key, "at": clock.now().isoformat()}
    request.session[name] = kept | ({} if gets_news else {"no_news": "1"})


def shown(request: HttpRequest, name: str) -> Shown | None:
    """The receipt of this browser, until ten minutes after sending."""
    kept = fresh(request.session, name, LASTS)
    report = own(reporter_of(UUID(kept["report"]))) if kept else None
    if kept is None or report is None:
        return None
    pin = keys.provider().pin(kept["key"].encode(), report.pk)
    fits = report.pin_verifier and keys.provider().pin_fits(pin, report.pk, bytes(report.pin_verifier))
    return Shown(report, reporter_of(report.pk), pin if fits else "", gets_news="no_news" not in kept)


def own(actor: Actor) -> Report | None:
    """The reporter's own report with everything that a page of it needs."""
    rows = policies.visible_to(actor)
    return rows.select_related("holder", "waits_at", "category", "accused", "key", "reporter", "rating").first()


def fresh(session: SessionBase, name: str, lasts: timedelta) -> dict[str, str] | None:
    """What a session keeps under a name, forgotten when its time is over."""
    kept = session.get(name)
    if not isinstance(kept, dict):
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > lasts:
        session.pop(name, None)
        return None
    return kept


def values(found: Shown) -> dict[str, Any]:
    """What a page or slip says: code and PIN, also to read aloud, where to look, and what happens by when."""
    view = policies.redact(found.report, found.actor)
    address = f"{settings.LAPOR_BASE_URL.rstrip('/')}{reverse('lacak')}"
    return {
        "view": view,
        "gets_news": found.gets_news,
        "first_time": found.report.pin_seen,
        "look_again": _look_again(view),
        "code": codes.grouped(view.code),
        "code_spoken": codes.spell(view.code),
        "pin": codes.grouped(found.pin) if found.pin else "",
        "pin_spoken": codes.spell(found.pin) if found.pin else "",
        "ahead": _ahead(view),
        "address": address,
        "qr": qr.svg(f"{address}#{view.code}.{found.pin}", label="Kode QR untuk membuka laporan ini"),
    }


def _ahead(view: ReportView) -> list[tuple[str, datetime]]:
    """What will happen by when: only what already has a date, and one that is still to come."""
    ahead = (one for one in live_of(view) if one.due_at > clock.now())
    return [(f"{one.agency} memeriksa laporan dan meneruskannya", one.due_at) for one in ahead]


def _look_again(view: ReportView) -> str:
    """The day on which something will have happened, for who gets no news by mail; empty while no limit runs."""
    first = next((at for _, at in _ahead(view)), None)
    return dates.day(dates.localise(first, view.zone_name).date()) if first else ""
