"""A file as a table of cells: XLSX (or another spreadsheet) through calamine, or CSV in whatever dialect."""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

Line = tuple[int, list[object]]  # the row's number in the file, from 1, and its cells

LOOKED_AT = 30  # rows in which the names of the columns must stand
DELIMITERS = ",;\t|"
FIELD_MOST = 2_000_000  # characters of one CSV field; a quote that never ends must not swallow the file
UNPACKED_MOST = 2_000_000_000  # bytes
CHUNK = 1 << 20


class FileRefused(Exception):
    """The file cannot be read at all; `sentence` says why, in Indonesian."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Table:
    """One way to read the file: `lines` begins anew each time it is called; `height` counts rows where known."""

    lines: Callable[[], Iterator[Line]]
    height: int | None = None


def tables_of(path: Path) -> Iterator[Table]:
    """Every table that the file may hold, the likely ones first: visible sheets, or delimiters. Raises FileRefused."""
    try:
        start = _beginning(path)
    except FileNotFoundError:
        raise FileRefused(f"Berkas {path} tidak ada.") from None
    except OSError as error:
        raise FileRefused(f"Berkas {path} tidak dapat dibaca: {error.strerror}.") from error
    if not start.strip():
        raise FileRefused(f"Berkas {path.name} kosong.")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _spreadsheet(path)
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"\x1f\x8b", b"GIF8", b"\x7fELF")):
        raise FileRefused(f"Berkas {path.name} bukan XLSX atau CSV. Unduh lagi Laporan Ringkas dari SP4N-LAPOR.")
    return _text(path)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _spreadsheet(path: Path) -> Iterator[Table]:
    broken = f"Berkas {path.name} rusak atau bukan lembar kerja. Unduh lagi Laporan Ringkas dari SP4N-LAPOR."
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                unpacked = sum(entry.file_size for entry in packed.infolist())
            if unpacked > UNPACKED_MOST:
                raise FileRefused(f"Berkas {path.name} terlalu besar setelah dibuka. Bagi menurut tahun.")
        book = CalamineWorkbook.from_path(path)
        visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            yield Table(partial(_sheet_lines, sheet), _height(sheet))
    except (CalamineError, zipfile.BadZipFile) as error:
        raise FileRefused(broken) from error


def _height(sheet: CalamineSheet) -> int:
    return sheet.end[0] + 1 if sheet.end else 0


def _sheet_lines(sheet: CalamineSheet) -> Iterator[Line]:
    """Rows with merged cells filled downwards; the first cell of a merged block stands for all below it."""
    left = sheet.start[1] if sheet.start else 0
    fills = _merged_downwards(sheet, left)
    held: dict[int, object] = {}
    for index, cells in enumerate(sheet.iter_rows()):
        row: list[object] = list(cells)
        for column, first in fills.get(index, ()):
            if first:
                held[column] = row[column]
            elif row[column] == "":
                row[column] = held[column]
        yield index + 1, row


def _merged_downwards(sheet: CalamineSheet, left: int) -> dict[int, list[tuple[int, bool]]]:
    """For each row index the columns that belong to a tall merged block, and whether the block begins there."""
    found: dict[int, list[tuple[int, bool]]] = {}
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and column >= left:
            for index in range(top, min(bottom, _height(sheet) - 1) + 1):
                found.setdefault(index, []).append((column - left, index == top))
    return found


def _text(path: Path) -> Iterator[Table]:
    encoding, errors = _encoding(path)
    for delimiter in sorted(DELIMITERS, key=lambda sign: -_split(path, encoding, errors, sign)):
        yield Table(partial(_csv_lines, path, encoding, errors, delimiter))


def _encoding(path: Path) -> tuple[str, str]:
    """UTF-8 where it fits better than Windows' own; a few broken bytes in it become replacement signs."""
    start = _beginning(path)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "replace"
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="surrogateescape")
    good = bad = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not chunk.isascii() or decoder.getstate()[0]:
                signs = [sign for sign in decoder.decode(chunk) if sign > "\x7f"]
                broken = sum("\udc80" <= sign <= "\udcff" for sign in signs)
                good, bad = good + len(signs) - broken, bad + broken
    return ("cp1252", "replace") if bad > good else ("utf-8-sig", "replace")


def _split(path: Path, encoding: str, errors: str, delimiter: str) -> int:
    """Into how many cells the widest of the first rows falls."""
    return max((len(cells) for _, cells in islice(_csv_lines(path, encoding, errors, delimiter), LOOKED_AT)), default=0)


def _csv_lines(path: Path, encoding: str, errors: str, delimiter: str) -> Iterator[Line]:
    """Rows of a CSV with the number of the line on which each begins; what cannot be split comes as one cell."""
    csv.field_size_limit(FIELD_MOST)
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        begins = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                cells = [f"CSV: {error}"]
            yield begins, list(cells)
            begins = reader.line_num + 1
