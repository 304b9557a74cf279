"""Single cells, however a spreadsheet wrote them."""

from datetime import date, datetime, time, timedelta

import pytest

from lapor.channels.laporan_ringkas.values import Unreadable, line_of, moment_of, number_of, text_of


@pytest.mark.parametrize(
    "written",
    [
        "20 Sep 2023",
        "20 September 2023",
        "20-Sep-23",
        "Rabu, 20 September 2023",
        "2023-09-20",
        "2023/09/20",
        "20/09/2023",
        "20-09-2023",
        "20.9.23",
        "09/20/2023",
        "Sep 20, 2023",
        "45189",
        45189,
        45189.0,
        date(2023, 9, 20),
        datetime.fromisoformat("2023-09-20"),
    ],
)
def test_a_day_is_read_in_every_way_it_is_written(written: object) -> None:
    assert moment_of(written, "") == (date(2023, 9, 20), time())


@pytest.mark.parametrize(
    ("written", "month"),
    [("Mei", 5), ("May", 5), ("Agu", 8), ("Agustus", 8), ("Aug", 8), ("Okt", 10), ("Oct", 10), ("Des", 12), ("Dec", 12),
     ("Peb", 2), ("Nop", 11), ("Maret", 3), ("March", 3), ("Juli", 7), ("July", 7)],
)  # fmt: skip
def test_months_have_indonesian_and_english_names(written: str, month: int) -> None:
    assert moment_of(f"2 {written} 2024", "")[0] == date(2024, month, 2)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("03:16:47", time(3, 16, 47)),
        ("03.16", time(3, 16)),
        ("3:16 PM", time(15, 16)),
        ("12:05 am", time(0, 5)),
        ("pukul 08.30", time(8, 30)),
        (0.5, time(12)),
        ("0,25", time(6)),
        (timedelta(hours=7), time(7)),
        (time(1, 2, 3), time(1, 2, 3)),
        (datetime.fromisoformat("1899-12-31T04:05"), time(4, 5)),
    ],
)
def test_a_time_is_read_in_every_way_it_is_written(written: object, expected: time) -> None:
    assert moment_of("20 Sep 2023", written)[1] == expected


def test_a_time_may_stand_in_the_cell_of_the_day() -> None:
    assert moment_of("20 Sep 2023 10:11:12", "")[1] == time(10, 11, 12)
    assert moment_of("2023-09-20T10:11:12Z", "")[1].utcoffset() == timedelta(0)
    assert moment_of(45189.5, "")[1] == time(12)


def test_a_zone_beside_the_time_counts() -> None:
    moment = datetime.combine(*moment_of("20 Sep 2023", "10:00 WITA"))
    assert moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("written", ["", "kemarin", "32 Sep 2023", "20 Foo 2023", "2023-13-40", True, 12, "99999999"])
def test_what_is_no_day_is_refused_in_words(written: object) -> None:
    with pytest.raises(Unreadable):
        moment_of(written, "")


def test_numbers_are_names() -> None:
    assert {number_of(value) for value in (674, 674.0, "674", "674.0", "674,0", " 674 ", "#674")} == {"674"}
    assert number_of("") == ""
    for value in (True, "5,2E+06", "9" * 65):
        with pytest.raises(Unreadable):
            number_of(value)


def test_texts_lose_what_deceives_and_keep_what_is_said() -> None:
    assert text_of("a\x00b\r\n&quot;c&quot;\xa0&amp; d\u202e ") == 'ab\n"c" & d'
    assert text_of("AT&T; R&D &copy=1 &nbsp;x") == "AT&T; R&D &copy=1  x"
    assert line_of("  Dinas\n Contoh\t") == "Dinas Contoh"
    assert (text_of(None), text_of(True), text_of(674.0)) == ("", "TRUE", "674")


@pytest.mark.parametrize("written", ["25:00", "siang", "10:61"])
def test_what_is_no_time_is_refused_in_words(written: str) -> None:
    with pytest.raises(Unreadable):
        moment_of("20 Sep 2023", written)
