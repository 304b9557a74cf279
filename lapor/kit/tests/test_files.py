import io
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lapor.kit import files
from lapor.kit.files import Kind

CONTENT_TYPES = "[Content_Types].xml"


def picture(form: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (3, 2)).save(target, form)
    return target.getvalue()


def packed(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo(first[0]), first[1], zipfile.ZIP_STORED)
        for name in names:
            archive.writestr(name, "<x/>" * 10)
    return target.getvalue()


ODT_FIRST = ("mimetype", files.ODT.mime.encode())
WORD = packed(CONTENT_TYPES, "_rels/.rels", "word/document.xml")
EXCEL = packed(CONTENT_TYPES, "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/printerSettings/printerSettings1.bin")
ODT = packed("content.xml", first=ODT_FIRST)

GOOD = {
    "jpeg": (picture("JPEG"), files.JPEG),
    "png": (picture("PNG"), files.PNG),
    "webp": (picture("WEBP"), files.WEBP),
    "gif": (picture("GIF"), files.GIF),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", files.PDF),
    "docx": (WORD, files.DOCX),
    "docx of another writer": (packed("_rels/.rels", "word/document.xml", CONTENT_TYPES), files.DOCX),
    "xlsx": (EXCEL, files.XLSX),
    "odt": (ODT, files.ODT),
    "mp3 with tags": (b"ID3\x04\x00\x00\x00\x00\x0f\x76" + bytes(100), files.MP3),
    "mp3 bare": (b"\xff\xfb\x90\x64" + bytes(100), files.MP3),
    "m4a": (b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00" + bytes(30), files.M4A),
    "mp4": (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00" + bytes(30), files.MP4),
    "ogg opus": (b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01", files.OGG),
    "ogg vorbis": (b"OggS\x00\x02" + bytes(20) + b"\x01\x1e\x01vorbis", files.OGG),
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00", files.WAV),
}
BAD = {
    "empty": b"",
    "text": b"Selamat siang, lampu jalan mati.",
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "svg after declaration": b'<?xml version="1.0"?><svg/>',
    "windows program": b"MZ\x90\x00" + bytes(100),
    "linux program": b"\x7fELF" + bytes(100),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + bytes(30),
    "pdf behind a kilobyte": bytes(1000) + b"%PDF-1.7",
    "jpeg start only": b"\xff\xd8\xff",
    "utf-16 text": "\ufeffhalo".encode("utf-16-le"),
    "aac": b"\xff\xf1\x50\x80" + bytes(30),
    "avi": b"RIFF\x24\x00\x00\x00AVI LIST",
    "ogg video": b"OggS\x00\x02" + bytes(20) + b"\x01\x2a\x80theora",
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "rtf": b"{\\rtf1",
    "plain zip": packed("catatan.txt"),
    "apk": packed("AndroidManifest.xml", "classes.dex"),
    "word with macros": packed(CONTENT_TYPES, "word/document.xml", "word/vbaProject.bin"),
    "word with an object": packed(CONTENT_TYPES, "word/document.xml", "word/embeddings/oleObject1.bin"),
    "word that climbs": packed(CONTENT_TYPES, "word/document.xml", "../../etc/passwd"),
    "word with an absolute path": packed(CONTENT_TYPES, "word/document.xml", "/etc/passwd"),
    "binary workbook": packed(CONTENT_TYPES, "xl/workbook.bin"),
    "powerpoint": packed(CONTENT_TYPES, "ppt/presentation.xml"),
    "word and excel at once": packed(CONTENT_TYPES, "word/document.xml", "xl/workbook.xml"),
    "office without types": packed("word/document.xml"),
    "word cut off": WORD[:-30],
    "odt with macros": packed("content.xml", "Basic/Standard/Module1.xml", first=ODT_FIRST),
    "spreadsheet of libreoffice": packed(
        "content.xml", first=("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
    ),
    "zip in front of nothing": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize(("content", "kind"), GOOD.values(), ids=GOOD)
def test_allowed_kinds_are_told_by_content_and_the_position_stays(content: bytes, kind: Kind) -> None:
    file = BytesIO(content)
    file.seek(min(7, len(content)))
    assert files.sniff(file) == kind
    assert file.tell() == 7


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_everything_else_is_refused(content: bytes) -> None:
    assert files.sniff(BytesIO(content)) is None


@given(st.sampled_from([b"", b"PK\x03\x04", b"RIFF", b"OggS\x00\x02", b"ID3", b"\xff\xfb"]), st.binary(max_size=200))
def test_no_bytes_break_the_sniffing(start: bytes, rest: bytes) -> None:
    assert files.sniff(BytesIO(start + rest)) in {None, *files.KINDS}


@given(st.integers(min_value=0, max_value=len(WORD) - 1), st.integers(min_value=0, max_value=255))
def test_no_changed_byte_of_a_zip_breaks_the_sniffing(place: int, value: int) -> None:
    changed = bytearray(WORD)
    changed[place] = value
    assert files.sniff(BytesIO(bytes(changed))) in {None, files.DOCX}


def test_a_large_file_is_not_read_whole() -> None:
    class Counting(io.BytesIO):
        seen = 0

        def read(self, size: int | None = -1, /) -> bytes:
            part = super().read(size)
            Counting.seen += len(part)
            return part

    assert files.sniff(Counting(picture("PNG") + bytes(5_000_000))) == files.PNG
    assert Counting.seen <= files.HEAD_BYTES


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("Foto Jalan.JPEG", "Foto Jalan.jpg"),
        ("surat.pdf.exe", "surat.pdf.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\ani\\foto.png", "foto.jpg"),
        ("foto\u202egpj.exe", "fotogpj.jpg"),
        ("a\x00b\nc.png", "ab c.jpg"),
        ("CON.png", "lampiran.jpg"),
        ("-rf.png", "rf.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("", "lampiran.jpg"),
        ("....", "lampiran.jpg"),
        ("ꦲꦤꦕꦫꦏ.png", "ꦲꦤꦕꦫꦏ.jpg"),
        ('a<b>"c|d?.png', "a b c d.jpg"),
        ("x" * 300 + ".png", "x" * 100 + ".jpg"),
    ],
)
def test_file_names_become_harmless(given_name: str, clean: str) -> None:
    assert files.clean_name(given_name, files.JPEG) == clean


@given(st.text(st.characters(codec=None), max_size=120))
def test_no_name_breaks_out(name: str) -> None:
    clean = files.clean_name(name, files.PDF)
    assert clean.endswith(".pdf")
    assert len(clean.encode()) <= 200
    assert not set(clean) & set('/\\\x00\n"<>:|?*')
    assert clean[0] not in "-. "
