from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lapor.ui import dates

AT = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "sentence"),
    [
        ("Asia/Jakarta", "Selasa, 24 November 2026, 13.05 WIB"),
        ("Asia/Pontianak", "Selasa, 24 November 2026, 13.05 WIB"),
        ("Asia/Makassar", "Selasa, 24 November 2026, 14.05 WITA"),
        (ZoneInfo("Asia/Jayapura"), "Selasa, 24 November 2026, 15.05 WIT"),
        (None, "Selasa, 24 November 2026, 13.05 WIB"),
        ("", "Selasa, 24 November 2026, 13.05 WIB"),
        ("UTC", "Selasa, 24 November 2026, 06.05 UTC+0"),
    ],
)
def test_a_moment_is_a_full_sentence_with_its_zone(zone: str | ZoneInfo | None, sentence: str) -> None:
    assert dates.moment(AT, zone) == sentence


def test_the_day_follows_the_zone_over_midnight() -> None:
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert dates.moment(late, "Asia/Jakarta").startswith("Senin, 23 November")
    assert dates.moment(late, "Asia/Makassar").startswith("Selasa, 24 November")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        dates.moment(AT.replace(tzinfo=None))


def test_every_month_and_weekday_has_its_indonesian_name() -> None:
    names = {dates.day(date(2026, month, 1)).split(" ")[2] for month in range(1, 13)}
    assert names == set(dates.MONTHS)
    assert [dates.day(date(2026, 11, 23) + timedelta(days=at)).split(",")[0] for at in range(7)] == list(dates.DAYS)
    assert dates.short_day(date(2026, 8, 17)) == "17 Agu 2026"


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=20), "baru saja"),
        (timedelta(minutes=5), "5 menit yang lalu"),
        (timedelta(hours=3, minutes=50), "3 jam yang lalu"),
        (timedelta(days=6, hours=23), "6 hari yang lalu"),
        (timedelta(days=64), "2 bulan yang lalu"),
        (timedelta(days=800), "2 tahun yang lalu"),
        (timedelta(days=-2, minutes=-1), "2 hari lagi"),
    ],
)
def test_a_distance_is_told_in_its_largest_unit(distance: timedelta, words: str) -> None:
    assert dates.ago(AT - distance, now=AT) == words
