"""From a file to rows: the header is found by its names, in whatever order and however many columns there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from itertools import islice
from pathlib import Path

from lapor.channels.laporan_ringkas.sheets import LOOKED_AT, FileRefused, Line, Table, tables_of
from lapor.channels.laporan_ringkas.values import OLDEST, Unreadable, line_of, moment_of, number_of, text_of
from lapor.kit import clock

# The columns of the export, by what they are here. The 20-column form of 2024 adds unit_id, district and village.
COLUMNS = {
    "number": "Tracking ID",
    "day": "Tanggal Laporan Masuk",
    "time": "Waktu Laporan Masuk",
    "classification": "Klasifikasi Laporan",
    "category_id": "ID Kategori",
    "category": "Kategori",
    "title": "Judul Laporan",
    "body": "Isi Laporan Awal",
    "last_body": "Isi Laporan Akhir",
    "kind": "Tipe Laporan (Anonim/Rahasia)",
    "source": "Sumber Laporan",
    "parent": "Instansi Induk",
    "unit_id": "ID Instansi",
    "unit": "Instansi Terdisposisi",
    "status": "Status Laporan",
    "reason": "Alasan Tunda/Arsip",
    "province": "Provinsi",
    "regency": "Kota/Kabupaten",
    "district": "Kecamatan",
    "village": "Kelurahan",
}
OTHER_NAMES = {
    "number": ("Tracking", "ID Laporan", "No. Tracking", "Nomor Tracking"),
    "day": ("Tanggal", "Tanggal Masuk", "Tanggal Laporan"),
    "time": ("Waktu", "Waktu Masuk", "Jam", "Jam Laporan Masuk"),
    "classification": ("Klasifikasi",),
    "category_id": ("Kategori ID",),
    "category": ("Nama Kategori",),
    "title": ("Judul",),
    "body": ("Isi Laporan", "Isi Awal"),
    "last_body": ("Isi Akhir",),
    "kind": ("Tipe Laporan", "Tipe"),
    "source": ("Sumber",),
    "unit": ("Instansi Disposisi", "Terdisposisi"),
    "unit_id": ("ID Instansi Terdisposisi", "Instansi ID"),
    "status": ("Status",),
    "reason": ("Alasan", "Alasan Tunda", "Alasan Arsip"),
    "regency": ("Kabupaten/Kota", "Kota", "Kabupaten"),
    "village": ("Kelurahan/Desa", "Desa", "Desa/Kelurahan"),
}
REQUIRED = ("number", "day", "status")
LINES = ("classification", "category", "title", "kind", "source", "parent", "unit", "status")
PLACES = ("province", "regency", "district", "village")
# What we add to a file of rejected rows, so that it can be mended and read again.
OUR_COLUMNS = ("Baris", "Alasan Ditolak")
FORMULA = ("=", "+", "-", "@")


def _key(name: object) -> str:
    return "".join(sign for sign in line_of(name).lower() if sign.isalnum())


_BY_NAME = {_key(name): column for column, name in COLUMNS.items()} | {
    _key(name): column for column, names in OTHER_NAMES.items() for name in names
}


@dataclass(frozen=True, slots=True)
class Row:
    """One report as the export tells it. `line` is where it stands; the time is aware when the file names its zone."""

    line: int
    number: str
    day: date
    time: time
    classification: str = ""
    category_id: str = ""
    category: str = ""
    title: str = ""
    body: str = ""
    last_body: str = ""
    kind: str = ""
    source: str = ""
    parent: str = ""
    unit_id: str = ""
    unit: str = ""
    status: str = ""
    reason: str = ""
    province: str = ""
    regency: str = ""
    district: str = ""
    village: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    cells: tuple[object, ...] = ()

    def at(self, zone: tzinfo) -> datetime:
        """When it came in, in UTC; `zone` is that of the file's times."""
        moment = datetime.combine(self.day, self.time)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be taken: where it stands, why, and its cells as they are in the file."""

    line: int
    reason: str
    cells: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was recognised: what stands above the table, the names of its columns, and its rows, read lazily."""

    agency: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row | Reject]]
    height: int | None


def open_export(path: Path) -> Export:
    """Find the table in a file. Raises FileRefused with a sentence when there is none, or columns are missing."""
    best: dict[str, int] = {}
    for table in tables_of(path):
        above: list[Line] = []
        for line in islice(table.lines(), LOOKED_AT):
            columns = _columns(line[1])
            if all(name in columns for name in REQUIRED):
                return _export(table, line, columns, above)
            best = max(best, columns, key=len)
            above.append(line)
    raise FileRefused(_nothing_found(path, best))


def _columns(cells: list[object]) -> dict[str, int]:
    """Which column stands where; the first of two with one name counts."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if column := _BY_NAME.get(_key(cell)):
            found.setdefault(column, index)
    return found


def _nothing_found(path: Path, best: dict[str, int]) -> str:
    if len(best) < 3:
        return (
            f"Berkas {path.name} bukan Laporan Ringkas: dalam {LOOKED_AT} baris pertama tidak ada judul kolom "
            "“Tracking ID”, “Tanggal Laporan Masuk” dan “Status Laporan”."
        )
    missing = " dan ".join(f"“{COLUMNS[name]}”" for name in REQUIRED if name not in best)
    return f"Berkas {path.name} tidak memiliki kolom {missing}. Unduh lagi Laporan Ringkas dengan semua kolomnya."


def _export(table: Table, head: Line, columns: dict[str, int], above: list[Line]) -> Export:
    number, cells = head
    header = tuple(line_of(cell) for cell in cells)
    height = table.height - number if table.height is not None else None
    return Export(_agency(above), header, lambda: _rows(table, number, header, columns), height)


def _agency(above: list[Line]) -> str:
    """The exporting agency, named above the table."""
    for _, cells in above:
        filled = [line_of(cell) for cell in cells if line_of(cell)]
        if len(filled) > 1 and _key(filled[0]) in ("namainstansi", "instansi"):
            return filled[1].lstrip(": ")
    return ""


def _rows(table: Table, head: int, header: tuple[str, ...], columns: dict[str, int]) -> Iterator[Row | Reject]:
    """Every row below the header; empty ones and repeated headers are passed over."""
    extra = _extra_columns(header, columns)
    for line, cells in table.lines():
        if line <= head or all(cell is None or cell == "" for cell in cells):
            continue
        if len(cells) > columns["number"] and _key(cells[columns["number"]]) == _key(header[columns["number"]]):
            continue
        try:
            yield _row(line, cells, columns, extra)
        except Unreadable as error:
            yield Reject(line, f"{str(error)[0].upper()}{str(error)[1:]}.", tuple(cells))


def _extra_columns(header: tuple[str, ...], columns: dict[str, int]) -> dict[int, str]:
    """The columns that are not in our list, by name; kept with the report."""
    known = set(columns.values())
    ours = {_key(name) for name in OUR_COLUMNS}
    return {
        index: name or f"Kolom {index + 1}"
        for index, name in enumerate(header)
        if index not in known and _key(name) not in ours
    }


def _row(line: int, cells: list[object], columns: dict[str, int], extra: dict[int, str]) -> Row:
    raw = {name: _bare(cells[index]) for name, index in columns.items() if index < len(cells)}
    number = _number(raw)
    day, clock_time = moment_of(raw.get("day", ""), raw.get("time", ""))
    _check_day(day)
    if not line_of(raw.get("status", "")):
        raise Unreadable("statusnya kosong")
    named = extra | {
        index: f"Kolom {index + 1}" for index in range(max([*columns.values(), *extra, 0]) + 1, len(cells))
    }
    return Row(
        line=line,
        number=number,
        day=day,
        time=clock_time,
        category_id=_loose(raw.get("category_id", "")),
        unit_id=_loose(raw.get("unit_id", "")),
        body=text_of(raw.get("body", "")),
        last_body=text_of(raw.get("last_body", "")),
        reason=text_of(raw.get("reason", "")),
        **{name: line_of(raw.get(name, "")) for name in (*LINES, *PLACES)},
        extra=tuple((name, said) for i, name in named.items() if i < len(cells) and (said := text_of(_bare(cells[i])))),
        cells=tuple(cells),
    )


def _bare(cell: object) -> object:
    """Without the apostrophe that we put before what a spreadsheet would take for a formula."""
    if isinstance(cell, str) and cell[:1] == "'" and cell[1:2] in FORMULA:
        return cell[1:]
    return cell


def _number(raw: dict[str, object]) -> str:
    try:
        number = number_of(raw.get("number", ""))
    except Unreadable as error:
        raise Unreadable(f"Tracking ID tidak terbaca: {error}") from error
    if not number:
        raise Unreadable("Tracking ID kosong")
    return number


def _loose(cell: object) -> str:
    """A number that only helps: what is unreadable as one stays as it is written."""
    try:
        return number_of(cell)
    except Unreadable:
        return line_of(cell)


def _check_day(day: date) -> None:
    if day < OLDEST:
        raise Unreadable(f"tanggal {day:%d-%m-%Y} lebih lama daripada LAPOR sendiri")
    if (day - clock.now().date()).days > 1:
        raise Unreadable(f"tanggal {day:%d-%m-%Y} belum terjadi")
