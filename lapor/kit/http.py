"""The one door to foreign hosts: a POST over https, to an address that was looked at, with little patience.

An address may come from a browser, that is from anybody. So its name is looked up once and only an open address is
called, whatever the name leads to later; nothing is followed, no proxy asked, and of the answer only the head is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

PATIENCE = 5.0  # seconds for everything together, however slowly the other side drips
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address


@dataclass
class HttpError(Exception):
    """There is no answer: the code says why (unknown_host, private, unreachable)."""

    code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer; names of headers are lower case."""

    status: int
    headers: Mapping[str, str]


def post(url: str, body: bytes, *, headers: Mapping[str, str], inside: bool = False) -> Answer:
    """Send a body to an https address. Raises HttpError.

    `inside`: our own house may be called too; only tests want it.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    if parts.scheme != "https" or not host:
        raise HttpError("unknown_host")
    wire = _Wire(host, port, addresses=_open_addresses(host, port, inside=inside))
    guard = threading.Timer(PATIENCE, _cut, [wire])
    guard.start()
    try:
        wire.request(
            "POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body=body, headers=dict(headers)
        )
        answer = wire.getresponse()
        if wire.is_cut:  # what came in time may look like a whole head
            raise HttpError("unreachable")
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()})
    except (OSError, http.client.HTTPException) as error:
        raise HttpError("unreachable") from error
    finally:
        guard.cancel()
        wire.close()


def _target(parts: SplitResult) -> str:
    """What stands in the first line: the path and what is asked for."""
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _open_addresses(host: str, port: int, *, inside: bool) -> list[str]:
    """All addresses of a name; one of them in our own house is enough to call none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HttpError("unknown_host") from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not inside and not all(is_open(address) for address in addresses):
        raise HttpError("private")
    return addresses


def is_open(address: str) -> bool:
    """Whether an IP address lies on the open internet, also when it is dressed as one of IPv6."""
    bare = _undressed(ipaddress.ip_address(address.partition("%")[0]))
    return bare.is_global and not (bare.is_multicast or bare.is_reserved or bare.is_unspecified)


def _undressed(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside (mapped, 6to4, NAT64), which is the one that is called in the end."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


class _Wire(http.client.HTTPSConnection):
    """Calls the addresses that were looked at, under the name that the certificate must show."""

    def __init__(self, host: str, port: int, *, addresses: list[str]) -> None:
        self.trusted = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self.trusted)
        self.addresses, self.until, self.is_cut = addresses, time.monotonic() + PATIENCE, False

    def connect(self) -> None:
        plain = self._reached()
        # The socket is ours before it shakes hands, so that a slow handshake can be cut too.
        self.sock = self.trusted.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def _reached(self) -> socket.socket:
        """The first address that answers."""
        for address in self.addresses[:-1]:
            with suppress(OSError):
                return socket.create_connection((address, self.port), timeout=self._left())
        return socket.create_connection((self.addresses[-1], self.port), timeout=self._left())

    def _left(self) -> float:
        return max(self.until - time.monotonic(), 0.1)


def _cut(wire: _Wire) -> None:
    wire.is_cut = True
    with suppress(OSError):
        if wire.sock:
            wire.sock.shutdown(socket.SHUT_RDWR)
