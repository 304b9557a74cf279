"""The tree below an admin: added to, named, moved and closed on the desk, never across a government's wall."""

from __future__ import annotations

from typing import Any

import pytest

from lapor.agencies.models import Agency
from lapor.desk.tests.scenes import answered, assigned, closed, sign_in
from lapor.people.actor import reporter_of
from lapor.reports import actions
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
NEW = {"name": "UPT Jalan Malili", "short_name": "UPT Jalan", "email": "", "region": ""}


def address(world: World, key: str, verb: str = "") -> str:
    tail = f"{verb}/" if verb else ""
    return f"/meja/instansi/{world.agencies[key].pk}/{tail}"


def fresh(world: World, key: str) -> Agency:
    return Agency.objects.select_related("parent").get(pk=world.agencies[key].pk)


def test_an_admin_sees_his_own_branches_only(world: World) -> None:
    citra = sign_in(world, "citra")
    page = citra.get("/meja/instansi/susunan/?q=dinas").content.decode()
    assert world.agencies["dinas-pu"].name in page
    assert world.agencies["luwu-utara-pu"].name not in page
    assert citra.get(address(world, "dinas-pu")).status_code == 200
    for key in ("luwu-utara-pu", "sulawesi-selatan", "nasional"):
        assert citra.get(address(world, key)).status_code == 404
    for name in ("dewi", "eko", "farah", "joko"):
        assert sign_in(world, name).get("/meja/instansi/susunan/").status_code == 404
    assert sign_in(world, "budi").get(address(world, "luwu-utara-pu")).status_code == 200


def test_a_unit_is_added_and_can_be_sent_to(world: World) -> None:
    citra = sign_in(world, "citra")
    answer = citra.post(address(world, "dinas-pu", "tambah"), NEW | {"region": "73.24.04"})
    made = Agency.objects.get(name="UPT Jalan Malili")
    assert answer["Location"] == f"/meja/instansi/{made.pk}/"
    assert (made.parent, made.kind, made.region_id) == (world.agencies["dinas-pu"], "unit", "73.24.04")
    assert made.zone_name == "Asia/Makassar"
    sent = actions.dispose(assigned(world), by=world.actor("citra"), to=made, oversight="no")
    assert sent.holder == made


@pytest.mark.parametrize("more", [{"kind": "regency"}, {"is_inspectorate": "on"}])
def test_an_agency_admin_makes_ordinary_units_whatever_he_posts(world: World, more: dict[str, Any]) -> None:
    sign_in(world, "citra").post(address(world, "dinas-pu", "tambah"), NEW | more)
    made = Agency.objects.get(name="UPT Jalan Malili")
    assert (made.kind, made.is_inspectorate) == ("unit", False)


def test_the_nations_admin_makes_governments(world: World) -> None:
    sign_in(world, "budi").post(address(world, "sulawesi-selatan", "tambah"), NEW | {"kind": "regency"})
    made = Agency.objects.get(name="UPT Jalan Malili")
    assert made.realm == made.path


def test_a_name_is_changed_and_the_address_stays(world: World) -> None:
    unit = world.agencies["dinas-pu"]
    changed = NEW | {"name": " Dinas  PUPR ", "short_name": "PUPR", "email": "pupr@contoh.go.id"}
    sign_in(world, "citra").post(address(world, "dinas-pu"), changed)
    row = fresh(world, "dinas-pu")
    assert (row.name, row.short_name, row.email) == ("Dinas PUPR", "PUPR", "pupr@contoh.go.id")
    assert (row.slug, row.path) == (unit.slug, unit.path)
    wrong = sign_in(world, "citra").post(address(world, "dinas-pu"), NEW | {"name": "", "email": "bukan"})
    assert wrong.status_code == 422
    assert "Isi dulu" in wrong.content.decode()


def test_a_name_that_is_there_already_is_asked_about_before_it_is_given_again(world: World) -> None:
    citra, dinkes = sign_in(world, "citra"), world.agencies["dinkes"]
    page = address(world, "dinas-pu", "tambah")
    assert 'name="twin"' not in citra.get(page).content.decode()
    given = NEW | {"name": dinkes.name.upper(), "short_name": "Lain sekali"}
    asked = citra.post(page, given)
    html = asked.content.decode()
    assert asked.status_code == 422
    assert f"{world.agencies['luwu-timur'].name} › {dinkes.name}." in html
    assert 'name="twin"' in html
    assert Agency.objects.filter(name__iexact=dinkes.name, parent=world.agencies["dinas-pu"]).count() == 0
    made = citra.post(page, given | {"twin": "on"})
    assert made.status_code == 302
    assert Agency.objects.filter(name__iexact=dinkes.name, parent=world.agencies["dinas-pu"]).count() == 1


def test_the_same_name_in_another_government_is_no_question(world: World) -> None:
    citra, other = sign_in(world, "citra"), world.agencies["luwu-utara-pu"]
    given = NEW | {"name": f"{other.name} X", "short_name": "Lain sekali"}
    Agency.objects.filter(pk=other.pk).update(name=given["name"])
    assert citra.post(address(world, "luwu-timur", "tambah"), given).status_code == 302


def test_to_be_renamed_as_another_one_is_asked_about_and_to_keep_a_name_is_not(world: World) -> None:
    citra, dinkes, unit = sign_in(world, "citra"), world.agencies["dinkes"], world.agencies["dinas-pu"]
    page = address(world, "dinas-pu")
    twin = NEW | {"name": unit.name, "short_name": dinkes.short_name}
    assert "Nama ini sudah dipakai" in citra.post(page, twin).content.decode()
    assert fresh(world, "dinas-pu").short_name == unit.short_name
    assert citra.post(page, twin | {"twin": "on"}).status_code == 302
    assert citra.post(page, twin | {"email": "pu@contoh.go.id"}).status_code == 302


def test_a_branch_moves_inside_its_government(world: World) -> None:
    citra, to = sign_in(world, "citra"), world.agencies["dinkes"]
    moved = citra.post(address(world, "bina-marga", "pindah"), {"parent": to.pk})
    assert moved["Location"] == address(world, "bina-marga")
    row = fresh(world, "bina-marga")
    assert (row.parent, row.realm) == (to, world.agencies["luwu-timur"].path)
    assert row.path.startswith(to.path)
    foreign = citra.post(address(world, "bina-marga", "pindah"), {"parent": world.agencies["luwu-utara-pu"].pk})
    assert foreign.status_code == 422


def test_not_even_the_nations_admin_moves_an_office_into_another_government(world: World) -> None:
    report = assigned(world)
    there = {"parent": world.agencies["luwu-utara"].pk}
    answer = sign_in(world, "budi").post(address(world, "dinas-pu", "pindah"), there)
    assert "tidak dapat dipindahkan ke pemerintahan lain" in answer.content.decode()
    assert sign_in(world, "gilang").get(f"/meja/{report.code}/").status_code == 404


def test_an_agency_with_an_open_report_is_not_closed(world: World) -> None:
    citra = sign_in(world, "citra")
    citra.post(address(world, "bina-marga", "tutup"))
    assert not fresh(world, "bina-marga").is_open
    report = answered(world)
    page = citra.post(address(world, "dinas-pu", "tutup"), follow=True).content.decode()
    assert "Masih ada laporan terbuka di" in page
    assert "Tarik atau teruskan ke unit lain" in page
    assert fresh(world, "dinas-pu").is_open
    actions.close(report, by=reporter_of(report.pk))
    citra.post(address(world, "dinas-pu", "tutup"))
    assert not fresh(world, "dinas-pu").is_open
    assert world.agencies["dinas-pu"].name not in citra.get("/cari/instansi?q=pekerjaan").content.decode()
    citra.post(address(world, "dinas-pu", "tutup"))
    assert fresh(world, "dinas-pu").is_open


def test_an_agency_that_owes_a_decision_on_an_objection_is_not_closed(world: World) -> None:
    report = closed(world)
    report = actions.object_to(report, by=reporter_of(report.pk), reason="Lubangnya masih ada di sana.")
    unit = report.waits_at
    assert unit is not None
    Agency.objects.filter(path__startswith=unit.path).exclude(pk=unit.pk).update(is_open=False)
    page = sign_in(world, "budi").post(f"/meja/instansi/{unit.pk}/tutup/", follow=True)
    assert "Masih ada laporan terbuka" in page.content.decode()


def test_nobody_slips_into_an_inspectorate_by_sitting_there_first(world: World) -> None:
    budi, given = sign_in(world, "budi"), NEW | {"is_inspectorate": "on"}
    seated = budi.post(address(world, "dinas-pu"), given)
    assert "Masih ada yang memegang peran" in seated.content.decode()
    budi.post(address(world, "kec-malili"), given)
    assert fresh(world, "kec-malili").is_inspectorate
    sign_in(world, "citra").post(address(world, "kec-malili"), NEW)
    assert fresh(world, "kec-malili").is_inspectorate


def test_who_comes_back_to_the_address_of_a_form_reads_a_page(world: World) -> None:
    answer = sign_in(world, "citra").get(f"/meja/instansi/{world.agencies['dinas-pu'].pk}/tutup/")
    assert answer.status_code == 405
    assert "Alamat ini dibuka lewat tombolnya" in answer.content.decode()
    assert int(answer["Content-Length"]) == len(answer.content)
