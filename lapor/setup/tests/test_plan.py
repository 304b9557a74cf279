"""What a file would change, row by row, and why a row is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from lapor.agencies.models import Agency, Membership
from lapor.kit.errors import Refused
from lapor.reports.world import PEOPLE as CAST
from lapor.reports.world import World
from lapor.setup import columns, writing
from lapor.setup.planning import Plan, plan
from lapor.setup.reading import rows_of
from lapor.setup.tests.files import CATEGORIES, COMPETENCES, PEOPLE, UNITS, csv_of, xlsx_of

pytestmark = pytest.mark.django_db


def planned(world: World, content: bytes, who: str = "citra") -> Plan:
    return plan(rows_of(content), by=world.actor(who))


def refusal(found: Plan, at: int = 0) -> str:
    assert found.lines[at].outcome == "refused", found.lines[at]
    return found.lines[at].says


def test_each_row_says_what_it_would_do_and_nothing_is_written(world: World) -> None:
    before = Agency.objects.count()
    old = world.agencies["dinas-pu"]
    found = planned(
        world,
        csv_of(
            UNITS,
            ("UPT Baru", "UPT Baru", old.name, "", "", "", ""),
            ("Dinas Pekerjaan Baru", "", "", "", "pu@contoh.go.id", "", old.slug),
            (old.parent.name if old.parent else "", "", "", "", "", "", ""),
        ),
    )
    assert [one.outcome for one in found.lines] == ["new", "changed", "same"]
    assert f"nama: {old.name} → Dinas Pekerjaan Baru" in found.lines[1].says
    assert Agency.objects.count() == before


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_csv_may_use_any_delimiter(world: World, sign: str) -> None:
    found = planned(world, csv_of(UNITS, ("UPT Baru", "UPT Baru", "", "", "", "", ""), sign=sign))
    assert [one.outcome for one in found.lines] == ["new"]


def test_a_circle_in_the_tree_is_refused_and_what_hangs_below_a_refusal_too(world: World) -> None:
    found = planned(
        world,
        csv_of(
            UNITS,
            ("Unit A", "A", "Unit B", "", "", "", ""),
            ("Unit B", "B", "Unit A", "", "", "", ""),
            ("Unit C", "C", "Unit A", "", "", "", ""),
            ("Unit D", "D", "Unit D", "", "", "", ""),
            ("Unit E", "E", "", "", "", "", ""),
        ),
    )
    assert [one.outcome for one in found.lines] == ["refused"] * 4 + ["new"]
    assert "berputar" in refusal(found) or "ditolak" in refusal(found)
    assert "dirinya sendiri" in refusal(found, 3)


def test_a_branch_is_not_hung_below_itself(world: World) -> None:
    office = world.agencies["dinas-pu"]
    assert office.parent
    found = planned(world, csv_of(UNITS, (office.parent.name, "", office.name, "", "", "", "")))
    assert "berputar" in refusal(found)


def test_one_unit_has_one_head(world: World) -> None:
    unit = world.agencies["dinas-kesehatan"].name if "dinas-kesehatan" in world.agencies else "Dinas Kesehatan"
    Membership.objects.filter(agency__name=unit, role="leader").delete()
    found = planned(
        world,
        csv_of(
            PEOPLE,
            ("Satu", "satu@contoh.go.id", unit, "Pimpinan", "", ""),
            ("Dua", "dua@contoh.go.id", unit, "Pimpinan", "", ""),
        ),
    )
    assert found.lines[0].outcome == "new"
    assert "satu@contoh.go.id" in refusal(found, 1)


def test_one_address_is_one_person(world: World) -> None:
    unit = world.agencies["dinas-pu"].name
    found = planned(
        world,
        csv_of(
            PEOPLE,
            ("Satu", "satu@contoh.go.id", unit, "Pejabat penghubung", "", ""),
            ("Dua", "SATU@contoh.go.id", unit, "Petugas loket", "", ""),
            ("Satu", "satu@contoh.go.id", unit, "Pejabat penghubung", "", ""),
        ),
    )
    assert "baris 2" in refusal(found, 1)
    assert "sudah disebut" in refusal(found, 2)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (("Satu", "satu@contoh.go.id", "PU", "Pejabat penghubng", "", ""), "Maksud Anda “Pejabat penghubung”?"),
        (("Satu", "bukan-surel", "PU", "Pimpinan", "", ""), "bukan alamat surel"),
        (("Satu", "satu@contoh.go.id", "PU", "Admin nasional", "", ""), "hanya dapat diberikan oleh admin nasional"),
        (("Satu", "satu@contoh.go.id", "PU", "Pejabat penghubung", "31-02-2026", ""), "bukan tanggal"),
        (("Satu", "satu@contoh.go.id", "PU", "Pejabat penghubung", "", "01-01-2020"), "berakhir setelah"),
        (("Satu", CAST["citra"].email, "PU", "Pejabat penghubung", "", ""), "diri sendiri"),
        (("Satu", "satu@contoh.go.id", "Dinas Tidak Ada", "Pimpinan", "", ""), "tidak ada di cabang Anda"),
    ],
)
def test_a_wrong_cell_is_told_with_what_may_be_meant(world: World, cells: tuple[str, ...], says: str) -> None:
    unit = world.agencies["dinas-pu"].name
    row = tuple(unit if cell == "PU" else cell for cell in cells)
    assert says in refusal(planned(world, csv_of(PEOPLE, row)))


def test_another_government_is_behind_the_wall(world: World) -> None:
    foreign = world.agencies["luwu-utara-pu"]
    rows = (("Unit Asing", "Asing", foreign.slug, "", "", "", ""), ("Baru", "", "", "", "", "", foreign.slug))
    found = planned(world, csv_of(UNITS, *rows))
    assert [one.outcome for one in found.lines] == ["refused", "refused"]
    assert planned(world, csv_of(UNITS, rows[0]), who="budi").lines[0].outcome == "new"


def test_categories_are_the_nations(world: World) -> None:
    content = csv_of(CATEGORIES, ("baru-sekali", "Baru sekali", "", "", "tidak"))
    assert "hanya admin nasional" in refusal(planned(world, content))
    assert planned(world, content, who="budi").lines[0].outcome == "new"


def test_who_answers_for_what_is_checked(world: World) -> None:
    unit = world.agencies["dinas-pu"].slug
    found = planned(world, csv_of(COMPETENCES, (unit, "tidak-ada-begini", ""), (unit, "Kesehatn", "")))
    assert "tidak dikenal" in refusal(found)
    assert "Maksud Anda “Pelayanan Kesehatan”?" in refusal(found, 1)


def test_a_region_may_be_named_or_numbered_and_a_wrong_one_is_refused(world: World) -> None:
    rows = [(f"Unit {n}", f"U{n}", "", place, "", "", "") for n, place in enumerate(("73.24.04", "Malili", "Malilli"))]
    found = planned(world, csv_of(UNITS, *rows))
    assert [one.outcome for one in found.lines] == ["new", "new", "refused"]
    assert [(one.work or {}).get("region") for one in found.lines[:2]] == ["73.24.04", "73.24.04"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"):
            packed.writestr(name, "<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return file.getvalue()


def with_macros() -> bytes:
    file = io.BytesIO(xlsx_of(Unit=[UNITS, ("A", "A", "", "", "", "", "")]))
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "kosong"),
        (b" \r\n", "kosong"),
        (b"%PDF-1.7 ...", "bukan XLSX atau CSV"),
        (b"\xd0\xcf\x11\xe0\x00\x00\x00", "bukan XLSX atau CSV"),
        (b"PK\x03\x04 broken", "rusak"),
        (b"satu;dua\r\n1;2", "judul kolom"),
        (csv_of(UNITS), "Tidak ada baris"),
        (csv_of(UNITS, *[("A", "A", "", "", "", "", "")] * 5_001), "5.000 baris"),
        (bomb(), "terlalu besar setelah dibuka"),
        (with_macros(), "makro"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        rows_of(content)


def test_the_example_of_the_template_is_nobody(world: World) -> None:
    with pytest.raises(Refused, match="baris contoh"):
        rows_of(writing.template_xlsx(by=world.actor("citra")))
    kept = rows_of(csv_of(UNITS, columns.UNITS.example, ("Puskesmas Malili", "Puskesmas Malili", "", "", "", "", "")))
    assert [row.cells["nama"] for row in kept] == ["Puskesmas Malili"]


def test_formulas_count_as_their_result(world: World) -> None:
    file = xlsx_of(Unit=[UNITS[:3], ("=1+1", "Dua", "")])
    assert planned(world, file).lines[0].subject == "0"
