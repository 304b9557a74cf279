"""Mail as it leaves the house: composing it from the words of its kind, and handing it to the SMTP server."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context
from django.template.loader import get_template, render_to_string

from lapor.notices import facts, interventions, onward, seats
from lapor.notices.kinds import HUSHED, KINDS, PIN
from lapor.notices.models import DIGESTS, Delivery

if TYPE_CHECKING:
    from lapor.notices.letters import Letter

PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass
class TransportError(Exception):
    """The mail did not go out. `permanent`: never will; `everywhere`: the server is at fault, not this one mail;
    `hung_up`: the connection is gone.
    """

    code: str
    permanent: bool = False
    everywhere: bool = False
    hung_up: bool = False


def compose(row: Delivery, *, to: str, pin: str = "", letter: Letter | None = None) -> EmailMultiAlternatives:
    """Make the mail of a notice, or of a digest with its letter.

    A repetition has the same Message-ID and date, so that mailboxes can drop it.
    """
    kind, known = _known(row, letter)
    context: dict[str, Any] = {
        "button": "Buka laporan" if row.user else "Lacak laporan",
        "link": f"{settings.LAPOR_BASE_URL}{page_of(row)}",
        **known,
        "pin": pin,
        "host": host(),
        "subject": KINDS[kind].subject.format_map(known),
    }
    context["paragraphs"] = _paragraphs(kind, context)
    text = _plain("notices/mail.txt", context)
    message = EmailMultiAlternatives(context["subject"], text, to=[to], headers=_headers(row))
    message.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return message


def _known(row: Delivery, letter: Letter | None) -> tuple[str, Mapping[str, object]]:
    """The kind that may be told, and the facts that go with it."""
    if letter:
        parts = {"summary": letter.summary, "day": letter.day, "before": letter.before, "parts": letter.parts}
        return row.kind, parts | {"button": "Buka meja"}
    if row.letter_id:
        return row.kind, interventions.facts(row)
    return (row.kind, seats.facts(row)) if row.seat_id else _of_report(row)


def _of_report(row: Delivery) -> tuple[str, Mapping[str, object]]:
    """The kind that may be told of a report, and the facts that go with it."""
    event, report = row.about
    if report.is_secret:
        return (PIN if row.kind == PIN else HUSHED), facts.codes_only(report)
    return row.kind, {**facts.of(event, report), **onward.of(row)}


def page_of(row: Delivery) -> str:
    """Reporters type code and PIN on one page; officers go on at their desk. Never a secret.

    Only an invitation carries one instead, to an account without a password: seats.facts.
    """
    if row.seat_id:
        return seats.page_of(row)
    if row.letter_id:
        return interventions.page_of(row)
    if row.kind in DIGESTS:
        return "/meja/"
    return f"/meja/{row.about[1].code}/" if row.user else "/lacak"


def host() -> str:
    return urlsplit(settings.LAPOR_BASE_URL).hostname or "localhost"


def _paragraphs(kind: str, context: dict[str, Any]) -> list[str]:
    """The words of a kind, one line per paragraph."""
    words = _plain(f"notices/{kind}.txt", context)
    return [" ".join(paragraph.split()) for paragraph in PARAGRAPHS.split(words) if paragraph.strip()]


def _plain(template: str, context: dict[str, Any]) -> str:
    """Render plain text, in which & stays &."""
    inner: Any = get_template(template)
    return str(inner.template.render(Context(context, autoescape=False)))


def _headers(row: Delivery) -> dict[str, str]:
    return {
        "Message-ID": f"<{row.dedup_key}@{host()}>",
        "Date": format_datetime(row.created_at),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"Kabar LAPOR <kabar.{host()}>",
    }


def connect() -> BaseEmailBackend:
    """Open the one connection of a batch; raises TransportError when the server cannot be used."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        raise TransportError("smtp_auth", everywhere=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise TransportError("smtp_unreachable", everywhere=True) from error
    return connection


def hand_over(message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Give a mail to the server; returns when the server has taken it, else raises TransportError."""
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(min((code for code, _ in error.recipients.values()), default=550)) from error
    except smtplib.SMTPSenderRefused as error:
        raise TransportError(f"smtp_sender_{error.smtp_code}", everywhere=True) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        # Also a server that took the mail and hung up: nobody knows whether it was kept, so it goes again.
        raise TransportError("smtp_disconnected", hung_up=True) from error
    except (ValueError, UnicodeError) as error:
        raise TransportError("bad_address", permanent=True) from error


def _refused(code: int) -> TransportError:
    """4xx may pass, 5xx never will; 421 closes the whole service for now."""
    return TransportError(f"smtp_{code}", permanent=500 <= code < 600, everywhere=code == 421)


def close(connection: BaseEmailBackend | None) -> None:
    """Hang up; a server that is gone needs no good-bye."""
    with suppress(OSError, smtplib.SMTPException):
        if connection:
            connection.close()
