"""The reporter's contact: written by everybody in boxes, opened by the worker alone."""

from __future__ import annotations

import json

import structlog
from django.db import transaction

from lapor.kit import clock, codes, contacts, crypto, keys
from lapor.reports.models import PinRequest, Report, Reporter

log = structlog.get_logger(__name__)
BATCH = 100


def request_pin(code: str, *, email: str) -> None:
    """Ask for a new PIN by code and address. Nothing is answered: only the worker finds out whether they fit."""
    normal, address = codes.normalise(code), contacts.email(email)
    if normal is None or address is None:
        return
    with transaction.atomic():
        row = PinRequest.objects.create(code=normal, contact_box=b"")
        row.contact_box = crypto.box(keys.provider().contact_public(), address.encode(), context=_request_context(row))
        row.save(update_fields=["contact_box"])


def _request_context(row: PinRequest) -> str:
    return f"pinrequest|contact|{row.pk}"


def named_in(row: PinRequest) -> str:
    """The address in a request in canonical form; "" when it does not open or is none. Worker only."""
    try:
        opened = keys.private_provider().open_contact(bytes(row.contact_box), context=_request_context(row))
    except crypto.CryptoError:
        return ""
    return contacts.email(opened.decode()) or ""


def report_of(code: str) -> Report | None:
    """The report that a request names, locked; for a part the one whose PIN opens it."""
    named = Report.objects.filter(code=code).only("split_from").first()
    rows = Report.objects.select_for_update(of=("self",)).select_related("holder")
    return rows.filter(pk=named.reporter_at).first() if named else None


def contact_of(reporter: Reporter) -> dict[str, str]:
    """ "email" and "phone" in canonical form, "" where the reporter left none. Worker only; raises CryptoError."""
    if reporter.contact_box is None:
        return {}
    context = f"reporter|contact|{reporter.report_id}"
    opened = keys.private_provider().open_contact(bytes(reporter.contact_box), context=context)
    return {str(name): str(value) for name, value in json.loads(opened).items()}


def email_of(report: Report) -> str:
    """The address that the reporter left, or "". Worker only; raises CryptoError."""
    reporter = Reporter.objects.filter(report=report.reporter_at).first()
    return contact_of(reporter).get("email", "") if reporter else ""


def work_index(by: str) -> int:
    """Compute the blind indexes of new named reporters (a source of the worker); returns how many were settled.

    There is no lease: computing one twice gives the same, and the update looks again whether the name still stands.
    """
    waiting = Reporter.objects.filter(indexed_at=None, name_sealed__isnull=False).order_by("created_at")[:BATCH]
    return sum(_index(row) for row in waiting)


def _index(row: Reporter) -> int:
    boxes = row if row.contact_box else Reporter.objects.filter(report__parts=row.report_id).first() or row
    try:
        contact = contact_of(boxes)
    except crypto.CryptoError:
        log.exception("contact_unreadable", report=str(row.report_id))
        contact = {}
    found = {f"{name}_index": _index_of(name, contact.get(name, "")) for name in ("email", "phone")}
    still = Reporter.objects.filter(pk=row.pk, indexed_at=None, name_sealed__isnull=False)
    return still.update(indexed_at=clock.now(), **found)


def _index_of(purpose: str, value: str) -> bytes | None:
    return keys.private_provider().index(purpose, value) if value else None
