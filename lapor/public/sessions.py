"""What a browser's session may know: a fresh receipt for ten minutes, an opened report for two hours, never a PIN.

And for half an hour which words were sent, as a keyed digest: it tells nothing to who does not have the very words.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from lapor.channels.web import receipts
from lapor.kit import clock, keys
from lapor.people.actor import FIRST, Actor, reporter_of
from lapor.reports.drafts import Draft
from lapor.reports.models import Report

RECEIPT, CASE, SENT, FIRST_TIME = "tanda_terima", "laporan", "terkirim", "pertama"
CASE_LASTS, SENT_LASTS = timedelta(hours=2), timedelta(minutes=30)
MOST_SENT = 5  # reports of one browser that are remembered


def remember_sent(request: HttpRequest, report_id: UUID, draft: Draft) -> None:
    """Remember the words of a report, so that sending them once more by mistake is noticed."""
    this = {"digest": _digest(draft), "report": str(report_id), "at": clock.now().isoformat()}
    request.session[SENT] = [*_sent(request.session), this][-MOST_SENT:]


def sent_lately(request: HttpRequest, draft: Draft) -> str:
    """Where the report is found that this browser has sent with these very words; empty when it has sent none."""
    digest = _digest(draft)
    report_id = next((one["report"] for one in reversed(_sent(request.session)) if one["digest"] == digest), None)
    if report_id is None:
        return ""
    open_now = {RECEIPT: (receipts.LASTS, "terima"), CASE: (CASE_LASTS, "laporan-saya")}
    for name, (lasts, page) in open_now.items():
        kept = receipts.fresh(request.session, name, lasts)
        if kept and kept["report"] == report_id:
            return page
    return "lacak"


def _digest(draft: Draft) -> str:
    """Of everything but the files, which a browser forgets on the way back."""
    words = replace(draft, files=()).cleaned().digest()
    return keys.provider().token_digest(f"sent|{words.hex()}").hex()


def _sent(session: SessionBase) -> list[dict[str, str]]:
    kept = session.get(SENT)
    since = clock.now() - SENT_LASTS
    found = kept if isinstance(kept, list) else []
    return [one for one in found if datetime.fromisoformat(one["at"]) > since]


def open_case(request: HttpRequest, actor: Actor) -> None:
    """The person has proved with code and PIN that the report is his; the receipt has done its work."""
    request.session.cycle_key()
    for name in (RECEIPT, FIRST_TIME):
        request.session.pop(name, None)
    # Somebody else's report on a shared device: what was sent before is not his.
    own = [one for one in _sent(request.session) if one["report"] == str(actor.report_id)]
    request.session.pop(SENT, None)
    request.session.update({SENT: own} if own else {})
    request.session[CASE] = {"report": str(actor.report_id), "at": clock.now().isoformat()}


def first_time(request: HttpRequest, actor: Actor) -> None:
    """The person has the PIN that an operator has seen too: nothing is opened before he has one of his own.

    The new PIN is made of a word that only this session knows, so that a reload shows the same one.
    """
    request.session.cycle_key()
    kept = {"report": str(actor.report_id), "key": secrets.token_urlsafe(32), "at": clock.now().isoformat()}
    request.session[FIRST_TIME] = kept


def own_pin(request: HttpRequest) -> tuple[Actor, Report, str] | None:
    """Who comes for the first time, his report, and the PIN that he may take; None when nobody does."""
    kept = receipts.fresh(request.session, FIRST_TIME, receipts.LASTS)
    if kept is None:
        return None
    report = receipts.own(reporter_of(UUID(kept["report"])))
    if report is None:
        return None
    pin = keys.provider().pin(kept["key"].encode(), report.pk)
    return replace(reporter_of(report.pk), scope=FIRST), report, pin


def case(request: HttpRequest) -> Actor | None:
    """Whose report this browser has open; None after two hours or after leaving."""
    kept = receipts.fresh(request.session, CASE, CASE_LASTS)
    return reporter_of(UUID(kept["report"])) if kept else None


def leave(request: HttpRequest) -> None:
    """Forget the report and its receipt; an officer who is signed in stays so."""
    if request.user.is_authenticated:
        for name in (RECEIPT, CASE, SENT, FIRST_TIME):
            request.session.pop(name, None)
        request.session.cycle_key()
    else:
        request.session.flush()
