"""The door to foreign hosts: what it refuses to call, and what a bad host on the other side can do to us."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from lapor.kit import http
from lapor.kit.http import HttpError
from lapor.kit.tests.tls import serving

Found = list[tuple[Any, ...]]


@dataclass
class Host:
    """A server that does what its address says; `asked`: what was called, with the body."""

    port: int = 0
    certificate: Path = Path()
    asked: list[tuple[str, bytes]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    found = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            with suppress(OSError):
                getattr(self, self.path.split("?")[0].strip("/"))()

        def plain(self) -> None:
            self.send_response(201)
            self.send_header("X-Said", "ya")
            self.end_headers()

        def redirect(self) -> None:
            self.send_response(307)
            self.send_header("Location", found.url("/plain"))
            self.end_headers()

        def endless(self) -> None:
            """A body that never ends."""
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(bytes(65536))

        def drip(self) -> None:
            """A letter of the head at a time, each before a read would give up."""
            for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200:
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(0.05)

        def nonsense(self) -> None:
            self.wfile.write(b"220 mail.example ESMTP\r\n")

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with serving(Handler, tmp_path) as (found.port, found.certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(found.certificate))
        yield found


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name lead to these addresses."""
    rows: Found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 :: "
    "fe80::1 fe80::1%eth0 fd00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: "
    "2001:db8::1".split(),
)
def test_an_address_of_a_house_is_not_open(address: str) -> None:
    assert not http.is_open(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_open(address: str) -> None:
    assert http.is_open(address)


def test_a_body_arrives_and_the_head_comes_back(host: Host) -> None:
    answer = http.post(host.url("/plain?a=b#c"), b"kabar", headers={"TTL": "1"}, inside=True)
    assert (answer.status, answer.headers["x-said"]) == (201, "ya")
    assert host.asked == [("/plain?a=b", b"kabar")]


def test_a_redirect_is_an_answer_and_not_followed(host: Host) -> None:
    assert http.post(host.url("/redirect"), b"", headers={}, inside=True).status == 307
    assert [path for path, _ in host.asked] == ["/redirect"]


@pytest.mark.parametrize("path", ["/drip", "/nonsense"])
def test_a_host_that_drips_or_talks_nonsense_costs_a_moment(
    host: Host, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", 1.0)
    with pytest.raises(HttpError, match="unreachable"):  # the whole drip would count as an answer
        http.post(host.url(path), b"", headers={}, inside=True)


def test_an_endless_answer_is_not_read(host: Host) -> None:
    assert http.post(host.url("/endless"), b"", headers={}, inside=True).status == 200


def test_a_host_that_never_shakes_hands_costs_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(HttpError, match="unreachable"):
        http.post(f"https://127.0.0.1:{mute.getsockname()[1]}/", b"", headers={}, inside=True)


def test_a_certificate_that_nobody_vouches_for_ends_it(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(HttpError, match="unreachable"):
        http.post(host.url("/plain"), b"", headers={}, inside=True)
    assert host.asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "gopher://127.0.0.1/x", "file:///etc/passwd", "https:///x"])
def test_only_https_is_spoken(url: str) -> None:
    with pytest.raises(HttpError, match="unknown_host"):
        http.post(url, b"", headers={}, inside=True)


@pytest.mark.parametrize("name", ["127.0.0.1", "2130706433", "0x7f000001", "localhost", "[::1]"])
def test_our_own_house_is_not_called_under_any_spelling(host: Host, name: str) -> None:
    with pytest.raises(HttpError, match=r"private|unknown_host"):
        http.post(f"https://{name}:{host.port}/plain", b"", headers={})
    assert host.asked == []


def test_a_name_that_leads_inside_by_one_of_its_addresses_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, "8.8.8.8", "127.0.0.1")
    with pytest.raises(HttpError, match="private"):
        http.post("https://push.example/x", b"", headers={})


def test_what_was_looked_at_is_called_whatever_the_name_leads_to_later(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the second look would find our own house, and there is no second look."""
    answers, called = [["8.8.8.8"], ["127.0.0.1"]], list[str]()

    def look(*_: object, **__: object) -> Found:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, host.port)) for one in answers.pop(0)]

    def call(address: tuple[str, int], **_: object) -> socket.socket:
        called.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look)
    monkeypatch.setattr(socket, "create_connection", call)
    with pytest.raises(HttpError, match="unreachable"):
        http.post(f"https://push.example:{host.port}/plain", b"", headers={})
    assert called == ["8.8.8.8"]
    assert len(answers) == 1


def test_the_next_address_is_called_where_the_first_does_not_answer(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_open_addresses", lambda *_, **__: ["::1", "127.0.0.1"])
    assert http.post(host.url("/plain"), b"", headers={}, inside=True).status == 201
