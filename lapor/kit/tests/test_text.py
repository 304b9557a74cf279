import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.kit import text

# Shaped like real ones, belonging to nobody.
REPORT = (
    "Nama saya Ani Wijaya, NIK 7324010101900001, KK 7324010101120003, HP 0812-3456-7890 atau (0474) 321456, "
    "email ani@contoh.id, plat DD 1234 AB, rek BCA 1234567890. Jl. Poros Malili km 5 rusak sejak 2024."
)


@pytest.mark.parametrize(
    "kept",
    [
        "Jalan rusak, tolong diperbaiki.",
        "ꦱꦸꦒꦼꦁ ꦲꦤꦕꦫꦏ",
        "ꦏ꧀\u200cꦱ",
        "👩\u200d👩\u200d👧 👍🏽 ❤\ufe0f 🇮🇩",
        "طريق",
        "naïve café ½ € ✓",
        "baris satu\n\tbaris dua",
    ],
)
def test_what_people_write_stays(kept: str) -> None:
    assert text.clean(kept) == unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b", "ab"),
        ("a\x1b[31mb\x7f\x9bc", "a[31mbc"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("pa\u200bngan\ufeffdaran\u00ad\u2060", "pangandaran"),
        ("pa\u200dn\u200cda", "panda"),
        ("x\U000e0041\U000e0042\U000e01ef", "x"),
        ("a\r\nb\rc\u2028d\u2029e\x85f\vg\fh", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("e\u0301", "é"),
        ("a\ufffe\uffff\ufdd0", "a"),
        ("a\ud800b", "a\ufffdb"),
        ("👍\u200d\u200d\u200d", "👍\u200d"),
        ("z" + "\u0335" * 50, "z" + "\u0335" * text.MOST_MARKS),
    ],
)
def test_what_deceives_or_breaks_goes(dirty: str, clean: str) -> None:
    assert text.clean(dirty) == clean


@given(st.text(st.characters(codec=None), max_size=60))
def test_a_clean_text_is_storable_and_cleaning_it_again_changes_nothing(anything: str) -> None:
    once = text.clean(anything)
    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode("utf-8").decode() == once
    assert not {"Cc", "Cs"} & {unicodedata.category(symbol) for symbol in once if symbol not in "\n\t"}


def test_personal_data_is_found_where_it_stands() -> None:
    found = text.find_personal(REPORT)
    assert all(REPORT[finding.start : finding.end] == finding.value for finding in found)
    values = {finding.label: finding.value for finding in found if finding.masked}
    assert values["nama"] == "Ani Wijaya"
    assert values["NIK"] == "7324010101900001"
    assert values["nomor KK"] == "7324010101120003"
    assert values["alamat email"] == "ani@contoh.id"
    assert values["nomor kendaraan"] == "DD 1234 AB"
    assert values["nomor rekening"] == "1234567890"
    assert [finding.value for finding in found if finding.kind == "PHONE"] == ["0812-3456-7890", "(0474) 321456"]


def test_masking_leaves_the_matter_and_no_digit_of_the_person() -> None:
    masked = text.mask(REPORT)
    assert masked == (
        "Nama saya [nama], NIK [NIK], KK [nomor KK], HP [nomor telepon] atau [nomor telepon], "
        "email [alamat email], plat [nomor kendaraan], rek BCA [nomor rekening]. "
        "Jl. Poros Malili km 5 rusak sejak 2024."
    )
    assert text.mask(masked) == masked


def test_traits_are_shown_to_the_officer_but_not_masked() -> None:
    complaint = "Pasien diabetes tidak dilayani puskesmas."
    assert [(finding.label, finding.masked) for finding in text.find_personal(complaint)] == [
        ("keterangan kesehatan", False)
    ]
    assert text.mask(complaint) == complaint


def test_an_ordinary_report_is_left_alone() -> None:
    plain = "Lampu di Jl. Sawerigading mati 3 hari, anggaran 2025 sebesar Rp 1.000.000.000, nomor laporan 1234567."
    assert text.mask(plain) == plain
    assert text.mask("") == ""


@given(st.integers(min_value=0, max_value=2 * text.WINDOW))
@settings(max_examples=30)
def test_a_number_is_found_wherever_the_windows_end(place: int) -> None:
    filler = ("jalan " * 1000)[:place]
    long = f"{filler} 081234567890 {'jalan ' * 400}"
    assert [finding.value for finding in text.find_personal(long)] == ["081234567890"]


def test_every_kind_has_an_indonesian_label() -> None:
    from lokal import PII_TYPES

    assert set(PII_TYPES) <= set(text.LABELS)


@pytest.mark.slow
@pytest.mark.parametrize("symbol", [" ", "1", "0812-", "A ", "a@", "\u0301"])
def test_a_very_long_text_takes_no_long_time(symbol: str) -> None:
    hostile = symbol * (100_000 // len(symbol))
    started = time.process_time()
    text.find_personal(text.clean(hostile))
    assert time.process_time() - started < 4
