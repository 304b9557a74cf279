"""Saved filters: kept under a name, shared with a unit, never with words, never beyond what its reader sees."""

from __future__ import annotations

from datetime import date

import pytest

from lapor.agencies.models import Agency, Category, Membership, Role
from lapor.desk import saved
from lapor.desk.models import SavedFilter
from lapor.desk.queries import DONE, NOW, Filters
from lapor.desk.tests.scenes import assigned, sign_in
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
LATE = Filters(late=True)


def kept(by: Actor, *, name: str = "Terlambat", agency: Agency | None = None, filters: Filters = LATE) -> SavedFilter:
    return saved.keep(by=by, name=name, section=NOW, filters=filters, agency=agency)


def test_a_list_is_kept_opened_renamed_and_deleted_by_plain_links_and_forms(world: World) -> None:
    citra, unit = sign_in(world, "citra"), world.agencies["dinas-pu"]
    query = f"bagian=lain&status=assigned&unit={unit.pk}&telat=on&q=rahasia"
    page = citra.get(f"/meja/?{query}").content.decode()
    assert "/meja/saringan/simpan/?bagian=lain" in page
    form = citra.get(f"/meja/saringan/simpan/?{query}").content.decode()
    assert "Kata pencarian tidak ikut disimpan, juga “rahasia”." in form
    answer = citra.post(f"/meja/saringan/simpan/?{query}", {"name": " PU  terlambat ", "agency": ""})
    row = SavedFilter.objects.get()
    assert (row.name, row.agency, row.unit) == ("PU terlambat", None, unit)
    assert answer["Location"] == f"/meja/?bagian=lain&status=assigned&unit={unit.pk}&telat=on"
    assert f'href="/meja/saringan/{row.pk}/"' in citra.get("/meja/").content.decode()
    assert citra.get(f"/meja/saringan/{row.pk}/")["Location"] == answer["Location"]
    assert citra.post(f"/meja/saringan/{row.pk}/ubah/", {"name": "PU"})["Location"] == "/meja/saringan/"
    assert "PU</a>" in citra.get("/meja/saringan/").content.decode()
    citra.post(f"/meja/saringan/{row.pk}/hapus/")
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("query", "name", "agency", "sentence"),
    [
        ("telat=on", "Ada", "", "Anda sudah punya saringan dengan nama ini"),
        ("telat=on", "", "", "masih kosong"),
        ("telat=on", "\u0000\u202e ", "", "masih kosong"),
        ("telat=on", "a" * 41, "", "Terlalu panjang"),
        ("q=jalan", "Jalan", "", "Belum ada saringan yang dapat disimpan"),
        ("unit=999999999999999999999&kategori=x&status=terbang", "Aneh", "", "Belum ada saringan"),
        ("telat=on", "Punya orang", "dinkes", "Pilih"),
        ("telat=on", "Angka", "9" * 30, "Pilih"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(
    world: World, query: str, name: str, agency: str, sentence: str
) -> None:
    kept(world.actor("dewi"), name="Ada")
    where = str(world.agencies[agency].pk) if agency in world.agencies else agency
    page = sign_in(world, "dewi").post(f"/meja/saringan/simpan/?{query}", {"name": name, "agency": where})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert SavedFilter.objects.count() == 1


def test_twenty_are_enough_and_names_are_unique_for_each_person(world: World) -> None:
    dewi = world.actor("dewi")
    for n in range(saved.MOST):
        kept(dewi, name=f"Saringan {n}")
    with pytest.raises(Refused, match="20"):
        kept(dewi, name="Satu lagi")
    assert kept(world.actor("citra"), name="Saringan 1").pk


def test_a_shared_filter_is_read_by_colleagues_only_and_says_who_shares_it(world: World) -> None:
    dewi, unit = world.actor("dewi"), world.agencies["dinas-pu"]
    alone, row = kept(dewi, name="Sendiri"), kept(dewi, name="Bersama", agency=unit)
    Membership.objects.create(user=world.users["hana"], agency=unit, role=Role.LIAISON, since=date(2026, 1, 1))
    hana, gilang = sign_in(world, "hana"), sign_in(world, "gilang")
    page = hana.get("/meja/").content.decode()
    assert (f"/meja/saringan/{row.pk}/" in page, "oleh Dewi Rahayu" in page, "Sendiri" in page) == (True, True, False)
    assert hana.get(f"/meja/saringan/{row.pk}/").status_code == 302
    assert hana.get(f"/meja/saringan/{alone.pk}/").status_code == 404
    assert hana.post(f"/meja/saringan/{row.pk}/ubah/", {"name": "Curi"}).status_code == 404
    hana.post(f"/meja/saringan/{row.pk}/hapus/")
    for path in (f"{row.pk}/", f"{row.pk}/ubah/"):
        assert gilang.get(f"/meja/saringan/{path}").status_code == 404
    assert gilang.post(f"/meja/saringan/{row.pk}/hapus/").status_code == 404
    row.refresh_from_db()
    assert (row.name, row.agency) == ("Bersama", unit)
    with pytest.raises(Refused):
        saved.change(row, by=world.actor("hana"), name="Curi", agency=None)


def test_nobody_shares_with_an_agency_where_he_does_not_sit(world: World) -> None:
    with pytest.raises(Refused, match="tempat Anda bertugas"):
        kept(world.actor("dewi"), agency=world.agencies["dinkes"])


def test_the_admin_of_the_agency_ends_the_sharing_and_the_owner_keeps_it(world: World) -> None:
    row = kept(world.actor("dewi"), agency=world.agencies["dinas-pu"])
    citra = sign_in(world, "citra")
    assert "Akhiri berbagi" in citra.get("/meja/saringan/").content.decode()
    citra.post(f"/meja/saringan/{row.pk}/hapus/")
    row.refresh_from_db()
    assert row.agency is None


def test_a_closed_unit_or_category_is_told_and_nothing_breaks(world: World) -> None:
    report, unit = assigned(world), world.agencies["dinkes"]
    group = Category.objects.filter(parent=None).first()
    assert group
    row = kept(world.actor("citra"), filters=Filters(unit=unit, category=group))
    Agency.objects.filter(pk=unit.pk).update(is_open=False)
    Category.objects.filter(pk=group.pk).update(is_open=False)
    citra = sign_in(world, "citra")
    page = citra.get(f"/meja/saringan/{row.pk}/", follow=True).content.decode()
    assert "Unit pada saringan ini sudah ditutup" in page
    assert "Kategori pada saringan ini sudah ditutup" in page
    assert "(sudah ditutup)" in citra.get("/meja/saringan/").content.decode()
    assert report.code in citra.get("/meja/?bagian=lain&unit=0").content.decode()


def test_a_section_that_a_colleague_does_not_have_opens_his_first(world: World) -> None:
    row = saved.keep(by=world.actor("dewi"), name="Selesai", section=DONE, filters=LATE)
    SavedFilter.objects.filter(pk=row.pk).update(section="ombudsman")
    dewi = sign_in(world, "dewi")
    assert "Daftar yang bukan bagian Anda" in dewi.get("/meja/saringan/").content.decode()
    assert dewi.get(f"/meja/saringan/{row.pk}/", follow=True).status_code == 200
