"""Absences on the desk: noted, taken back, and what colleagues read of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lapor.agencies.models import Absence, today
from lapor.agencies.tests.test_absences import away
from lapor.desk.tests.scenes import address, assigned, filed, sign_in
from lapor.people.actor import SYSTEM
from lapor.reports import actions
from lapor.reports.tests.test_handover import colleague
from lapor.reports.world import World
from lapor.ui import dates

pytestmark = pytest.mark.django_db


def given(world: World, **changes: object) -> dict[str, object]:
    start = {"agency": world.agencies["dinas-pu"].pk, "first_day": today(), "last_day": today() + timedelta(days=2)}
    return {name: value for name, value in (start | {"reason": "leave"} | changes).items() if value is not None}


def test_an_officer_notes_his_own_absence_and_takes_it_back(world: World) -> None:
    wira, dewi = colleague(world), sign_in(world, "dewi")
    assert "/meja/ketidakhadiran/" in dewi.get("/meja/profil/").content.decode()
    done = dewi.post("/meja/ketidakhadiran/", given(world, deputy=wira.pk), follow=True)
    assert "Wira menggantikan Dewi Rahayu" in done.content.decode()
    row = Absence.objects.get()
    assert (row.user, row.deputy, row.reason) == (world.users["dewi"], wira, "leave")
    assert "digantikan Wira" in dewi.get("/meja/profil/").content.decode()
    assert "dibatalkan" in dewi.post(f"/meja/ketidakhadiran/{row.pk}/batalkan/", follow=True).content.decode()
    assert not Absence.objects.exists()


def test_his_admin_notes_it_for_him_and_nobody_else_does(world: World) -> None:
    page = f"/meja/pengguna/{world.users['dewi'].pk}/ketidakhadiran/"
    citra, _ = sign_in(world, "citra"), colleague(world)
    assert page in citra.get(f"/meja/pengguna/{world.users['dewi'].pk}/").content.decode()
    assert "tanpa pengganti" in citra.post(page, given(world), follow=True).content.decode()
    assert "sedang cuti sampai" in citra.get("/meja/pengguna/?q=dewi").content.decode()
    row = Absence.objects.get()
    for name in ("gilang", "eko", "hana"):
        browser = sign_in(world, name)
        assert browser.get(page).status_code == 404
        assert browser.post(f"/meja/ketidakhadiran/{row.pk}/batalkan/").status_code == 404
    assert sign_in(world, "eko").get("/meja/ketidakhadiran/").status_code == 404  # a leader answers no reports
    assert Absence.objects.exists()


def test_nobody_is_offered_himself_and_the_only_officer_reads_what_his_absence_means(world: World) -> None:
    dewi = sign_in(world, "dewi")
    chosen = f'<option value="{world.users["dewi"].pk}">'
    assert chosen not in dewi.get("/meja/ketidakhadiran/").content.decode()
    told = dewi.post("/meja/ketidakhadiran/", given(world), follow=True).content.decode()
    assert "tidak ada yang menjawab laporan di Dinas Pekerjaan Umum" in told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"deputy": "self"}, "Pilih dari daftar"),
        ({"deputy": "999999"}, "tidak bertugas di unit ini"),
        ({"deputy": "hana"}, "tidak bertugas di unit ini"),
        ({"agency": "dinkes"}, "tidak bertugas di unit itu"),
        ({"last_day": date(2020, 1, 1)}, "Hari terakhir mendahului"),
        ({"first_day": date(2020, 1, 1)}, "Hari pertama sudah lewat"),
        ({"last_day": date(2099, 1, 1)}, "Paling lama setahun"),
        ({"first_day": "31/02/2027"}, "Tanggal ini tidak ada"),
        ({"first_day": None}, "masih kosong"),
        ({"reason": "x"}, "Pilih"),
        ({"reason": None}, "Pilih salah satu"),
    ],
)
def test_nonsense_comes_back_with_a_sentence(world: World, changes: dict[str, object], told: str) -> None:
    colleague(world)
    keys = {"self": world.users["dewi"].pk, "hana": world.users["hana"].pk, "dinkes": world.agencies["dinkes"].pk}
    named = {name: keys.get(str(value), value) for name, value in changes.items()}
    answer = sign_in(world, "dewi").post("/meja/ketidakhadiran/", given(world, **named))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Absence.objects.exists()


def test_colleagues_read_who_is_away_and_the_deputy_finds_the_reports_under_mine_only(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    report = actions.assign(assigned(world), by=SYSTEM, person=dewi)
    until = dates.short_day(away(world, dewi, wira, 0, 2).last_day)
    page = sign_in(world, "citra").get("/meja/?bagian=lain").content.decode()
    assert f"Ditangani Dewi Rahayu (sedang cuti sampai {until})" in page
    assert f"sedang cuti sampai {until}" in sign_in(world, "citra").get(address(report)).content.decode()
    world.users["wira"] = wira
    his = sign_in(world, "wira")
    mine = his.get("/meja/?bagian=saya&saya=on").content.decode()
    assert address(report) in mine
    assert f"Menggantikan Dewi Rahayu sampai {until}" in mine
    assert (
        f"Anda menggantikan Dewi Rahayu dari {dates.short_day(today())} sampai {until}"
        in his.get("/meja/profil/").content.decode()
    )
    Absence.objects.all().delete()
    assert address(report) not in his.get("/meja/?bagian=saya&saya=on").content.decode()


def test_the_form_says_who_gets_it_instead(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    report = assigned(world)
    away(world, dewi, wira, 0, 2, reason="sick")
    page = sign_in(world, "citra").get(address(report, "assign")).content.decode()
    assert "Dewi Rahayu (berhalangan sampai" in page
    assert "digantikan Wira" in page
    assert "sakit" not in page


def test_neither_reporter_nor_public_reads_of_it(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    report = actions.assign(assigned(world), by=SYSTEM, person=dewi)
    away(world, dewi, wira, 0, 2)
    assert filed(world, key="other").published_at is None
    page = sign_in(world, "dewi").get(f"/laporan/{report.code}").content.decode()
    assert "Dewi" not in page
    assert "cuti" not in page
