"""A mail server of our own that does what a script says, and reports that go their way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from lapor.kit import clock
from lapor.notices import circuit, ways, work
from lapor.notices.models import Routine, Way
from lapor.reports import reactions
from lapor.reports.world import World

PORTS = range(8170, 8180)


@dataclass
class Mailbox:
    """What the server took, in order; `answer` says per recipient what comes after DATA ("" takes it and hangs up)."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[str], str] = lambda to: "250 OK"
    refuse: Callable[[str], str] = lambda to: "250 OK"
    delay: float = 0.0
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.refuse(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (to,) = envelope.rcpt_tos
        said = self.answer(to)
        if said.startswith("250") or not said:
            mail = message_from_bytes(_bytes(envelope), policy=policy.default)
            mail["X-Envelope-To"] = to
            self.mails.append(mail)
        if not said:
            _hang_up(server)
        if self.delay:
            time.sleep(self.delay)
        return said or "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


def _hang_up(server: SMTP) -> None:
    transport = server.transport
    if isinstance(transport, asyncio.Transport):
        transport.abort()


def _bytes(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    return content.encode() if isinstance(content, str) else content


def listen(box: Mailbox) -> Controller:
    """Start the server on the first free port of the range."""
    for port in PORTS:
        server = Controller(box, hostname="127.0.0.1", port=port)
        try:
            server.start()
        except OSError:
            continue
        box.port = port
        return server
    raise RuntimeError(f"no free port in {PORTS}")


@pytest.fixture
def world(world: World) -> World:
    """Everybody here hears at once; `test_digests` takes that back."""
    hear_at_once(world)
    return world


def hear_at_once(world: World) -> None:
    """Let everybody choose to hear of everything at once."""
    at_once = dict.fromkeys(ways.LABELS, Way.NOW)
    Routine.objects.bulk_create(Routine(user=user, ways=at_once) for user in world.users.values())


@pytest.fixture(autouse=True)
def _fresh_circuit() -> Iterator[None]:
    circuit.email.mend()
    circuit.services.clear()
    yield
    circuit.email.mend()


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    server = listen(box)
    use_smtp(settings, port=box.port)
    yield box
    server.stop()


def use_smtp(settings: Settings, *, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
    settings.LAPOR_BASE_URL = "https://lapor.example"


def go_round(at: datetime | None = None) -> int:
    """What the worker does: react to every event, then send everything that may go now."""
    with clock.freeze(at or clock.now()):
        while reactions.work("test"):
            pass
        sent = 0
        while done := work.work("test"):
            sent += done
        return sent


def words_of(mail: EmailMessage) -> str:
    """Both parts and every header but the recipient's address."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    headers = [f"{name}: {value}" for name, value in mail.items() if name not in ("To", "X-Envelope-To")]
    return "\n".join([*headers, *parts])


def part(mail: EmailMessage, kind: str) -> str:
    """The text ("plain") or the HTML ("html") of a mail."""
    found = mail.get_body((kind,))
    return str(found.get_content()) if found else ""
