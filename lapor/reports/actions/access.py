"""Looking leaves a trace, also of two custodians; a lost PIN is renewed through the reporter's own contact."""

from __future__ import annotations

import json
import secrets

from lapor.kit import clock, crypto, keys, text
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import policies, words
from lapor.reports.models import AccessEntry, Attachment, Message, Report, Reporter
from lapor.reports.moving import MoveRefused, make
from lapor.reports.params import TEXT_LIMIT

REASON_LEAST = 10
NO_CUSTODIAN = "Ini bukan kunci dua kustodian pemasangan ini. Berikan berkas custodian-N.key milik dua kustodian."


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
    if any(message.kind == Message.Kind.PHONE for message in view.messages):
        look(report, by=by, what=AccessEntry.What.PHONE)
    if view.is_secret:
        look(report, by=by, what=AccessEntry.What.SECRET_TEXT)


def look_at_file(report: Report, attachment: Attachment, *, by: Actor) -> None:
    """Note that this officer opened a file of a secret report, or a letter that bears the reporter's name."""
    if report.is_secret:
        look(report, by=by, what=AccessEntry.What.FILE)
    if attachment.letter == Attachment.Letter.NAMED:
        look(report, by=by, what=AccessEntry.What.IDENTITY)


def open_identity(report: Report, *, one: bytes, other: bytes, reason: str) -> dict[str, str]:
    """Open the sealed identity with the private keys of two custodians; returns "name" and "nik", "" where unknown.

    The reporter is told, and reads the reason. What cannot be recorded is not opened. Raises Refused.
    """
    why = text.clean(reason).strip()
    if not REASON_LEAST <= len(why) <= TEXT_LIMIT:
        raise Refused(f"Tulis alasannya, paling sedikit {REASON_LEAST} huruf. Pelapor akan membacanya.")
    custodians = _custodians(one, other)
    with make(report, "open_identity", by=SYSTEM) as step:
        identity = _open_box(step.report, one=one, other=other)
        AccessEntry.objects.create(
            report=step.report,
            what=AccessEntry.What.IDENTITY_BOX,
            hour=step.at.replace(minute=0, second=0, microsecond=0),
            reason_sealed=words.seal(step.key, why, table="access", column="reason", row=step.report.pk),
        )
        step.data |= {"custodians": custodians}
    return identity


def _custodians(one: bytes, other: bytes) -> list[int]:
    """Whose keys these are, by the numbers of the public files."""
    known = {public: number for number, public in enumerate(keys.provider().custodian_publics(), start=1)}
    try:
        found = [known.get(crypto.public_of(private)) for private in (one, other)]
    except crypto.CryptoError as error:
        raise Refused(NO_CUSTODIAN) from error
    if found[0] is not None and found[0] == found[1]:
        raise Refused("Kedua kunci itu milik satu kustodian. Identitas hanya dibuka oleh dua kustodian yang berbeda.")
    numbers = [number for number in found if number is not None]
    if len(numbers) < 2:
        raise Refused(NO_CUSTODIAN)
    return sorted(numbers)


def _open_box(report: Report, *, one: bytes, other: bytes) -> dict[str, str]:
    reporter = Reporter.objects.filter(report=report.reporter_at).first()
    if reporter is None or reporter.identity_box is None:
        raise Refused("Laporan ini tidak menyimpan identitas yang disegel. Tidak ada yang dapat dibuka.")
    context = f"reporter|identity|{reporter.report_id}"
    try:
        opened = crypto.open_with_pair(one, other, bytes(reporter.identity_box), context=context)
    except crypto.CryptoError as error:
        raise Refused("Segel identitas laporan ini tidak cocok dengan kedua kunci itu, atau rusak.") from error
    return {str(name): str(value) for name, value in json.loads(opened).items()}


def take_over(report: Report, *, by: Actor, pin: str) -> Report:
    """Change a PIN that an operator has seen for this one, which the reporter has before him; the old one ends."""
    with make(report, "take_over", by=by) as step:
        if not step.report.pin_seen:
            raise MoveRefused("PIN laporan ini sudah diganti. Masuklah dengan PIN yang baru.", gone=True)
        _change_pin(step.report, pin)
    return step.report


def renew_pin(report: Report) -> str:
    """Give the report another PIN and return it; the old one stops working. Only the worker calls this."""
    with make(report, "renew_pin", by=SYSTEM) as step:
        pin = keys.provider().pin(secrets.token_bytes(32), step.report.pk)
        _change_pin(step.report, pin)
    return pin


def _change_pin(report: Report, pin: str) -> None:
    """The one before ends, and nobody but the reporter has seen this one."""
    report.pin_verifier, report.pin_seen = keys.provider().pin_verifier(pin, report.pk), False
