"""What the tests of bad input share: what Ani types, who uses which face, and that nothing half-written is left."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.test import Client

from lapor.kit import text
from lapor.people.actor import PUBLIC
from lapor.public.tests.conftest import form_values, typed
from lapor.reports import actions, words
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.world import World, draft

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse

# Rows that a refusal may leave: a look at a report, a session, what the bell has shown.
TRACES = frozenset({"sessions.Session", "reports.AccessEntry"})
BOUNDARY = "batas-kiriman"
# What must never stand in a log; each is typed by somebody in these tests.
PERSONAL = ("Ani Kartini", "ani@warga.example", "081234567890", "Pasar Malili", "kanari")


def filled(**changes: Any) -> dict[str, Any]:
    """The public form as Ani fills it in, without JavaScript, once she has looked at what seems personal."""
    return typed(**{"diperiksa": "1"} | changes)


def multipart(fields: dict[str, Any], files: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """A form as a browser sends it, but with any bytes at all: words first, files last; a list comes as often."""
    parts = []
    for name, value in (
        (name, one) for name, many in fields.items() for one in (many if type(many) is list else [many])
    ):
        given = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        parts.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + given)
    for name, content in files:
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content)
    edge = f"--{BOUNDARY}\r\n".encode()
    return b"".join(edge + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def send(path: str, fields: dict[str, Any], *files: tuple[str, bytes], browser: Client | None = None) -> Answer:
    """Post a form as multipart/form-data."""
    body = multipart(fields, files)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return (browser or Client()).post(path, body, content_type=kind)


def filed(world: World, **changes: Any) -> Receipt:
    """A report of Ani in the queue of Luwu Timur, with its PIN."""
    changes.setdefault("target", world.agencies["luwu-timur"].pk)
    return actions.submit(draft(**changes), by=PUBLIC, key=secrets.token_hex(16))


def opened(receipt: Receipt) -> Client:
    """A browser in which the report was opened with code and PIN."""
    browser = Client()
    answer = browser.post("/lacak", {"code": receipt.report.code, "pin": receipt.pin})
    assert answer["Location"] == "/laporan-saya/"
    return browser


def counted() -> dict[str, int]:
    """How many rows each table has, but for traces."""
    kinds = [kind for kind in apps.get_models() if kind._meta.managed and kind._meta.label not in TRACES]
    return {kind._meta.label: kind._base_manager.count() for kind in kinds}


@contextmanager
def nothing_written() -> Iterator[None]:
    """What happens inside must leave no row and no file."""
    before = counted()
    yield
    after = counted()
    assert {name for name in after if after[name] != before[name]} == set()


def told(answer: Answer, status: int, sentence: str) -> str:
    """Check that a page says so with this status; give its text."""
    html = answer.content.decode()
    assert answer.status_code == status, html
    assert sentence in html
    return html


def still_there(html: str, path: str, typed: dict[str, Any], *names: str) -> None:
    """Check that the form on the page holds what was typed, as far as it can be written at all."""
    shown = form_values(html, path)
    for name in names or typed:
        assert shown.get(name, "").replace("\r\n", "\n") == legible(typed[name]), name


def legible(value: object) -> str:
    """What a page can show of typed bytes: invalid ones as replacement signs, NUL not at all, plain line ends."""
    given = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return given.replace("\0", "\ufffd").replace("\r\n", "\n")


def kept(report: Report) -> tuple[str, str]:
    return words.title(report), words.body(report)


def cleaned(value: bytes | str) -> str:
    """The form in which words are kept."""
    given = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return text.clean(given).strip()
