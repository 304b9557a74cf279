"""Files as people bring them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

UNITS = ("nama", "nama pendek", "induk", "wilayah", "surel kantor", "jenis", "alamat")
PEOPLE = ("nama", "surel", "unit", "peran", "mulai", "sampai")
COMPETENCES = ("unit", "kategori", "wilayah")
CATEGORIES = ("kode", "nama", "kelompok", "petunjuk", "rahasia")


def csv_of(head: Sequence[str], *rows: Sequence[str], sign: str = ";") -> bytes:
    return "\r\n".join(sign.join(row) for row in (head, *rows)).encode("utf-8-sig")


def xlsx_of(**sheets: Sequence[Sequence[object]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def agency_of_thirty() -> bytes:
    """Thirty units in two levels, their liaisons, a head, and who answers for what."""
    offices = [(f"Dinas Baru {n}", f"Dinas {n}", "", "", f"dinas{n}@contoh.go.id") for n in range(1, 11)]
    below = [(f"UPT Baru {n}", f"UPT {n}", f"Dinas Baru {n % 10 + 1}", "", "") for n in range(1, 21)]
    names = [row[0] for row in offices + below]
    people = [(f"Petugas {n}", f"petugas{n}@contoh.go.id", name, "Pejabat penghubung") for n, name in enumerate(names)]
    answers = [("Dinas Baru 1", "Jalan dan jembatan", "")]
    return xlsx_of(
        Unit=[UNITS[:5], *offices, *below],
        Orang=[PEOPLE[:4], *people],
        Kewenangan=[COMPETENCES, *answers],
    )
