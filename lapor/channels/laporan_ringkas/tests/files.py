"""Invented exports: what the official file looks like, without a word of anybody's."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from lapor.channels.laporan_ringkas.parse import COLUMNS

NEW = ("unit_id", "district", "village")  # the form of 2024 has them
SHORT = tuple(name for name in COLUMNS if name not in NEW)  # 17 columns
LONG = tuple(COLUMNS)  # 20 columns
OFFICE = "Pemerintah Kabupaten Contoh Jaya"
PREAMBLE: tuple[tuple[str, ...], ...] = (
    ("Judul Laporan", "", "Laporan Ringkas"),
    (),
    ("Nama Instansi", "", OFFICE),
    (),
    ("Periode Masuk", "", "(2023-01-01) - (2023-12-31)"),
    (),
)
Cells = dict[str, object]


def cells(nth: int = 1, /, **changes: object) -> Cells:
    """One row as the export writes it; `changes` by the names of COLUMNS."""
    return {
        "number": str(7_000_000 + nth),
        "day": "20 Sep 2023",
        "time": "03:16:47",
        "classification": "Pengaduan Tidak Berkadar Pengawasan",
        "category_id": "1398",
        "category": "Penerangan Jalan",
        "title": f"Lampu padam nomor {nth}",
        "body": f"Lampu jalan nomor {nth} padam sejak kemarin.",
        "last_body": f"Lampu jalan nomor {nth} padam sejak kemarin.",
        "kind": "Anonim",
        "source": "Website",
        "parent": OFFICE,
        "unit_id": 91,
        "unit": "Dinas Perhubungan Kab. Contoh Jaya",
        "status": "Ditutup oleh Sistem",
        "reason": "",
        "province": "Sulawesi Selatan",
        "regency": "Luwu Timur",
        "district": "Malili",
        "village": "Malili",
    } | changes


def lines_of(rows: Iterable[Cells], columns: Sequence[str], *, extra: Sequence[str] = ()) -> list[list[object]]:
    """Preamble, header and rows as lists of cells."""
    header = [COLUMNS.get(name, name) for name in (*columns, *extra)]
    table = [[row.get(name, "") for name in (*columns, *extra)] for row in rows]
    return [*(list[object](line) for line in PREAMBLE), list[object](header), *table]


def xlsx(
    path: Path,
    rows: Iterable[Cells],
    *,
    columns: Sequence[str] = SHORT,
    extra: Sequence[str] = (),
    paint: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None] | None = None,
) -> Path:
    """Write an XLSX export; `paint` may add what cells alone cannot say."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    sheet = book.add_worksheet("Laporan Ringkas")
    dated = book.add_format({"num_format": "d mmm yyyy hh:mm:ss"})
    for index, line in enumerate(lines_of(rows, columns, extra=extra)):
        for column, cell in enumerate(line):
            if isinstance(cell, datetime):
                sheet.write_datetime(index, column, cell, dated)
            elif isinstance(cell, str):
                sheet.write_string(index, column, cell)
            else:
                sheet.write(index, column, cell)
    if paint:
        paint(book, sheet)
    book.close()
    return path


def csv_file(
    path: Path,
    rows: Iterable[Cells],
    *,
    columns: Sequence[str] = SHORT,
    delimiter: str = ",",
    encoding: str = "utf-8",
    extra: Sequence[str] = (),
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines_of(rows, columns, extra=extra))
    return path
