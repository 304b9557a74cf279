"""Files of every form become the same rows, and bad ones one sentence."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from lapor.channels.laporan_ringkas.parse import COLUMNS, Reject, Row, open_export
from lapor.channels.laporan_ringkas.rejects import RejectsFile
from lapor.channels.laporan_ringkas.sheets import FileRefused
from lapor.channels.laporan_ringkas.tests.files import LONG, OFFICE, SHORT, Cells, cells, csv_file, xlsx

MORNING = datetime.fromisoformat("2023-10-02T01:02:03")


def rows_of(path: Path) -> list[Row]:
    read = list(open_export(path).rows())
    assert [row.reason for row in read if isinstance(row, Reject)] == []
    return [row for row in read if isinstance(row, Row)]


def bare(row: Row) -> Row:
    """What the row says, without where it stands."""
    return replace(row, line=0, cells=())


@pytest.mark.parametrize("columns", [SHORT, LONG])
def test_both_forms_are_read_below_their_preamble(tmp_path: Path, columns: tuple[str, ...]) -> None:
    path = xlsx(tmp_path / "a.xlsx", [cells(1), cells(2)], columns=columns)
    export = open_export(path)
    first, second = rows_of(path)
    assert export.agency == OFFICE
    assert (first.line, first.number, second.number) == (8, "7000001", "7000002")
    assert first.title == "Lampu padam nomor 1"
    assert first.at(UTC) == datetime(2023, 9, 20, 3, 16, 47, tzinfo=UTC)
    assert first.at(ZoneInfo("Asia/Makassar")) == datetime(2023, 9, 19, 19, 16, 47, tzinfo=UTC)
    assert first.village == ("Malili" if columns == LONG else "")


def test_the_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    shuffled = random.Random(7).sample(LONG, len(LONG))
    straight = rows_of(xlsx(tmp_path / "a.xlsx", [cells()], columns=LONG))
    assert bare(rows_of(xlsx(tmp_path / "b.xlsx", [cells()], columns=shuffled))[0]) == bare(straight[0])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_says_the_same_as_xlsx_in_every_dialect(tmp_path: Path, delimiter: str, encoding: str) -> None:
    row = cells(body="Kata “orang”; ada, banyak\nbaris – sungguh.")
    expected = bare(rows_of(xlsx(tmp_path / "a.xlsx", [row], columns=LONG))[0])
    path = csv_file(tmp_path / "a.csv", [row], columns=LONG, delimiter=delimiter, encoding=encoding)
    assert bare(rows_of(path)[0]) == expected


def test_numbers_may_be_text_integers_or_floats(tmp_path: Path) -> None:
    written = [cells(number=value, category_id=number) for value, number in ((7, 674), (8.0, 674.0), ("9.0", "674.0"))]
    rows = rows_of(xlsx(tmp_path / "a.xlsx", written))
    assert [(row.number, row.category_id) for row in rows] == [("7", "674"), ("8", "674"), ("9", "674")]


def test_real_dates_and_month_names_of_both_languages_are_the_same_day(tmp_path: Path) -> None:
    days: tuple[object, ...] = (MORNING, "2 Okt 2023", "2 October 2023", "2 Oktober 2023", 45201)
    rows = rows_of(xlsx(tmp_path / "a.xlsx", [cells(n, day=day) for n, day in enumerate(days)]))
    assert {row.day.isoformat() for row in rows} == {"2023-10-02"}


def test_merged_cells_count_for_every_row_they_cover(tmp_path: Path) -> None:
    def paint(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range(7, SHORT.index("unit"), 9, SHORT.index("unit"), "Dinas Contoh")
        sheet.merge_range(0, 2, 0, 6, "Laporan Ringkas")
        sheet.merge_range(
            10, SHORT.index("title"), 10, SHORT.index("body"), "Judul saja", book.add_format({"bold": True})
        )

    rows = rows_of(xlsx(tmp_path / "a.xlsx", [cells(n, unit="") for n in range(4)], paint=paint))
    assert [row.unit for row in rows] == ["Dinas Contoh", "Dinas Contoh", "Dinas Contoh", ""]
    assert (rows[3].title, rows[3].body) == ("Judul saja", "")


def test_optional_columns_may_be_missing_and_unknown_ones_are_kept(tmp_path: Path) -> None:
    few = ("status", "number", "day")
    row = rows_of(xlsx(tmp_path / "a.xlsx", [cells(Tagar="lampu")], columns=few, extra=("Tagar",)))[0]
    assert (row.title, row.unit, row.extra) == ("", "", (("Tagar", "lampu"),))


@pytest.mark.parametrize("missing", ["number", "day", "status"])
def test_a_missing_required_column_is_named(tmp_path: Path, missing: str) -> None:
    columns = [name for name in SHORT if name != missing]
    with pytest.raises(FileRefused, match=COLUMNS[missing]):
        open_export(xlsx(tmp_path / "a.xlsx", [cells()], columns=columns))


def test_formulas_errors_and_nul_in_cells_do_no_harm(tmp_path: Path) -> None:
    def paint(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula(7, SHORT.index("source"), '="Web"&"site"', None, "Website")
        sheet.write_formula(7, SHORT.index("kind"), "=NA()", None, "#N/A")
        sheet.write_string(7, SHORT.index("title"), "Lam\x00pu\x07")
        sheet.write_string(7, SHORT.index("body"), '=HYPERLINK("x")')

    row = rows_of(xlsx(tmp_path / "a.xlsx", [cells()], paint=paint))[0]
    assert (row.source, row.kind, row.title, row.body) == ("Website", "", "Lampu", '=HYPERLINK("x")')


def test_broken_bytes_in_a_csv_become_replacement_signs(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [cells(title="Lampu – padam – lagi", body="RUSAK")])
    path.write_bytes(path.read_bytes().replace(b"RUSAK", b"ru\xffsak\x00"))
    row = rows_of(path)[0]
    assert (row.title, row.body) == ("Lampu – padam – lagi", "ru\ufffdsak")


def test_a_quote_that_never_ends_does_not_swallow_the_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [cells()])
    with path.open("a") as file:
        file.write('"' + "x" * 2_100_000 + "\n")
    *good, bad = open_export(path).rows()
    assert [isinstance(row, Row) for row in good] == [True]
    assert isinstance(bad, Reject)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": ""}, "Tracking ID kosong"),
        ({"number": "5,2E+06"}, "Tracking ID tidak terbaca"),
        ({"day": "entah"}, "tidak dikenal"),
        ({"day": ""}, "kosong"),
        ({"day": "1 Jan 1900"}, "lebih lama"),
        ({"day": "1 Jan 2090"}, "belum terjadi"),
        ({"time": "27:00"}, "tidak dikenal"),
        ({"status": ""}, "kosong"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    good, bad = open_export(xlsx(tmp_path / "a.xlsx", [cells(1), cells(2, **changes)])).rows()
    assert isinstance(good, Row)
    assert isinstance(bad, Reject)
    assert (bad.line, words.lower() in bad.reason.lower(), bad.cells[0]) == (9, True, changes.get("number", "7000002"))


def test_rejected_rows_can_be_mended_and_read_again(tmp_path: Path) -> None:
    written: Cells = cells(day="entah", title="=1+1", body="-rahasia", number=5.0)
    export = open_export(xlsx(tmp_path / "a.xlsx", [written]))
    path = tmp_path / "a.ditolak.csv"
    with RejectsFile(path, header=export.header) as rejects:
        for row in export.rows():
            assert isinstance(row, Reject)
            rejects.add(row)
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, line = csv.reader(file)
    assert head[:2] == ["Baris", "Alasan Ditolak"]
    assert line[0] == "8"
    assert "'=1+1" in line
    path.write_text(path.read_text(encoding="utf-8-sig").replace("entah", "2 Mei 2023"), encoding="utf-8")
    mended = rows_of(path)[0]
    expected = rows_of(xlsx(tmp_path / "b.xlsx", [written | {"day": "2 Mei 2023"}]))[0]
    assert bare(mended) == bare(expected)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "kosong"),
        ("a.csv", b"  \n\n", "kosong"),
        ("a.xlsx", b"PK\x03\x04 nothing more", "rusak"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "rusak"),
        ("a.xlsx", b"%PDF-1.7\n", "bukan XLSX atau CSV"),
        ("a.csv", b"nama,umur\nani,3\n", "bukan Laporan Ringkas"),
        ("a.csv", bytes(range(256)) * 40, "bukan Laporan Ringkas"),
    ],
)
def test_a_file_of_another_kind_gets_one_sentence(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=words):
        open_export(path)


def test_a_missing_file_and_a_folder_get_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "tidak-ada.xlsx", tmp_path):
        with pytest.raises(FileRefused):
            open_export(path)


def test_an_empty_workbook_and_an_empty_table_differ(tmp_path: Path) -> None:
    xlsxwriter.Workbook(str(tmp_path / "a.xlsx")).close()
    with pytest.raises(FileRefused):
        open_export(tmp_path / "a.xlsx")
    assert rows_of(xlsx(tmp_path / "b.xlsx", [])) == []


def test_texts_of_every_length_and_script_come_through(tmp_path: Path) -> None:
    texts = ("", "x", "😀 ꦲꦏ꧀ꦱꦫ", "y" * 30_000)
    rows = rows_of(xlsx(tmp_path / "a.xlsx", [cells(n, body=text) for n, text in enumerate(texts)]))
    assert [row.body for row in rows] == list(texts)
    long = rows_of(csv_file(tmp_path / "a.csv", [cells(body="z" * 100_000)]))[0]
    assert len(long.body) == 100_000
