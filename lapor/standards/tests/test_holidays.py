"""The national list against the joint decrees (SKB tiga menteri) of 2024, 2025 and 2026."""

from datetime import date

import pytest

from lapor.standards.holidays_id import is_estimated, national_days_off

CUTI_BERSAMA = {
    2024: "02-09 03-12 04-08 04-09 04-12 04-15 05-10 05-24 06-18 12-26",
    2025: "01-28 03-28 04-02 04-03 04-04 04-07 05-13 05-30 06-09 08-18 12-26",
    2026: "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24",
}
PUBLIC = {2024: 19, 2025: 17, 2026: 17}  # 2024 with two election days


@pytest.mark.parametrize("year", CUTI_BERSAMA)
def test_cuti_bersama_is_as_decreed(year: int) -> None:
    off = national_days_off(year)
    together = [f"{day:%m-%d}" for day, name in off.items() if name.startswith("Cuti Bersama")]
    assert together == CUTI_BERSAMA[year].split()
    assert len(off) - len(together) == PUBLIC[year]
    assert not any(is_estimated(name) for name in off.values())


def test_names_are_indonesian() -> None:
    off = national_days_off(2026)
    assert off[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert off[date(2026, 3, 23)] == "Cuti Bersama Hari Raya Idul Fitri"


def test_moon_dated_days_of_years_to_come_are_marked_as_estimates() -> None:
    off = national_days_off(2028)
    assert any("Idul Fitri" in name and is_estimated(name) for name in off.values())
    assert not is_estimated(off[date(2028, 8, 17)])


@pytest.mark.parametrize("year", [1, 1900, 9999])
def test_a_year_nobody_knows_has_no_days_off(year: int) -> None:
    assert not national_days_off(year)
