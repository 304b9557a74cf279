"""Exports as people hand them in: cells merged, columns missing or shuffled, a hundred thousand rows."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from lapor.agencies.models import Agency
from lapor.channels.laporan_ringkas.parse import COLUMNS
from lapor.channels.laporan_ringkas.tests.files import LONG, SHORT, cells, csv_file, xlsx
from lapor.reports.models import Report
from lapor.reports.world import World
from tests.badinput.trying import kept, nothing_written
from tests.harness.console import lapor

pytestmark = pytest.mark.django_db


def bring(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, int]:
    """What the command says about a file."""
    call_command("import", "laporan-ringkas", str(path), "--json", *more)
    told: dict[str, int] = json.loads(capsys.readouterr().out)
    return told


def test_merged_cells_give_their_value_to_every_row_below(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def paint(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        column = SHORT.index("unit")
        sheet.merge_range(7, column, 9, column, "Dinas Perhubungan")
        sheet.merge_range(0, 2, 0, 6, "Laporan Ringkas")

    path = xlsx(tmp_path / "a.xlsx", [cells(n, unit="") for n in range(4)], paint=paint)
    assert bring(path, capsys) == {"read": 4, "created": 4, "unchanged": 0, "rejected": 0}
    held = [report.holder.name for report in Report.objects.select_related("holder")]
    assert sum("Perhubungan" in name for name in held) == 3


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_shuffled_columns_say_the_same(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    shuffled = random.Random(11).sample(LONG, len(LONG))
    for name, columns in (("a", shuffled), ("b", LONG)):
        path, rows = tmp_path / f"{name}.{kind}", [cells(n) for n in range(3)]
        xlsx(path, rows, columns=columns) if kind == "xlsx" else csv_file(path, rows, columns=columns)
        assert bring(path, capsys)["created" if name == "a" else "unchanged"] == 3
    assert {kept(report)[0] for report in Report.objects.all()} == {f"Lampu padam nomor {n}" for n in range(3)}


@pytest.mark.parametrize("missing", ["number", "day", "status"])
def test_a_column_without_which_nothing_works_is_named_and_nothing_is_written(
    world: World, tmp_path: Path, missing: str
) -> None:
    path = xlsx(tmp_path / "a.xlsx", [cells()], columns=[name for name in SHORT if name != missing])
    with nothing_written(), pytest.raises(CommandError) as refused:
        call_command("import", "laporan-ringkas", str(path))
    assert (refused.value.returncode, f"“{COLUMNS[missing]}”" in str(refused.value)) == (2, True)
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == ["a.xlsx"]


def test_columns_that_may_be_missing_are_and_unknown_ones_are_kept(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ("status", "number", "day", "parent")
    path = csv_file(tmp_path / "a.csv", [cells(Tagar="lampu")], columns=few, extra=("Tagar",))
    assert bring(path, capsys)["created"] == 1
    assert Report.objects.get().messages.count() == 1, "the unknown column is a note"


def test_what_is_no_export_is_one_sentence_and_no_agency(world: World, tmp_path: Path) -> None:
    agencies = Agency.objects.count()
    wrong = {"a.xlsx": b"MZ" + bytes(900), "b.csv": b"nama,umur\nani,3\n", "c.xlsx": b"", "d.csv": b"\xff\xfe\x00"}
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
        with nothing_written(), pytest.raises(CommandError) as refused:
            call_command("import", "laporan-ringkas", str(tmp_path / name))
        assert refused.value.returncode == 2
        assert str(refused.value).endswith(".")
    assert Agency.objects.count() == agencies


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read_matched_and_counted(tmp_path: Path) -> None:
    """The whole way of the command but for the writing, which `lapor/channels/laporan_ringkas/tests` kill and time."""
    rows = (cells(n, unit=f"Dinas {n % 40}", body=f"Laporan nomor {n}. Lampu padam.") for n in range(100_000))
    path = csv_file(tmp_path / "a.csv", rows)
    assert lapor(tmp_path, "migrate").returncode == 0
    begun = time.monotonic()
    ran = lapor(tmp_path, "import", "laporan-ringkas", str(path), "--dry-run", "--json")
    print(f"100,000 rows: {time.monotonic() - begun:.0f} s")
    assert json.loads(ran.stdout) == {"read": 100_000, "created": 100_000, "unchanged": 0, "rejected": 0}
