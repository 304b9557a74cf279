"""Set-up by file on the desk: looked at, applied, taken back, and each file its owner's alone."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lapor.agencies.models import Agency
from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.reports.world import World
from lapor.setup import uploads
from lapor.setup.columns import KINDS
from lapor.setup.configuration import export
from lapor.setup.models import Application, Upload
from lapor.setup.reading import rows_of
from lapor.setup.tests.files import UNITS, agency_of_thirty, csv_of

pytestmark = pytest.mark.django_db
HOME = "/meja/penyiapan/"


def uploaded(client: Client, content: bytes, name: str = "unit.csv") -> str:
    answer = client.post(HOME, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def digest_on(page: bytes) -> str:
    return page.decode().split('name="dilihat" value="')[1][:64]


def test_a_file_is_looked_at_applied_and_taken_back(world: World) -> None:
    citra = sign_in(world, "citra")
    address = uploaded(citra, agency_of_thirty(), "instansi.xlsx")
    seen = citra.get(address)
    assert "61 dari 61 baris akan diterapkan" in seen.content.decode()
    assert not Agency.objects.filter(name="Dinas Baru 1").exists()
    assert citra.post(address, {"dilihat": digest_on(seen.content)})["Location"] == HOME
    assert Agency.objects.filter(name="Dinas Baru 1").exists()
    assert not Upload.objects.exists()
    citra.post(f"{HOME}{Application.objects.get().pk}/batalkan/")
    assert not Agency.objects.filter(name="Dinas Baru 1").exists()


def test_a_preview_that_grew_old_is_shown_again(world: World) -> None:
    citra = sign_in(world, "citra")
    address = uploaded(citra, csv_of(UNITS, ("Unit A", "A", "", "", "", "", "")))
    page = citra.post(address, {"dilihat": "0" * 64}, follow=True).content.decode()
    assert "Keadaannya berubah" in page
    assert not Agency.objects.filter(name="Unit A").exists()


def test_a_refused_row_is_shown_with_its_reason_and_escaped(world: World) -> None:
    citra = sign_in(world, "citra")
    address = uploaded(citra, csv_of(UNITS, ("<script>x</script>", "A", "tidak ada", "", "", "", "")))
    page = citra.get(address).content.decode()
    assert "Baris 2" in page
    assert "tidak ada di cabang Anda" in page
    assert "<script>x" not in page


def test_a_file_of_the_wrong_kind_stays_on_the_page_with_a_sentence(world: World) -> None:
    answer = sign_in(world, "citra").post(HOME, {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")})
    assert answer.status_code == 422
    assert "bukan XLSX atau CSV" in answer.content.decode()
    assert "belum terkirim" not in answer.content.decode()


def test_files_and_applications_are_their_owners_alone(world: World) -> None:
    citra, budi = sign_in(world, "citra"), sign_in(world, "budi")
    address = uploaded(citra, csv_of(UNITS, ("Unit A", "A", "", "", "", "", "")))
    assert budi.get(address)["Location"] == HOME
    citra.post(address, {"dilihat": digest_on(citra.get(address).content)})
    assert budi.post(f"{HOME}{Application.objects.get().pk}/batalkan/").status_code == 404
    for name in ("dewi", "eko", "farah", "joko"):
        assert sign_in(world, name).get(HOME).status_code == 404


def test_rows_lie_sealed_and_only_for_an_hour(world: World) -> None:
    citra = sign_in(world, "citra")
    uploaded(citra, csv_of(UNITS, ("Unit Rahasia Sekali", "A", "", "", "", "", "")))
    row = Upload.objects.get()
    assert b"Rahasia Sekali" not in bytes(row.rows_sealed)
    with clock.freeze(clock.now() + uploads.LIFE):
        assert uploads.find(row.pk, by=world.actor("citra")) is None
        uploads.sweep(clock.now())
    assert not Upload.objects.exists()


def test_every_template_is_recognised_and_its_example_is_nobody(world: World) -> None:
    budi = sign_in(world, "budi")
    with pytest.raises(Refused, match="selain baris contoh"):
        rows_of(budi.get(f"{HOME}templat.xlsx").content)
    for name, kind in KINDS.items():
        content = budi.get(f"{HOME}templat/{name}.csv").content
        with pytest.raises(Refused, match="selain baris contoh"):
            rows_of(content)
        filled = content.replace(kind.example[0].encode(), b"Sungguhan", 1)
        assert [row.kind for row in rows_of(filled)] == [name]
    assert sign_in(world, "citra").get(f"{HOME}templat/kategori.csv").status_code == 404


def test_what_is_there_now_comes_back_unchanged_and_holds_no_formula(world: World) -> None:
    citra = sign_in(world, "citra")
    Agency.objects.filter(pk=world.agencies["dinas-pu"].pk).update(short_name="=1+1")
    for name in ("unit", "kewenangan", "orang"):
        content = citra.get(f"{HOME}sekarang/{name}.csv").content
        assert b";=1+1" not in content
        page = citra.get(uploaded(citra, content)).content.decode()
        assert "Tidak ada yang akan berubah" in page
    assert world.agencies["luwu-utara-pu"].name not in citra.get(f"{HOME}sekarang/unit.csv").content.decode()


def test_only_the_nations_admin_takes_the_whole_configuration_along(world: World) -> None:
    budi, citra = sign_in(world, "budi"), sign_in(world, "citra")
    assert "/meja/penyiapan/konfigurasi.json" in budi.get("/meja/penyiapan/").content.decode()
    answer = budi.get("/meja/penyiapan/konfigurasi.json")
    assert answer["Content-Disposition"] == 'attachment; filename="konfigurasi.json"'
    assert answer.content.decode() == export()
    assert "konfigurasi.json" not in citra.get("/meja/penyiapan/").content.decode()
    assert citra.get("/meja/penyiapan/konfigurasi.json").status_code == 404
