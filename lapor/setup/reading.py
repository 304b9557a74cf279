"""A file as rows of known kinds: XLSX with a sheet for each, or one CSV of any delimiter."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from lapor.channels.laporan_ringkas.sheets import FileRefused, tables_of
from lapor.kit import files
from lapor.kit.errors import Refused
from lapor.kit.text import clean

from .columns import CELL_MOST, KINDS, ROWS_MOST, Kind, header_name, kind_of

MB = 1024 * 1024
FILE_MOST = 5 * MB
UNPACKED_MOST = 60 * MB
ENTRIES_MOST = 2_000
CHUNK = 1 << 20
LOOKED_AT = 30  # rows in which the names of the columns must stand
ESCAPED = ("'=", "'+", "'-", "'@")  # as our own CSV writes what a spreadsheet would take for a formula
WRONG_KIND = "Berkas ini bukan XLSX atau CSV. Unduh templat di halaman penyiapan, isi, lalu unggah."
BROKEN = "Berkas ini rusak, memuat makro, atau terlalu besar setelah dibuka. Simpan lagi sebagai XLSX tanpa makro."
NO_HEADER = (
    "Tidak ada baris judul kolom yang dikenal. Baris pertama harus memuat nama kolom seperti pada templat, "
    "misalnya “nama”, “nama pendek”, “induk”."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its kind, where it stands (sheet or "", number from 1) and the cells by column."""

    kind: str
    sheet: str
    number: int
    cells: dict[str, str]


def rows_of(content: bytes) -> list[Row]:
    """Every row of every table in the file; raises Refused when it cannot be read or holds too much."""
    if not content.strip():
        raise Refused("Berkas ini kosong.")
    if len(content) > FILE_MOST:
        raise Refused(f"Berkas ini terlalu besar: paling banyak {FILE_MOST // MB} MB. Bagi menjadi beberapa berkas.")
    found = list(islice(_rows(content), ROWS_MOST + 1))
    if len(found) > ROWS_MOST:
        raise Refused(f"Berkas ini memuat lebih dari {ROWS_MOST:,} baris. Bagi menjadi beberapa.".replace(",", "."))
    if not found:
        raise Refused("Tidak ada baris di bawah judul kolom, selain baris contoh. Isi dulu, lalu unggah lagi.")
    return found


def _rows(content: bytes) -> Iterator[Row]:
    if content.startswith(b"PK\x03\x04"):
        yield from _workbook(content)
    elif b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(WRONG_KIND)
    else:
        yield from _csv(content)


def _workbook(content: bytes) -> Iterator[Row]:
    if files.sniff(BytesIO(content)) != files.XLSX or not _is_modest(content):
        raise Refused(BROKEN)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        tables = [(name, _sheet(book.get_sheet_by_name(name))) for name in visible]
    except CalamineError as error:
        raise Refused(BROKEN) from error
    known = [(name, lines, head) for name, lines in tables if (head := _header(lines))]
    if not known:
        raise Refused(NO_HEADER)
    for name, lines, head in known:
        yield from _below(lines, head, sheet=clean(name)[:40])


def _is_modest(content: bytes) -> bool:
    """Whether it really unpacks to so much and no more: what a zip says of itself counts for nothing."""
    left = UNPACKED_MOST
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > ENTRIES_MOST or sum(entry.file_size for entry in entries) > UNPACKED_MOST:
                return False
            for entry in entries:
                with packed.open(entry) as file:
                    while chunk := file.read(CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            return False
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return False
    return True


def _sheet(sheet: CalamineSheet) -> list[tuple[int, list[str]]]:
    first = sheet.start[0] if sheet.start else 0
    if (sheet.end[1] if sheet.end else 0) > 200 or sheet.height > 20 * ROWS_MOST:
        raise Refused(BROKEN)
    lines = sheet.to_python(skip_empty_area=True)
    return [(first + index + 1, [_text(cell) for cell in line]) for index, line in enumerate(lines)]


def _text(cell: object) -> str:
    """A cell as a person reads it: whole numbers without a point, dates as day-month-year, no formula marks."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    text = f"{cell:%d-%m-%Y}" if isinstance(cell, date) else str(cell)
    text = " ".join(clean(text[: 4 * CELL_MOST]).split())
    return text[1:] if text.startswith(ESCAPED) else text


def _csv(content: bytes) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "berkas.csv"
        path.touch(0o600)
        path.write_bytes(content)
        try:
            for table in tables_of(path):
                lines = [(number, [_text(cell) for cell in cells]) for number, cells in _few(table.lines())]
                if head := _header(lines):
                    yield from _below(lines, head, sheet="")
                    return
        except FileRefused as error:
            raise Refused(WRONG_KIND) from error
    raise Refused(NO_HEADER)


def _few(lines: Iterator[tuple[int, list[object]]]) -> Iterator[tuple[int, list[object]]]:
    return islice(lines, ROWS_MOST + LOOKED_AT + 2)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the header stands, what kind it is of, and the place of each column."""

    at: int
    kind: Kind
    columns: dict[str, int]


def _header(lines: list[tuple[int, list[str]]]) -> Head | None:
    for at, (_, cells) in enumerate(lines[:LOOKED_AT]):
        names = [header_name(cell) for cell in cells]
        if kind := kind_of(set(names)):
            return Head(at, kind, {name: names.index(name) for name in kind.columns if name in names})
    return None


def _below(lines: list[tuple[int, list[str]]], head: Head, *, sheet: str) -> Iterator[Row]:
    for number, cells in lines[head.at + 1 :]:
        given = {name: cells[place] for name, place in head.columns.items() if place < len(cells)}
        if any(given.values()) and not _is_example(given, head.kind):
            yield Row(head.kind.name, sheet, number, given)


def _is_example(given: dict[str, str], kind: Kind) -> bool:
    """Whether this is the example of our template, left where it was: nobody means to invite it."""
    example = dict(zip(kind.columns, kind.example, strict=True))
    return given == {name: example[name] for name in given}


def kinds_in(rows: list[Row]) -> list[Kind]:
    """The kinds that stand in the file, in the order in which they are applied."""
    return [kind for name, kind in KINDS.items() if any(row.kind == name for row in rows)]
