"""The person in charge on the desk: shown, filtered, changed, and shared out by the unit's setting."""

from __future__ import annotations

import pytest

from lapor.agencies.models import Agency
from lapor.desk import queries, saved
from lapor.desk.tests.scenes import address, assigned, press, sign_in
from lapor.reports import actions
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def test_the_page_and_the_row_say_who_is_in_charge(world: World) -> None:
    report = assigned(world)
    dewi = sign_in(world, "dewi")
    assert "tunjuk" in dewi.get(address(report)).content.decode()
    assert press(dewi, report, "assign", person=str(world.users["dewi"].pk)).status_code == 302
    page = dewi.get(address(report)).content.decode()
    assert world.users["dewi"].name in page
    assert "Ditangani Anda" in dewi.get("/meja/").content.decode()
    assert f"Ditangani {world.users['dewi'].name}" in sign_in(world, "citra").get("/meja/?bagian=lain").content.decode()


def test_mine_only_leaves_what_others_and_nobody_handle(world: World) -> None:
    mine, nobody = assigned(world), assigned(world, key="lain", title="Lampu jalan padam")
    actions.assign(mine, by=world.actor("dewi"), person=world.users["dewi"])
    page = sign_in(world, "dewi").get("/meja/?bagian=saya&saya=on").content.decode()
    assert f"/meja/{mine.code}/" in page
    assert f"/meja/{nobody.code}/" not in page


def test_a_person_of_another_unit_comes_back_with_a_sentence(world: World) -> None:
    report = assigned(world)
    answer = sign_in(world, "dewi").post(address(report, "assign"), {"person": world.users["gilang"].pk, "turn": 1})
    assert answer.status_code == 422
    assert "tidak bertugas di instansi pemegang" in answer.content.decode()


def test_an_admin_chooses_how_a_unit_shares_out_and_nonsense_is_a_sentence(world: World) -> None:
    unit = world.agencies["dinas-pu"]
    citra = sign_in(world, "citra")
    assert "Bergiliran" in citra.get(f"/meja/instansi/{unit.pk}/").content.decode()
    assert citra.post(f"/meja/instansi/{unit.pk}/pembagian/", {"cara": "load"}).status_code == 302
    page = citra.post(f"/meja/instansi/{unit.pk}/pembagian/", {"cara": "x"}, follow=True).content.decode()
    assert "Pilih salah satu cara pembagian." in page
    assert Agency.objects.get(pk=unit.pk).sharing == "load"
    assert sign_in(world, "gilang").post(f"/meja/instansi/{unit.pk}/pembagian/", {"cara": "turn"}).status_code == 404


def test_who_ends_a_role_frees_its_reports_at_once(world: World) -> None:
    report = assigned(world)
    actions.assign(report, by=world.actor("dewi"), person=world.users["dewi"])
    seat = world.users["dewi"].memberships.get()
    assert sign_in(world, "citra").post(f"/meja/peran/{seat.pk}/akhiri/").status_code == 302
    report.refresh_from_db()
    assert report.assignee is None
    assert report.events.filter(kind="assign", user=world.users["citra"]).count() == 1


def test_mine_only_is_kept_with_a_saved_filter(world: World) -> None:
    actor = world.actor("dewi")
    row = saved.keep(by=actor, name="Punya saya", section=queries.NOW, filters=queries.Filters(mine=True))
    assert saved.query_of(row) == "bagian=saya&saya=on"
    assert "saya saja" in saved.sentence_of(row, "Menunggu saya")
