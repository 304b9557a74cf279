"""How often one address may ask: generous where a whole village shares one, and nobody's address is kept."""

from __future__ import annotations

import ipaddress
from datetime import UTC
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

from lapor.kit import clock, keys, ratelimit

SENTENCE = "Terlalu banyak permintaan dari jaringan ini. Tunggu beberapa menit, lalu coba lagi."


class Limit(NamedTuple):
    """So many hits in so many seconds, per address or (`shared`) per thing that is named."""

    hits: int
    seconds: int


LIMITS: dict[str, Limit] = {
    "cari": Limit(600, 60),
    "kirim": Limit(120, 3600),
    "langkah": Limit(300, 600),
    "berkas-titip": Limit(300, 3600),  # of 2 MB each (held.py)
    "berkas-buka": Limit(900, 3600),  # larger than 2 MB
    "lacak": Limit(60, 300),
    "pin-alamat": Limit(30, 900),
    "pin-kode-alamat": Limit(10, 900),
    "pin-kode": Limit(30, 900),
    "pin-semua": Limit(2000, 900),
    "pin-hilang": Limit(10, 3600),
    "pin-hilang-kode": Limit(3, 3600),
    "daftar": Limit(600, 60),
    "bukti": Limit(60, 300),
    "kunci-alamat": Limit(60, 900),
}


def allow(request: HttpRequest, name: str) -> bool:
    """Count a request of this address and tell whether it is still within the limit."""
    return allow_for(name, address_of(request))


def allow_for(name: str, value: str) -> bool:
    """Count an attempt at the named thing (a code, an address) and tell whether it is still within the limit."""
    limit = LIMITS[name]
    bucket = keys.provider().bucket(f"{name}|{value}", clock.today(UTC))
    return ratelimit.hit(name, bucket, limit=limit.hits, seconds=limit.seconds)


def retry_after(name: str) -> int:
    """Seconds until the window of a limit ends."""
    return ratelimit.retry_after(LIMITS[name].seconds)


def address_of(request: HttpRequest) -> str:
    """The network a request comes from; of IPv6 the /64, which one household or phone holds whole."""
    given = str(request.META.get("REMOTE_ADDR") or "")
    if settings.LAPOR_BEHIND_PROXY:
        given = request.headers.get("X-Forwarded-For", given).rpartition(",")[2].strip() or given
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
