"""What a browser's session may know: a fresh receipt for ten minutes, an opened report for two hours, never a PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from lapor.kit import clock, keys
from lapor.people.actor import Actor, reporter_of
from lapor.reports import policies
from lapor.reports.models import Report

RECEIPT, CASE = "tanda_terima", "laporan"
RECEIPT_LASTS, CASE_LASTS = timedelta(minutes=10), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Shown:
    """A receipt that may still be shown; `pin` is empty when it was renewed meanwhile.

    `handed_over`: a counter officer sees it and gives it to the reporter. `gets_news`: news come by mail.
    """

    report: Report
    actor: Actor
    pin: str
    handed_over: bool = False
    gets_news: bool = True


def keep_receipt(
    request: HttpRequest, report_id: UUID, *, key: str, handed_over: bool = False, gets_news: bool = True
) -> None:
    """Remember the form's key, from which the PIN is derived anew with a pepper that no database holds."""
    request.session.cycle_key()
    kept = {"report": str(report_id), "key": key, "at": clock.now().isoformat()}
    marks = {"handed_over": handed_over, "no_news": not gets_news}
    request.session[RECEIPT] = kept | {name: "1" for name, is_so in marks.items() if is_so}


def receipt(request: HttpRequest) -> Shown | None:
    """The receipt of this browser, until ten minutes after sending."""
    kept = _fresh(request.session, RECEIPT, RECEIPT_LASTS)
    if kept is None:
        return None
    actor = reporter_of(UUID(kept["report"]))
    report = find(actor)
    if report is None:
        return None
    pin = keys.provider().pin(kept["key"].encode(), report.pk)
    fits = report.pin_verifier and keys.provider().pin_fits(pin, report.pk, bytes(report.pin_verifier))
    handed_over, gets_news = "handed_over" in kept, "no_news" not in kept
    return Shown(report, actor, pin if fits else "", handed_over=handed_over, gets_news=gets_news)


def open_case(request: HttpRequest, actor: Actor) -> None:
    """The person has proved with code and PIN that the report is his; the receipt has done its work."""
    request.session.cycle_key()
    request.session.pop(RECEIPT, None)
    request.session[CASE] = {"report": str(actor.report_id), "at": clock.now().isoformat()}


def case(request: HttpRequest) -> Actor | None:
    """Whose report this browser has open; None after two hours or after leaving."""
    kept = _fresh(request.session, CASE, CASE_LASTS)
    return reporter_of(UUID(kept["report"])) if kept else None


def leave(request: HttpRequest) -> None:
    """Forget the report and its receipt; an officer who is signed in stays so."""
    if request.user.is_authenticated:
        for name in (RECEIPT, CASE):
            request.session.pop(name, None)
        request.session.cycle_key()
    else:
        request.session.flush()


def find(actor: Actor) -> Report | None:
    """The reporter's own report with everything that a page of it needs."""
    rows = policies.visible_to(actor)
    return rows.select_related("holder", "waits_at", "category", "accused", "key", "reporter", "rating").first()


def _fresh(session: SessionBase, name: str, lasts: timedelta) -> dict[str, str] | None:
    kept = session.get(name)
    if not isinstance(kept, dict):
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > lasts:
        session.pop(name, None)
        return None
    return kept
