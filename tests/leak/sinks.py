"""Everything that leaves the house or stays in it: pages, JSON, mail, bells, logs, the database, files."""

from __future__ import annotations

import io
import json
import logging
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from lapor.notices.tests.service import Service
from tests.leak.scan import Sink

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse

PORTS = range(8610, 8620)


@dataclass
class Sinks:
    """What was collected so far."""

    found: list[Sink] = field(default_factory=list)

    def add(self, channel: str, who: str, where: str, content: bytes) -> None:
        self.found.append(Sink(channel, who, where, content))


@dataclass
class Visitor:
    """A browser or program whose every answer is kept: head, body, and the addresses that it was sent to."""

    who: str
    client: Client
    sinks: Sinks
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, guessed: str = "", **query: Any) -> Answer:
        """Ask for a page. `guessed`: what the visitor knows from elsewhere and typed into the address himself."""
        answer = self.client.get(path, query or None, headers=self.headers or None)
        return self._kept("GET", path, answer, guessed=guessed.lower().encode())

    def post(self, path: str, data: object = None, **more: Any) -> Answer:
        return self._kept("POST", path, self.client.post(path, data, headers=self.headers or None, **more))

    def _kept(self, method: str, path: str, answer: Answer, *, guessed: bytes = b"") -> Answer:
        body = answer.getvalue()
        head = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
        head += "".join(f"Set-Cookie: {morsel.OutputString()}\n" for morsel in answer.cookies.values())
        told, to = head.encode() + body, answer.headers.get("Location", "").encode()
        if guessed and answer.status_code != 200:  # a refusal that gives his own words back tells him nothing
            told, to = (re.sub(re.escape(guessed), b"", one, flags=re.IGNORECASE) for one in (told, to))
        where = f"{method} {path} {answer.status_code}"
        self.sinks.add(channel_of(path, answer), self.who, where, told)
        self.sinks.add("address", self.who, where, to if guessed else path.encode() + b"\n" + to)
        return answer


def channel_of(path: str, answer: Answer) -> str:
    """A refusal is a channel of its own, whoever speaks; so is a file."""
    if answer.status_code >= 400:
        return "refusal"
    if path.endswith("/openapi.json"):
        return "openapi"
    if answer.streaming:
        return "file"
    return "api" if path.startswith("/api/") else "page"


@dataclass
class Post:
    """A mail server that keeps every letter with its envelope; `excuse` is what it says instead of taking one."""

    sinks: Sinks
    excuse: dict[str, str] = field(default_factory=dict)  # recipient → answer, once
    officers: frozenset[str] = frozenset()
    letters: list[tuple[str, str]] = field(default_factory=list)  # recipient and text

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (to,) = envelope.rcpt_tos
        if said := self.excuse.pop(to, ""):
            return said
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        opened = b"\n".join(_parts(content))
        head = f"{envelope.mail_from} {to} {envelope.mail_options} {envelope.rcpt_options}\n".encode()
        who = "officer" if to in self.officers else to
        self.sinks.add("mail", who, "a letter", head + content + b"\n" + opened)
        self.letters.append((to, opened.decode()))
        return "250 OK"


def _parts(content: bytes) -> Iterator[bytes]:
    letter = message_from_bytes(content, policy=policy.default)
    yield "\n".join(f"{name}: {value}" for name, value in letter.items()).encode()
    for part in letter.walk():
        if part.get_content_maintype() != "multipart":
            yield cast("bytes", part.get_payload(decode=True))


@contextmanager
def post_office(post: Post) -> Iterator[int]:
    """Run the server on the first free port of the range; gives the port."""
    for port in PORTS:
        server = Controller(post, hostname="127.0.0.1", port=port)
        try:
            server.start()
        except OSError:
            continue
        try:
            yield port
        finally:
            server.stop()
        return
    raise RuntimeError(f"no free port in {PORTS}")


def keep_pushes(sinks: Sinks, service: Service) -> None:
    """Keep what devices showed, and what the foreign house that carried it could read."""
    for told, head, body in zip(service.heard, service.heads, service.bodies, strict=True):
        sinks.add("push", "officer", "a notice on a device", json.dumps(told, ensure_ascii=False).encode())
        sinks.add(
            "push-service", "", "its head", "".join(f"{name}: {value}\n" for name, value in head.items()).encode()
        )
        sinks.add("push-service", "", "its body", body)


@contextmanager
def overheard(sinks: Sinks) -> Iterator[None]:
    """Keep what the configured log handler writes, each line as the program gave it, and all that is printed."""
    root, written, spoken, printed = logging.getLogger(), io.StringIO(), io.StringIO(), io.StringIO()
    (handler,) = [one for one in root.handlers if isinstance(one, logging.StreamHandler) and _is_ours(one)]
    listener = logging.StreamHandler(spoken)
    listener.setFormatter(_Bare())
    before, level = handler.setStream(written), root.level
    root.addHandler(listener)
    root.setLevel(logging.INFO)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the test's own mail server
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            yield
    finally:
        root.removeHandler(listener)
        root.setLevel(level)
        if before is not None:
            handler.setStream(before)
        for where, stream in (("the log", written), ("what was logged", spoken), ("standard output", printed)):
            sinks.add("log", "", where, stream.getvalue().encode())


def _is_ours(handler: logging.Handler) -> bool:
    """pytest adds handlers of its own, which are no part of the product."""
    return type(handler) is logging.StreamHandler


class _Bare(logging.Formatter):
    """What was logged, without the traceback that our formatter replaces."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.name} {record.getMessage()}"


def keep_house(sinks: Sinks) -> None:
    """Keep the folder of the installation (files, counters, temporary uploads) and the cache in memory."""
    home = Path(settings.LAPOR_HOME)
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        sinks.add("home", "", "names of files", name.encode())
        if path.is_file() and not name.startswith(("static/", "test.sqlite3", "lapor.sqlite3")):
            sinks.add("home", "", name, path.read_bytes())
    sinks.add("memory", "", "cache", pickle.dumps([vars(cache).get("_cache") for cache in caches.all()]))
