from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from lapor.agencies import catalogue
from lapor.agencies.models import Agency, Category, Competence
from lapor.agencies.queries import suggest_for
from lapor.agencies.regions import ensure_region
from lapor.people.actor import SYSTEM

SHARED = Path(__file__).parents[4] / "shared" / "data"
STALE = ("corona", "covid", "mudik", "psbb", "vaksinasi covid", "jps")


def leaves() -> list[tuple[catalogue.CategoryEntry, catalogue.CategoryEntry]]:
    return [(group, leaf) for group in catalogue.category_entries() for leaf in group["leaves"]]


def test_the_catalogue_has_the_size_that_a_person_can_overlook() -> None:
    assert 28 <= len(catalogue.category_entries()) <= 40
    assert 230 <= len(leaves()) <= 300
    assert max(len(group["leaves"]) for group in catalogue.category_entries()) <= 15
    assert catalogue.category_entries()[-1]["name"] == "Topik Lainnya"
    assert catalogue.category_entries()[-1]["lapor_id"] == 110


def test_codes_names_and_numbers_are_used_once() -> None:
    entries = [*catalogue.category_entries(), *(leaf for _, leaf in leaves())]
    numbers = Counter(entry["lapor_id"] for entry in entries if "lapor_id" in entry)
    codes = Counter([f"{group['code']}-{leaf['code']}" for group, leaf in leaves()])
    codes.update(group["code"] for group in catalogue.category_entries())
    names = Counter((group["code"], leaf["name"].lower()) for group, leaf in leaves())
    for counter in (numbers, codes, names):
        assert [value for value, times in counter.items() if times > 1] == []


def test_names_are_written_well_and_no_campaign_is_kept() -> None:
    for entry in [*catalogue.category_entries(), *(leaf for _, leaf in leaves())]:
        name = entry["name"]
        assert name == name.strip()
        assert name[0].isupper()
        assert not any(word in name.lower() for word in STALE), name
        assert not any(word.isalpha() and word.isupper() and len(word) > 5 for word in name.split()), name


def test_the_forty_most_frequent_leaves_say_what_helps() -> None:
    hints = [leaf["hint"] for _, leaf in leaves() if "hint" in leaf]
    assert len(hints) >= 40
    assert all(hint.endswith(".") and len(hint) <= 200 for hint in hints)


def test_numbers_are_those_that_exports_show() -> None:
    file = SHARED / "categories" / "lapor_id_kategori_observed.csv"
    if not file.exists():
        pytest.skip("needs ../shared/data/categories to compare with")
    with file.open(encoding="utf-8") as rows:
        observed = {int(row["id_kategori"]): int(row["n_observed"]) for row in csv.DictReader(rows)}
    entries = [*catalogue.category_entries(), *(leaf for _, leaf in leaves())]
    known = {entry["lapor_id"] for entry in entries if "lapor_id" in entry}
    assert known <= set(observed)
    assert sum(observed[number] for number in known) / sum(observed.values()) > 0.95


@pytest.mark.django_db
def test_what_can_hurt_the_reporter_always_begins_as_rahasia() -> None:
    catalogue.load_categories()
    for code in (
        "korupsi", "korupsi-pungli", "korupsi-gratifikasi", "kekerasan-pendidikan-seksual", "perempuan-anak-kdrt",
        "netralitas-asn-politisasi", "desa-penyalahgunaan", "perempuan-anak-pelecehan",
    ):  # fmt: skip
        assert Category.objects.get(code=code).sensitive, code
    assert not Category.objects.get(code="jalan-berlubang").sensitive


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_mends_what_was_bent() -> None:
    count = catalogue.load_categories()
    before = dict(Category.objects.values_list("code", "pk"))
    assert len(before) == count
    Category.objects.filter(code="jalan-berlubang").update(name="x", is_open=False)
    mine = Category.objects.create(code="buatan-kami", name="Buatan kami")
    catalogue.load_categories()
    assert dict(Category.objects.exclude(pk=mine.pk).values_list("code", "pk")) == before
    mended = Category.objects.get(code="jalan-berlubang")
    assert (mended.name, mended.lapor_id, mended.is_open) == ("Jalan Berlubang", 1397, False)


def test_the_small_world_is_whole(tree: dict[str, Agency]) -> None:
    regency = tree["luwu-timur"]
    assert regency.region_id == "73.24"
    assert regency.zone_name == "Asia/Makassar"
    districts = Agency.objects.filter(parent=regency, name__startswith="Kecamatan")
    assert sorted(districts.values_list("region", flat=True)) == [f"73.24.{number:02}" for number in range(1, 12)]
    assert tree["bina-marga"].parent == tree["dinas-pu"]
    assert tree["puskesmas-malili"].parent == tree["dinkes"]
    assert tree["inspektorat"].is_inspectorate
    before = (Agency.objects.count(), Competence.objects.count())
    assert catalogue.load_agencies(SYSTEM) == tree
    assert (Agency.objects.count(), Competence.objects.count()) == before


def test_the_ministries_stand_beside_it(tree: dict[str, Agency]) -> None:
    ministries = catalogue.load_agencies(SYSTEM, file="ministries")
    assert Agency.objects.filter(kind=Agency.Kind.MINISTRY).count() == 48
    assert ministries["kemen-pu"] == tree["kemen-pu"]


@pytest.mark.parametrize(
    ("category", "region", "keys"),
    [
        ("jalan-berlubang", "73.24.04.2013", ["bina-marga", "dinas-pu"]),
        ("jalan-trotoar", "73.24", ["dinas-pu"]),
        ("jalan-trotoar", "73.22.01", ["luwu-utara-pu"]),
        ("jalan-trotoar", "32.76", []),
        ("kesehatan-antrean", "73.24.04", ["puskesmas-malili", "rsud", "dinkes"]),
        ("korupsi-pungli", "73.24.05", ["inspektorat"]),
        ("sp4n-lapor-saran", None, ["nasional"]),
        ("pertanian-pupuk", None, ["pertanian"]),
        ("jalan-trotoar", None, []),
    ],
)
def test_those_who_answer_are_suggested_the_nearest_first(
    tree: dict[str, Agency], category: str, region: str | None, keys: list[str]
) -> None:
    place = ensure_region(region) if region else None
    found = suggest_for(Category.objects.get(code=category), place)
    assert found == [tree[key] for key in keys]


def test_a_closed_agency_is_not_suggested(tree: dict[str, Agency]) -> None:
    Agency.objects.filter(pk=tree["bina-marga"].pk).update(is_open=False)
    found = suggest_for(Category.objects.get(code="jalan-berlubang"), ensure_region("73.24"))
    assert found == [tree["dinas-pu"]]
    assert suggest_for(None, None) == []
