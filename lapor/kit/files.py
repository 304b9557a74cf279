"""What a file is, told from its own bytes: no parser runs here, and what a client claims counts for nothing."""

import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from lapor.kit import text

HEAD_BYTES = 4096
TAIL_BYTES = 256 * 1024  # room for the directory of some thousand zip entries
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that may be attached."""

    group: str  # image, document, audio or video
    extension: str
    mime: str


JPEG = Kind("image", "jpg", "image/jpeg")
PNG = Kind("image", "png", "image/png")
WEBP = Kind("image", "webp", "image/webp")
GIF = Kind("image", "gif", "image/gif")
PDF = Kind("document", "pdf", "application/pdf")
DOCX = Kind("document", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
XLSX = Kind("document", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
ODT = Kind("document", "odt", "application/vnd.oasis.opendocument.text")
MP3 = Kind("audio", "mp3", "audio/mpeg")
M4A = Kind("audio", "m4a", "audio/mp4")
OGG = Kind("audio", "ogg", "audio/ogg")
WAV = Kind("audio", "wav", "audio/wav")
MP4 = Kind("video", "mp4", "video/mp4")
KINDS = (JPEG, PNG, WEBP, GIF, PDF, DOCX, XLSX, ODT, MP3, M4A, OGG, WAV, MP4)

_MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV", b"M4V "}
_M4A_BRANDS = {b"M4A ", b"M4B "}
_OFFICE_BEGINS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"customXml/")
_ODT_BEGIN = b"mimetype" + ODT.mime.encode()
_MACROS = re.compile(rb"vbaProject|activeX|macrosheets|oleObject|^Basic/|^Scripts/", re.IGNORECASE)
_UNSAFE_ENTRY = re.compile(rb"(^|/)\.\.(/|$)|^/|\\|\x00|^[A-Za-z]:")
_UNSAFE_NAME = re.compile(r'[/\\:*?"<>|\n\t]+')
_DEVICE_NAME = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def sniff(file: BinaryIO) -> Kind | None:
    """Tell the kind of a seekable file, None when it is none that may be attached; the position is left as it was."""
    place = file.tell()
    try:
        file.seek(0)
        head = file.read(HEAD_BYTES)
        if head.startswith(b"PK\x03\x04"):
            size = file.seek(0, 2)
            file.seek(max(size - TAIL_BYTES, 0))
            return _of_zip(head, file.read(TAIL_BYTES))
        return _of_head(head)
    finally:
        file.seek(place)


def clean_name(name: str, kind: Kind) -> str:
    """Make a file name that no system trips over, with the extension of its content; "lampiran" if nothing is left."""
    last = re.split(r"[/\\]", text.clean(name))[-1]
    stem = _UNSAFE_NAME.sub(" ", last).rpartition(".")[0] or _UNSAFE_NAME.sub(" ", last)
    stem = " ".join(stem.split()).strip(" .-")[:LONGEST_NAME].strip(" .-")
    while stem and len(f"{stem}.{kind.extension}".encode()) > 200:
        stem = stem[:-1]
    if not any(unicodedata.category(symbol)[0] in "LNS" for symbol in stem) or _DEVICE_NAME.match(stem):
        stem = "lampiran"
    return f"{stem}.{kind.extension}"


def _of_head(head: bytes) -> Kind | None:
    for kind, fits in (
        (JPEG, head.startswith(b"\xff\xd8\xff") and len(head) > 20),
        (PNG, head.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")),
        (WEBP, head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8"),
        (GIF, head.startswith((b"GIF87a", b"GIF89a")) and len(head) > 13),
        (PDF, re.match(rb"%PDF-[12]\.\d", head) is not None),
        (WAV, head.startswith(b"RIFF") and head[8:16] == b"WAVEfmt "),
        (OGG, _is_ogg_audio(head)),
        (MP3, _is_mp3(head)),
        (MP4, head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS),
        (M4A, head[4:8] == b"ftyp" and head[8:12] in _M4A_BRANDS),
    ):
        if fits:
            return kind
    return None


def _is_ogg_audio(head: bytes) -> bool:
    first_page = head[28:40]
    return head.startswith(b"OggS\x00\x02") and first_page.startswith((b"OpusHead", b"\x01vorbis"))


def _is_mp3(head: bytes) -> bool:
    if head.startswith(b"ID3"):
        return len(head) > 10 and head[3] in (2, 3, 4) and all(byte < 0x80 for byte in head[6:10])
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return False  # no frame of layer III of a known version
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return bitrate not in (0, 15) and rate != 3


def _of_zip(head: bytes, tail: bytes) -> Kind | None:
    if head[30 : 30 + len(_ODT_BEGIN)] == _ODT_BEGIN and head[8:10] == b"\x00\x00":
        return None if _macro_or_trap(_entries(tail)) else ODT
    if not head[30:].startswith(_OFFICE_BEGINS):
        return None
    names = _entries(tail)
    if b"[Content_Types].xml" not in names or _macro_or_trap(names):
        return None
    found = [kind for kind, main in ((DOCX, b"word/document.xml"), (XLSX, b"xl/workbook.xml")) if main in names]
    return found[0] if len(found) == 1 else None


def _entries(tail: bytes) -> set[bytes]:
    """Read the entry names of a zip's central directory as far as it stands in the tail; nothing is inflated."""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        return set()
    place = end - int.from_bytes(tail[end + 12 : end + 16], "little")
    names = set()
    while 0 <= place < end and tail[place : place + 4] == b"PK\x01\x02":
        name, extra, comment = (int.from_bytes(tail[place + at : place + at + 2], "little") for at in (28, 30, 32))
        names.add(tail[place + 46 : place + 46 + name])
        place += 46 + name + extra + comment
    return names if place == end else set()


def _macro_or_trap(names: set[bytes]) -> bool:
    return not names or any(_MACROS.search(name) or _UNSAFE_ENTRY.search(name) for name in names)
