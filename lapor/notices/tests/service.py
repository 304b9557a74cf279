"""A push service of our own: a real https server that opens what arrives with the keys of its subscriptions."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapor.kit.tests.tls import serving
from lapor.notices.devices import Subscription


@dataclass
class Service:
    """What arrived, opened; `status` and `headers` are the answers from now on, `delay` how slowly they come (s)."""

    heard: list[dict[str, str]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    tried: int = 0
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    port: int = 0
    receivers: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = field(default_factory=dict)

    def subscribe(self) -> Subscription:
        """What a browser would give to the page."""
        private, secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        path = f"/kirim/{base64.urlsafe_b64encode(os.urandom(12)).decode()}"
        self.receivers[path] = private, secret
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Subscription(f"https://127.0.0.1:{self.port}{path}", text(point), text(secret))

    def take(self, path: str, head: dict[str, str], body: bytes) -> None:
        self.tried += 1
        time.sleep(self.delay)
        if self.status == 201:
            private, secret = self.receivers[path]
            plain = http_ece.decrypt(body, private_key=private, auth_secret=secret, version="aes128gcm")  # type: ignore[no-untyped-call]  # it has no types
            self.heard.append(json.loads(plain))
            self.heads.append(head)
            self.bodies.append(body)


def text(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


@contextmanager
def push_service(service: Service, folder: Path) -> Iterator[Path]:
    """Run it; gives the certificate to trust."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.take(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with serving(Handler, folder) as (port, certificate):
        service.port = port
        yield certificate
