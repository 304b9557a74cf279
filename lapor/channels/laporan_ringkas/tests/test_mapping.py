"""What the words of the export mean here."""

from dataclasses import replace
from datetime import date, time

import pytest

from lapor.channels.laporan_ringkas import mapping
from lapor.channels.laporan_ringkas.mapping import Status
from lapor.channels.laporan_ringkas.parse import Row
from lapor.channels.laporan_ringkas.places import place_of


def row(**changes: str) -> Row:
    plain = Row(line=1, number="7", day=date(2023, 9, 20), time=time(3), status="Sedang Diproses")
    return replace(plain, **changes)  # type: ignore[arg-type] # columns of text


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Belum Terverifikasi", Status("unverified")),
        ("Belum Ditindaklanjuti", Status("assigned")),
        ("Menunggu Kelengkapan Informasi", Status("pending")),
        ("Tertunda", Status("pending")),
        ("Sedang Diproses", Status("in_progress")),
        ("Proses", Status("in_progress")),
        ("Selesai", Status("closed")),
        ("Ditutup oleh Sistem", Status("closed", "system")),
        ("Ditutup oleh Admin", Status("closed", "admin")),
        ("DITUTUP OLEH PELAPOR", Status("closed", "reporter")),
        ("Diarsipkan oleh Admin", Status("archived", "admin")),
        ("Diarsipkan oleh Sistem", Status("archived", "system")),
        ("Diarsipkan oleh Pelapor", Status("archived", "reporter")),
        ("Melayang", None),
    ],
)
def test_every_status_has_a_state_and_who_ended_it(label: str, expected: Status | None) -> None:
    assert mapping.status_of(label) == expected


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        ("reporter", "Laporan ini diarsipkan sesuai dengan keinginan Pelapor", "withdrawn"),
        ("system", "Sudah mencapai batas kadaluarsa pengaduan.", "not_completed"),
        ("admin", "Mengandung SARA", "sara"),
        ("admin", "Tidak memiliki bukti dukung", "no_evidence"),
        ("admin", "Isi tidak jelas", "unclear"),
        ("admin", "Tidak relevan dengan kinerja pemerintah", "not_public_service"),
        ("admin", "Mengandung SARA, tidak memiliki bukti, tidak jelas", "other"),
        ("admin", "Sarana ibadah bukan urusan kami", "other"),
        ("reporter", "", "withdrawn"),
        ("admin", "", "other"),
    ],
)
def test_a_reason_is_ours_only_when_it_says_one_thing(who: str, text: str, expected: str) -> None:
    assert mapping.archive_reason_of(Status("archived", who), text) == expected


def test_only_archived_reports_have_a_reason_of_ours() -> None:
    assert mapping.archive_reason_of(Status("pending"), "Tidak jelas") == ""


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Pengaduan Berkadar Pengawasan", ("complaint", True)),
        ("Pengaduan Tidak Berkadar Pengawasan", ("complaint", False)),
        ("Pengaduan", ("complaint", None)),
        ("", ("complaint", None)),
        ("Aspirasi", ("aspiration", None)),
        ("Permintaan Informasi", ("information", None)),
    ],
)
def test_classification_tells_berkadar_apart(label: str, expected: tuple[str, bool | None]) -> None:
    assert mapping.classification_of(label) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("", ("named", "public")),
        ("Anonim", ("anonymous", "public")),
        ("Rahasia", ("named", "secret")),
        ("Anonim, Rahasia", ("anonymous", "secret")),
        ("Anonim dan Rahasia", ("anonymous", "secret")),
    ],
)
def test_kind_tells_identity_and_secrecy(kind: str, expected: tuple[str, str]) -> None:
    assert mapping.identity_of(kind) == expected
    assert mapping.knows_kind(kind)
    assert not mapping.knows_kind("Terbuka")


def test_channels_are_ours_and_the_original_words_are_kept() -> None:
    said = {
        "Website - dinas-contoh": "web",
        "Hotline Service": "phone",
        "Instagram": "social",
        "Pos Surat": "letter",
        "Email Instansi": "email",
        "Tatap Muka": "counter",
        "Whatsapp": "whatsapp",
        "Merpati": "import",
        "": "import",
    }
    assert {source: mapping.channel_of(source) for source in said} == said
    kept = mapping.leftovers(row(source="Website - dinas-contoh"), category_known=True, unit_name="")
    assert kept == ["Sumber Laporan: Website - dinas-contoh"]
    assert mapping.leftovers(row(source="Website"), category_known=True, unit_name="") == []


def test_unknown_things_are_kept_by_name() -> None:
    strange = row(category_id="99999", category="Layang-layang", classification="Pujian", kind="Terbuka", unit_id="5")
    assert mapping.leftovers(strange, category_known=False, unit_name="") == [
        "ID Kategori: 99999",
        "Kategori: Layang-layang",
        "Klasifikasi Laporan: Pujian",
        "Tipe Laporan (Anonim/Rahasia): Terbuka",
        "ID Instansi: 5",
    ]


def test_one_office_has_one_name() -> None:
    names = ("Dinas Kesehatan Kab. Contoh", "DINAS KESEHATAN KABUPATEN Contoh", " dinas  kesehatan kab contoh ")
    assert len({mapping.name_key(name) for name in names}) == 1
    assert mapping.levels_of("Dinas A > Bidang B") == ("Dinas A", "Bidang B")


def test_the_digest_counts_what_is_said_and_not_where_it_stands() -> None:
    first = row(title="Lampu", category_id="674")
    moved = Row(line=9, number="7", day=first.day, time=first.time, title="Lampu", category_id="674",
        status="Sedang Diproses", cells=("x",))  # fmt: skip
    assert mapping.digest_of(first) == mapping.digest_of(moved)
    assert mapping.digest_of(first) != mapping.digest_of(row(title="Lampu", category_id="675"))
    assert len(mapping.digest_of(first)) == 64


@pytest.mark.parametrize(
    ("names", "code", "place"),
    [
        (("Sulawesi Selatan", "Luwu Timur", "", ""), "73.24", ""),
        (("Sulawesi Selatan", "Kabupaten Luwu Timur", "Malili", ""), "73.24.04", ""),
        (("Jawa Barat", "Kota Bandung", "", ""), "32.73", ""),
        (("Jawa Barat", "Bandung", "", ""), "32.04", ""),
        (("DKI Jakarta", "Kota Jakarta Pusat", "", ""), "31.71", ""),
        (("Sulawesi Selatan", "Negeri Awan", "", ""), "73", "Negeri Awan, Sulawesi Selatan"),
        (("", "", "", ""), None, ""),
    ],
)
def test_places_become_regions_only_where_the_name_is_exact(
    names: tuple[str, str, str, str], code: str | None, place: str
) -> None:
    province, regency, district, village = names
    assert place_of(row(province=province, regency=regency, district=district, village=village)) == (code, place)
