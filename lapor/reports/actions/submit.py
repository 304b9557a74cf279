"""A report comes into being: once per key, however often it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from lapor.agencies import queries as agencies
from lapor.agencies import regions
from lapor.agencies.models import PATH_STEP, Agency, Category, Role
from lapor.kit import clock, codes, contacts, crypto, keys, rows
from lapor.kit.errors import Refused
from lapor.people.actor import Actor, Seat
from lapor.reports import deadlines, events, files, words
from lapor.reports.actions.once import KEY_LEAST, KEY_MOST, KeyReused, Once, once, used
from lapor.reports.choices import Identity, Origin, Secrecy, State
from lapor.reports.drafts import Draft, DraftRefused, Letter, Named, named_by, problems_of
from lapor.reports.models import (
    Deadline,
    Disposition,
    Event,
    Idempotency,
    IncomingLetter,
    Report,
    Reporter,
    ReportKey,
)
from lapor.reports.workflow import MOVES
from lapor.standards import queries as standards

REUSED = "Kunci pengiriman ini sudah dipakai untuk laporan lain. Pakai kunci baru untuk laporan baru."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter gets: the report and the PIN that is shown once ("" when it was renewed since)."""

    report: Report
    pin: str
    repeated: bool = False


def submit(draft: Draft, *, by: Actor, key: str, origin: Origin = Origin.NATIVE) -> Receipt:
    """File a report. The same key and draft give the same receipt again; nothing is filed twice. `origin`: testing.py.

    Raises DraftRefused with one sentence per field, or KeyReused when the key came with another draft.
    """
    if not KEY_LEAST <= len(key) <= KEY_MOST:
        raise Refused(f"Kunci pengiriman harus {KEY_LEAST}–{KEY_MOST} karakter acak, misalnya sebuah UUID.")
    draft = draft.cleaned()
    this = once("submit", "", by=by, key=key, body=draft.digest().hex())
    named = named_by(draft)
    if problems := problems_of(draft, named):
        if earlier := _earlier(this, key):
            return earlier
        raise DraftRefused(problems)
    region = regions.stored(draft.region) if draft.region else None
    report = _report_of(draft, named, region=region, by=by, origin=origin)
    try:
        with transaction.atomic():
            return _file(draft, report, by=by, key=key, this=this)
    except IntegrityError:
        # Another request with this key was first; it has committed, or the insert would still wait for it.
        if earlier := _earlier(this, key):
            return earlier
        raise


def repeated(draft: Draft, *, by: Actor, key: str) -> Receipt | None:
    """The receipt that this very draft got under this key before; raises KeyReused when the key came with another."""
    return _earlier(once("submit", "", by=by, key=key, body=draft.cleaned().digest().hex()), key)


def _earlier(this: Once, key: str) -> Receipt | None:
    row = used(this, reused=REUSED)
    if row is None:
        return None
    if row.report is None:
        raise KeyReused("Laporan dengan kunci pengiriman ini sudah tidak ada.")
    report = row.report
    pin = keys.provider().pin(key.encode(), report.pk)
    fits = report.pin_verifier and keys.provider().pin_fits(pin, report.pk, bytes(report.pin_verifier))
    return Receipt(report, pin if fits else "", repeated=True)


def _file(draft: Draft, report: Report, *, by: Actor, key: str, this: Once) -> Receipt:
    """Make everything first, then write it in one go; the key goes in before all, or its first user would not win."""
    at = report.submitted_at
    pin = keys.provider().pin(key.encode(), report.pk)
    report.pin_seen = by.is_officer and by.has_role(Role.OPERATOR)
    report.pin_verifier = keys.provider().pin_verifier(pin, report.pk)
    report_key, wrapped = words.draw_key(report)
    words.seal_report(
        report_key, report, title=draft.title, body=draft.body, place=draft.place, accused=draft.accused_text
    )
    clocks, event = _begin(draft, report, by=by, at=at)
    reporter = [_reporter_of(draft, report, report_key)] if draft.identity != Identity.NONE else []
    rows.insert(
        Idempotency(key_digest=this.key, body_digest=this.body, report=report),
        report,
        ReportKey(report=report, wrapped=wrapped),
        *reporter,
        *([_letter_of(draft.letter, report, report_key)] if draft.letter else []),
        Disposition(report=report, agency=report.holder, kind=Disposition.Kind.QUEUE, since=at),
        *clocks,
        *events.with_news(event),
    )
    files.attach(report, report_key, draft.files, message=None, by_reporter=True, at=at)
    return Receipt(report, pin)


def _report_of(draft: Draft, named: Named, *, region: str | None, by: Actor, origin: Origin) -> Report:
    at = clock.now()
    secrecy = Secrecy.SECRET if is_sensitive(named.category) else draft.secrecy
    vague = secrecy == Secrecy.SECRET and bool(draft.accused_text) and named.accused is None
    return Report(
        code=codes.new_code(),
        submitted_at=at,
        changed_at=at,
        channel=by.channel,
        origin=origin,
        classification=draft.classification,
        category=named.category,
        region_id=region,
        incident_date=draft.incident_date,
        target=named.target,
        accused=named.accused,
        identity=draft.identity,
        secrecy=secrecy,
        state=State.UNVERIFIED,
        holder=queue_for(named, region=region, by=by, vague=vague),
    )


def is_sensitive(category: Category | None) -> bool:
    """Reports of corruption and the like start secret, whatever the form said."""
    return category is not None and (category.sensitive or (category.parent is not None and category.parent.sensitive))


def queue_for(named: Named, *, region: str | None, by: Actor, vague: bool = False) -> Agency:
    """Whose admins verify it: of the agency that is named, else of the office that took it down, else of the place
    (its regency, its province), else the nation's; never within what is accused.

    `vague`: a secret report that accuses in words only. Who is meant may sit at any desk nearby, so it goes to none.
    """
    if named.target:
        found = _desk_at(named.target.path, named.accused)
    else:
        found = None if vague else _of_office(by, named.accused) or _of_place(region, named.accused)
    found = found or agencies.national_root()
    if found is None:
        raise Refused("Sistem ini belum menerima laporan: belum ada instansi yang terdaftar.")
    return found


def _of_office(by: Actor, accused: Agency | None) -> Agency | None:
    """The desk above a counter or partner; not the nation's, to which its own counters leave what has a place."""
    seat = _entering(by)
    found = _desk_at(seat.path, accused) if seat else None
    return found if found and found.parent_id else None


def _of_place(region: str | None, accused: Agency | None) -> Agency | None:
    desks = agencies.coordinators_of(region) if region else ()
    return next((desk for desk in desks if not (accused and desk.path.startswith(accused.path))), None)


def _desk_at(path: str, accused: Agency | None) -> Agency | None:
    """Who coordinates there, passing over the accused."""
    if accused and path.startswith(accused.path):
        path = accused.path[:-PATH_STEP]
    return agencies.coordinator_at(path)


def _entering(by: Actor) -> Seat | None:
    """The seat from which somebody writes down the report of another."""
    return next((seat for seat in by.seats if seat.role in MOVES["submit"].officers), None) if by.is_officer else None


def _reporter_of(draft: Draft, report: Report, report_key: bytes) -> Reporter:
    """Boxes that only the worker (contact) and two custodians together (identity) open; the name copy if named."""
    row = str(report.pk)
    contact = {"email": contacts.email(draft.email) or "", "phone": contacts.phone(draft.phone) or ""}
    identity = {"name": draft.name, "nik": contacts.nik(draft.nik) or ""}
    provider = keys.provider()
    reporter = Reporter(report=report, created_at=report.submitted_at)
    if any(contact.values()):
        reporter.contact_box = crypto.box(
            provider.contact_public(), json.dumps(contact).encode(), context=f"reporter|contact|{row}"
        )
    if any(identity.values()):
        reporter.identity_box = crypto.seal_for_pairs(
            provider.custodian_publics(), json.dumps(identity).encode(), context=f"reporter|identity|{row}"
        )
    if draft.identity == Identity.NAMED and not report.is_secret:
        reporter.name_sealed = words.seal(report_key, draft.name, table="reporter", column="name", row=report.pk)
    return reporter


def _letter_of(letter: Letter, report: Report, report_key: bytes) -> IncomingLetter:
    number = words.seal(report_key, letter.number, table="letter", column="number", row=report.pk)
    return IncomingLetter(
        report=report,
        number_sealed=number if letter.number else None,
        written_on=letter.written_on,
        received_on=letter.received_on,
    )


def _arrived(draft: Draft, report: Report) -> datetime:
    """From when its limits count: a letter that lay at the office counts from the opening of the day it came in."""
    at, zone = report.submitted_at, report.holder.zone
    if draft.letter is None or draft.letter.received_on >= at.astimezone(zone).date():
        return at
    opens = standards.calendar_for(report.holder).office_opens
    return datetime.combine(draft.letter.received_on, opens, zone).astimezone(UTC)


def _begin(draft: Draft, report: Report, *, by: Actor, at: datetime) -> tuple[list[Deadline], Event]:
    """The first clock and the first event (not saved)."""
    move = MOVES["submit"]
    starts = () if report.origin == Origin.TEST else move.starts
    arrived = _arrived(draft, report)
    started = [deadlines.begin(report, name, agency=report.holder, at=arrived) for name in starts]
    deadlines.summarise(report, started)
    data = {"to": report.holder_id, "identity": report.identity, "secrecy": report.secrecy}
    seat = _entering(by)
    office = seat.agency_id if seat else None
    event = events.following(
        report, kind=move.name, by=by, at=at, from_state="", agency_id=office, data=data, last=None
    )
    return started, event
