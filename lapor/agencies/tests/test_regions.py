from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lapor.agencies import regions
from lapor.agencies.models import Region
from lapor.agencies.queries import region_path, search_regions, zone_of_region
from lapor.agencies.zones import ZONES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("malili", "73.24.04"),
        ("kab luwu timur", "73.24"),
        ("Luwu  TIMUR", "73.24"),
        ("desa puncak indah", "73.24.04.2013"),
        ("malili puncak", "73.24.04.2013"),
        ("Desa Puncak Indah, Kec. Malili, Kab. Luwu Timur, Sulawesi Selatan", "73.24.04.2013"),
        ("kel. malili", "73.24.04.1003"),
        ("sulawesi sel", "73"),
        ("depok", "32.76"),
        ("distrik nabire", "94.01.01"),
        ("73.24.04", "73.24.04"),
        ("7324042013", "73.24.04.2013"),
        ("92981", "73.24.04.1003"),
    ],
)
def test_a_place_is_found_first(text: str, code: str) -> None:
    assert search_regions(text)[0].code == code


@pytest.mark.parametrize("text", ["", " ", "s", "xyzzy", "99.01", "00000", "kec", "'", "\x00", "🙂", "%", "1" * 5000])
def test_what_is_no_place_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert [place for place in search_regions(text) if place.code.startswith("73")] == []


def test_a_search_can_be_kept_inside_a_region() -> None:
    assert {place.code[:5] for place in search_regions("malili", within="73.24")} == {"73.24"}
    assert len(search_regions("baru", 7)) == 7


@pytest.mark.django_db
def test_a_row_is_made_with_its_parents_when_it_is_needed() -> None:
    village = regions.ensure_region("73.24.04.2013")
    assert village is not None
    assert region_path(village) == "Desa Puncak Indah, Kec. Malili, Kab. Luwu Timur, Sulawesi Selatan"
    assert village.postal_code == "92981"
    assert list(Region.objects.values_list("code", flat=True)) == ["73", "73.24", "73.24.04", "73.24.04.2013"]
    assert regions.ensure_region("7324042013") == village
    assert Region.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code", ["73.24.04.9999", "99", "73.24.4", "", "73.24.04.2013.01", "abc", "73'--", "٧٣", "7" * 99]
)
def test_a_code_that_does_not_exist_gives_no_row(code: str) -> None:
    assert regions.ensure_region(code) is None
    assert not Region.objects.exists()


@pytest.mark.django_db
def test_loading_twice_adds_nothing() -> None:
    seen: list[tuple[int, int]] = []
    assert regions.load_regions(depth=2) == 38 + 514
    assert regions.load_regions("73.24", progress=lambda done, total: seen.append((done, total))) == 139
    assert regions.load_regions("73.24") == 0
    assert seen == [(139, 139)]
    assert Region.objects.filter(parent="73.24").count() == 11
    with pytest.raises(LookupError):
        regions.load_regions("99")


@pytest.mark.django_db
def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("regions", "73.24.04", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"created": 18}
    with pytest.raises(CommandError, match="Tidak ada wilayah dengan kode 99"):
        call_command("regions", "99", stdout=out)


def test_every_province_keeps_one_of_three_clocks() -> None:
    codes = {code for code in regions._codes("") if len(code) == 2}
    assert codes == set(ZONES)
    assert len(codes) == 38
    for code, zone in (
        ("73.24.04", "Asia/Makassar"),
        ("31", "Asia/Jakarta"),
        ("91.71", "Asia/Jayapura"),
        ("62", "Asia/Jakarta"),
    ):
        assert zone_of_region(code) == zone
