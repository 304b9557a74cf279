"""One encrypted notice to a push service (RFC 8030, 8291, 8292): sealed by pywebpush, carried by `kit.http`.

pywebpush by itself would follow redirects, read endless answers and connect wherever a name leads.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings

from lapor.kit import clock, http, keys
from lapor.kit.http import HttpError
from lapor.kit.keys import KeysError
from lapor.notices import devices
from lapor.notices.devices import Subscription

DAY = timedelta(days=1)  # how long a service keeps what a sleeping device has not fetched
LONGEST_WAIT = timedelta(hours=6)
GONE = (404, 410)


@dataclass
class PushError(Exception):
    """It did not go out. `gone`: the device can ring no more; `down`: the service is at fault, not this notice."""

    code: str
    permanent: bool = False
    gone: bool = False
    down: bool = False
    wait: timedelta = timedelta()


def send(given: Subscription, plain: bytes, *, topic: str, urgent: bool) -> None:
    """Hand a notice over; returns when the service has taken it, else raises PushError."""
    parts = urlsplit(given.endpoint)
    if not devices.serves(parts.hostname or ""):
        raise PushError("push_foreign", permanent=True, gone=True)
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(DAY.total_seconds())),
        "Topic": topic,  # a repetition takes the place of the first
        "Urgency": "high" if urgent else "normal",
        **_signed(f"https://{parts.netloc}"),
    }
    try:
        answer = http.post(given.endpoint, _sealed(given, plain), headers=headers, inside=settings.LAPOR_PUSH_INSIDE)
    except HttpError as error:
        private = error.code == "private"
        raise PushError(f"push_{error.code}", permanent=private, down=not private) from error
    _judge(answer.status, answer.headers.get("retry-after", ""))


# The libraries bring 39 MB with them (of aiohttp, which is never called): an installation whose devices are silent does
# without.
def _sealed(given: Subscription, plain: bytes) -> bytes:
    from pywebpush import WebPusher

    keys_of = {"p256dh": given.p256dh, "auth": given.auth}
    return bytes(WebPusher({"endpoint": given.endpoint, "keys": keys_of}).encode(plain)["body"])


def _signed(audience: str) -> dict[str, str]:
    """Say who we are; the token is worth something for half a day and for this service alone."""
    from py_vapid import Vapid02

    try:
        secret = base64.urlsafe_b64encode(keys.private_provider().push_private()).decode()
    except KeysError as error:
        raise PushError("push_no_key") from error
    until = int((clock.now() + DAY / 2).timestamp())
    claims = {"aud": audience, "exp": until, "sub": f"mailto:{_sender()}"}
    return dict(Vapid02.from_raw(secret.encode()).sign(claims))  # type: ignore[no-untyped-call]  # it has no types


def _sender() -> str:
    sender = str(settings.DEFAULT_FROM_EMAIL).rpartition("<")[2].rstrip(">").strip()
    return sender or "lapor@localhost"


def _judge(status: int, retry_after: str) -> None:
    """2xx was taken; 404 and 410 end the subscription; 429 and 5xx may pass; everything else never will."""
    if 200 <= status < 300:
        return
    passes = status == 429 or status >= 500
    wait = _wait(retry_after) if passes else timedelta()
    raise PushError(f"push_{status}", permanent=not passes, gone=status in GONE, down=status >= 500, wait=wait)


def _wait(text: str) -> timedelta:
    """Seconds or a date (RFC 9110, 10.2.3), within reason."""
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:6])), LONGEST_WAIT)
    with suppress(ValueError, TypeError):
        return max(timedelta(), min(parsedate_to_datetime(text) - clock.now(), LONGEST_WAIT))
    return timedelta()
