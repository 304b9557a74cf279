"""Looks for canaries in bytes: as they are and in every dress in which a careless hand could carry them out."""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote_to_bytes
from uuid import UUID

from tests.leak.canaries import MARK, Canary

PLAIN = re.compile(rb"%s[a-z]{8}" % MARK.encode())
DEEPEST = 3  # a zip in base64 in JSON; nobody wraps a leak more often by accident
LONGEST = 1 << 22  # bytes that one packed thing may unfold to
PACKED = re.compile(rb"\x1f\x8b\x08|PK\x03\x04|\x78[\x01\x5e\x9c\xda]")
ZIP_HEAD = struct.Struct("<4s5H3I2H")
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{20,}")
PACKED_IN_BASE64 = re.compile(rb"\.?(?:H4sI|UEsD|eJ|eN|eA|eF)")  # how gzip, zip and zlib begin
JSON_SIGN = re.compile(rb"\\u([0-9a-fA-F]{4})")
JSON_SIGNS = re.compile(rb"(?:\\u00[3-7][0-9a-fA-F]){3}")
HTML_SIGNS = re.compile(rb"(?:&#x?[0-9a-fA-F]+;){3}")
ADDRESS_SIGNS = re.compile(rb"(?:%[3-7][0-9a-fA-F]){3}")
SOFT_ENDS = re.compile(rb"=\r?\n|(?:=[3-7][0-9A-F]){3}")


@dataclass(frozen=True, slots=True)
class Sink:
    """What one channel gave to one visitor at one place. `who` is "" where no visitor is in it (logs, the dump)."""

    channel: str
    who: str
    where: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hit:
    canary: Canary
    channel: str
    who: str
    where: str
    dress: str

    def __str__(self) -> str:
        to = f" to {self.who}" if self.who else ""
        return f"{self.canary} ({self.canary.value}) in {self.channel}{to}: {self.where}, {self.dress}"


def scan(sinks: Iterable[Sink], canaries: Iterable[Canary]) -> list[Hit]:
    """Every canary in every channel of every visitor, one example of each."""
    groups: dict[tuple[str, str], list[Sink]] = {}
    for sink in sinks:
        groups.setdefault((sink.channel, sink.who), []).append(sink)
    wanted = list(canaries)
    return [hit for group in groups.values() for hit in _in_group(group, wanted)]


def _in_group(group: list[Sink], canaries: list[Canary]) -> Iterator[Hit]:
    """A group is read once, each of its lines once: pages repeat each other."""
    lines = {line: sink for sink in reversed(group) for line in _lines(sink.content)}
    haystack = b"\n".join(lines)
    words = {canary.value.encode(): canary for canary in canaries if canary.value.startswith(MARK)}
    found: dict[Canary, tuple[str, int]] = {}
    for match in PLAIN.finditer(haystack):
        if canary := words.get(match[0]):
            found.setdefault(canary, ("as it is", match.start()))
    dressed = any(mark in haystack for mark in _marks())
    for canary in canaries:
        if canary in found or (canary.value.startswith(MARK) and not dressed):
            continue
        for dress, needle in needles(canary):
            if (place := haystack.find(needle)) >= 0:
                found[canary] = (dress, place)
                break
    for canary, (dress, place) in found.items():
        line = haystack[haystack.rfind(b"\n", 0, place) + 1 :].partition(b"\n")[0]
        sink = lines[line]
        yield Hit(canary, sink.channel, sink.who, sink.where, dress)


def _lines(content: bytes) -> Iterator[bytes]:
    for layer in layers(content):
        yield from layer.lower().split(b"\n")


@lru_cache(maxsize=1)
def _marks() -> tuple[bytes, ...]:
    """How every word among the canaries begins in every dress but its own."""
    written = {needle for plain in (MARK, MARK.title(), MARK.upper()) for _, needle in _dressed(plain)}
    return tuple({needle.lower() for needle in written} - {MARK.encode()})


@lru_cache(maxsize=4096)
def needles(canary: Canary) -> tuple[tuple[str, bytes], ...]:
    """What a canary looks like in each dress, folded to lower case like the haystack."""
    found: dict[bytes, str] = {}
    for plain in forms(canary):
        for dress, needle in _dressed(plain):
            found.setdefault(needle.lower(), dress)
    return tuple((dress, needle) for needle, dress in found.items())


def forms(canary: Canary) -> tuple[str, ...]:
    """The ways of writing one canary: numbers in groups, with the land's code, or only their end behind a mask."""
    value = canary.value
    match canary.kind:
        case "phone":
            parts = [value[:3], value[3:7], value[7:]]
            return (value, *(f"0{sign.join(parts)}" for sign in " -."), *_masked(value))
        case "nik":
            return (value, " ".join(value[at : at + 4] for at in range(0, 16, 4)), *_masked(value))
        case "pin" | "code":
            grouped = [value[at : at + 3] for at in range(0, len(value), 3)]
            return (value, "-".join(grouped), "\N{NON-BREAKING HYPHEN}".join(grouped), " ".join(grouped))
        case "id":
            return (value, str(UUID(value)))
        case "email":
            return (value, f"example.surat@{value}")
        case _:
            return (value, value.title(), value.upper())


def _masked(value: str) -> tuple[str, ...]:
    """The last four digits mean something only behind a sign that stands for the hidden ones."""
    return tuple(f"{sign}{gap}{value[-4:]}" for sign in ("*", "•", "xx", "…", "··") for gap in ("", " "))


def _dressed(plain: str) -> Iterator[tuple[str, bytes]]:
    raw = plain.encode()
    yield "as it is", raw
    if plain.lower() != MARK and len(raw) < 9:
        return  # too short to be told from chance in another dress
    yield "in UTF-16", plain.encode("utf-16-le")[:-1]  # the same bytes stand in the big-endian form
    yield "in hexadecimal", raw.hex().encode()
    yield "backwards", raw[::-1]
    yield "in an address", quote(plain, safe="").encode()
    yield "in a form", quote_plus(plain).encode()
    for offset in range(3):
        yield f"in base64 (offset {offset})", _base64(raw, offset)


def _base64(raw: bytes, offset: int) -> bytes:
    """The letters of base64 that are the same whatever stands before and behind; `offset` bytes stand before."""
    encoded = base64.b64encode(bytes(offset) + raw)
    first = (0, 2, 3)[offset]
    last = (offset + len(raw)) * 8 // 6
    return encoded[first:last]


def layers(content: bytes, depth: int = DEEPEST) -> Iterator[bytes]:
    """The bytes themselves, the same with signs that stand for letters read, and what is packed within them."""
    yield content
    yield from _written_plainly(content)
    if depth:
        for inner in _packed_inside(content):
            yield from layers(inner, depth - 1)


def _written_plainly(content: bytes) -> Iterator[bytes]:
    """Runs of signs that stand for letters, read: HTML, JSON, addresses; and the soft line ends of mail."""
    if HTML_SIGNS.search(content):
        yield html.unescape(content.decode(errors="replace")).encode()
    if JSON_SIGNS.search(content):
        yield JSON_SIGN.sub(lambda found: chr(int(found[1], 16)).encode(errors="replace"), content)
    if ADDRESS_SIGNS.search(content):
        yield unquote_to_bytes(content)
    if SOFT_ENDS.search(content):
        yield quopri.decodestring(content)


def _packed_inside(content: bytes) -> Iterator[bytes]:
    for found in PACKED.finditer(content):
        yield from _unpacked(content[found.start() : found.start() + LONGEST])
    for found in BASE64_RUN.finditer(content):
        if not PACKED_IN_BASE64.match(found[0]):
            continue
        run = found[0].replace(b"-", b"+").replace(b"_", b"/")
        with suppress(binascii.Error):
            yield base64.b64decode(run[: len(run) // 4 * 4])


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What a stream that begins here unfolds to; nothing when it only looks like one."""
    begin, kind = 0, 15
    if content.startswith(b"PK"):  # one file of a zip: its head, its name, then deflate without a head
        if len(content) < ZIP_HEAD.size:
            return
        *_, name, extra = ZIP_HEAD.unpack_from(content)
        begin, kind = ZIP_HEAD.size + name + extra, -15
    elif content.startswith(b"\x1f"):
        kind = 31
    with suppress(zlib.error):
        if out := zlib.decompressobj(kind).decompress(content[begin:], LONGEST):
            yield out
