"""The scanner finds what it is there for, in every dress."""

from __future__ import annotations

import base64
import gzip
import io
import json
import quopri
import zipfile
import zlib
from collections.abc import Callable
from email.mime.text import MIMEText
from urllib.parse import quote

import pytest

from tests.leak.canaries import KINDS, Canary, Traces
from tests.leak.scan import Sink, scan

NAME = Canary("any", "name", Traces("any").of("name"))
Dress = Callable[[bytes], bytes]


def zipped(content: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("docProps/core.xml", content)
    return b"before" + box.getvalue()


def in_signs(content: bytes) -> bytes:
    return "".join(f"&#{letter};" for letter in content).encode()


def broken_by_soft_ends(content: bytes) -> bytes:
    middle = len(content) // 2
    return quopri.encodestring(b"\xc3\xa9") + content[:middle] + b"=\r\n" + content[middle:]


DRESSES: dict[str, Dress] = {
    "as it is": bytes,
    "in capitals": bytes.upper,
    "with a capital": bytes.title,
    "base64": base64.b64encode,
    "base64 behind one byte": lambda content: base64.b64encode(b"x" + content),
    "base64 behind two": lambda content: base64.b64encode(b"xy" + content + b"z"),
    "base64 for addresses": lambda content: base64.urlsafe_b64encode(b"\xfb\xff" + content),
    "base64 of a name": lambda content: base64.b64encode(b"Zulfa " + content.title()),
    "hexadecimal": lambda content: content.hex().encode(),
    "hexadecimal in capitals": lambda content: content.hex().upper().encode(),
    "backwards": lambda content: content[::-1],
    "UTF-16, little end first": lambda content: content.decode().encode("utf-16-le"),
    "UTF-16, big end first": lambda content: content.decode().encode("utf-16-be"),
    "every letter in percent": lambda content: "".join(f"%{letter:02x}" for letter in content).encode(),
    "in an address": lambda content: quote(f"a b&{content.decode()}").encode(),
    "every letter as a sign of HTML": in_signs,
    "every letter as a sign of JSON": lambda content: "".join(f"\\u{letter:04x}" for letter in content).encode(),
    "quoted-printable": broken_by_soft_ends,
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zlib in base64": lambda content: b'{"s": ".' + base64.urlsafe_b64encode(zlib.compress(content * 9)) + b'"}',
    "zip": zipped,
    "zip in base64 in JSON": lambda content: json.dumps({"f": base64.b64encode(zipped(content)[6:]).decode()}).encode(),
    "a letter": lambda content: MIMEText(f"é {content.decode()}", "plain", "utf-8").as_bytes(),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_leak_is_found_in_every_dress(dress: str) -> None:
    content = b"<p>\x00\xff before " + DRESSES[dress](NAME.value.encode()) + b" behind</p>\n"
    (hit,) = scan([Sink("page", "dewi", "GET /meja/", content)], [NAME])
    assert str(hit).startswith(f"name of any ({NAME.value}) in page to dewi: GET /meja/, ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found(kind: str) -> None:
    canary = Canary("any", kind, Traces("any").of(kind))
    for content in (canary.value, base64.b64encode(f"x{canary.value}".encode()).decode(), canary.value[::-1]):
        assert len(scan([Sink("log", "", "the log", f"a {content} b".encode())], [canary])) == 1, content


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("phone", "0{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}{0[6]}-{0[7]}{0[8]}{0[9]}{0[10]}"),
        ("phone", "+62{0}"),
        ("phone", "08•••••{0[7]}{0[8]}{0[9]}{0[10]}"),
        ("phone", "0812****{0[7]}{0[8]}{0[9]}{0[10]}"),
        (
            "nik",
            "{0[0]}{0[1]}{0[2]}{0[3]} {0[4]}{0[5]}{0[6]}{0[7]} {0[8]}{0[9]}{0[10]}{0[11]} {0[12]}{0[13]}{0[14]}{0[15]}",
        ),
        ("nik", "************{0[12]}{0[13]}{0[14]}{0[15]}"),
    ],
)
def test_numbers_are_found_in_groups_and_behind_a_mask(kind: str, written: str) -> None:
    canary = Canary("any", kind, Traces("any").of(kind))
    assert len(scan([Sink("page", "dewi", "/", written.format(canary.value).encode())], [canary])) == 1


def test_what_is_not_there_is_not_found() -> None:
    others = [Canary("other", kind, Traces("other").of(kind)) for kind in KINDS]
    content = " ".join(Traces("any").of(kind) for kind in KINDS).encode()
    assert scan([Sink("page", "dewi", "/", content + base64.b64encode(content) + gzip.compress(content))], others) == []


def test_one_hit_is_told_for_each_channel_and_visitor() -> None:
    content = NAME.value.encode()
    sinks = [Sink(channel, who, "/", content) for channel in ("page", "api") for who in ("dewi", "eko", "dewi")]
    assert len(scan(sinks, [NAME])) == 4
