"""The browsers that an officer lets ring: added by himself after his browser asked him, tried, and taken away again.

Endpoint and keys come from his browser, that is from outside: they are measured here, and the worker alone reads them.
"""

from __future__ import annotations

import base64
import binascii
import json
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lapor.kit import clock, crypto, keys
from lapor.kit.errors import Refused
from lapor.notices.models import Delivery, Device
from lapor.people.actor import Actor
from lapor.people.models import User

LONGEST, MOST = 1000, 10  # letters of an endpoint; devices of a person
POINT, SECRET = 65, 16  # bytes (RFC 8291, 3.1 and 3.2)
ODD = "Peramban Anda memberi alamat kabar yang tidak dapat dipakai. Coba peramban lain."
FOREIGN = "Layanan kabar peramban ini tidak dipakai di sini. Coba Chrome, Edge, Firefox atau Safari."
STOPPED = "Perangkat ini tidak menerima kabar lagi. Nyalakan lagi di perangkat itu."
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"))
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
LAST = (("Chrome", "Chrome"), ("Safari", "Safari"))


class Subscription(NamedTuple):
    """What a push service and we need: where to send, and for which keys to encrypt (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


def add(given: Subscription, *, by: Actor, agent: str, instead: str = "") -> Device:
    """Let a browser ring for the actor; `instead`: the device that this browser was before. Raises Refused."""
    if by.user_id is None:
        raise Refused("Masuk dulu, lalu nyalakan kabar di perangkat ini.")
    _check(given)
    digest = keys.provider().token_digest(f"push|{given.endpoint}").hex()
    with transaction.atomic():
        own = User.objects.select_for_update().get(pk=by.user_id).devices
        Device.objects.filter(digest=digest).delete()
        _known(own.all(), instead).delete()
        own.exclude(gone_at=None).delete()
        if own.count() >= MOST:
            raise Refused(f"Anda sudah memakai {MOST} perangkat. Matikan satu, lalu coba lagi.")
        row = Device(user_id=by.user_id, name=name_of(agent), digest=digest)
        plain = json.dumps({"to": given, "key": push_key()}).encode()
        row.box = crypto.box(keys.provider().contact_public(), plain, context=context(row))
        row.save(force_insert=True)
    return row


def push_key() -> str:
    """The key under which browsers subscribe, as they want it (base64url); empty where no device rings."""
    point = keys.provider().push_public() if settings.LAPOR_PUSH_SERVICES else b""
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def of(user: User) -> QuerySet[Device]:
    """The devices of a person as his page shows them; `waits`: something will be tried again."""
    waiting = Delivery.objects.queued().filter(device=OuterRef("pk"))
    return user.devices.annotate(waits=Exists(waiting)).order_by("since")


def ask_trial(row: Device, *, by: Actor) -> None:
    """Let the worker send a trial to a device of one's own. Raises Refused."""
    if row.user_id != by.user_id or row.gone_at:
        raise Refused(STOPPED)
    Device.objects.filter(pk=row.pk, test_at=None).update(test_at=clock.now())


def remove(row: Device, *, by: Actor) -> None:
    """Take a device of one's own away, with what waits for it. Raises Refused."""
    if row.user_id != by.user_id:
        raise Refused("Perangkat ini bukan milik Anda.")
    row.delete()


def leave(known: str, *, unless: User | None = None) -> None:
    """Forget what a browser was, for its owner signed out of it; `unless`: whose it may stay, for he signed in."""
    rows = _known(Device.objects.all(), known)
    (rows.exclude(user=unless) if unless else rows).delete()


def opened(row: Device) -> tuple[Subscription, str]:
    """Read where it goes and under which key of ours it subscribed; only in the worker."""
    plain = json.loads(keys.private_provider().open_contact(bytes(row.box), context=context(row)))
    return Subscription(*plain["to"]), str(plain["key"])


def context(row: Device) -> str:
    return f"device|box|{row.pk}"


def name_of(agent: str) -> str:
    """Name a browser so that its owner knows it again: “Firefox di Android”."""
    browser = next((name for sign, name in (*BROWSERS, *LAST) if sign in agent), "Peramban")
    system = next((name for sign, name in SYSTEMS if sign in agent), "Linux" if "Linux" in agent else "")
    return f"{browser} di {system}" if system else browser


def serves(host: str) -> bool:
    """Whether a host is a push service that this installation allows, or lies below one."""
    return any(host == name or host.endswith(f".{name}") for name in settings.LAPOR_PUSH_SERVICES)


def _known(rows: QuerySet[Device], known: str) -> QuerySet[Device]:
    """The device that a browser says it is; its cookie may hold anything."""
    with suppress(ValueError):
        return rows.filter(pk=UUID(known))
    return rows.none()


def _check(given: Subscription) -> None:
    try:
        parts = urlsplit(given.endpoint)
        host, port = parts.hostname or "", parts.port or 443
        point, secret = _bytes(given.p256dh), _bytes(given.auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error) as error:
        raise Refused(ODD) from error
    plain = given.endpoint.isascii() and given.endpoint.isprintable() and " " not in given.endpoint
    fits = plain and len(given.endpoint) <= LONGEST and parts.scheme == "https" and "@" not in parts.netloc
    if not (fits and host and len(point) == POINT and len(secret) == SECRET):
        raise Refused(ODD)
    if not (serves(host) and (port == 443 or settings.LAPOR_PUSH_INSIDE)):
        raise Refused(FOREIGN)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
