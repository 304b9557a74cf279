"""Mail of an installation that has no mail server: a file for each, which the log names and does not repeat.

Each is a whole mail (RFC 5322), with its address and perhaps a PIN, so only we read it, and it is swept after a week.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from lapor.kit import clock

LIFE = timedelta(days=7)
log = structlog.get_logger("lapor.mail")


class EmailBackend(BaseEmailBackend):
    """Writes mails where `settings.LAPOR_MAIL` says; chosen by settings while no SMTP server is known."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            log.info("mail was written to a file: no LAPOR_SMTP_URL", path=str(_written(message)))
        return len(email_messages)


def _written(message: EmailMessage) -> Path:
    at = clock.now()
    folder = Path(settings.LAPOR_MAIL)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
    with open(path, "xb", opener=_private) as file:
        file.write(message.message().as_bytes())
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sweep(now: datetime) -> int:
    """Remove mails that lie longer than a week (a sweep of the worker); returns how many."""
    oldest = (now - LIFE).timestamp()
    old = [path for path in Path(settings.LAPOR_MAIL).glob("*.eml") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
