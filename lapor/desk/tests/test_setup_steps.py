"""A new agency's admin is led through five steps, each read from what is really there."""

from __future__ import annotations

import pytest

from lapor.agencies import actions as agencies
from lapor.agencies.models import Agency, Category, Competence, Membership
from lapor.agencies.queries import actor_for
from lapor.desk.tests.scenes import sign_in
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.world import World
from lapor.setup.steps import steps_of

pytestmark = pytest.mark.django_db
STEPS = "/meja/penyiapan/langkah/"
TITLE = "Lima langkah sampai siap"


def done(agency: Agency) -> list[bool]:
    return [step.done for step in steps_of(Agency.objects.select_related("region").get(pk=agency.pk))]


def test_each_step_is_done_when_it_really_is_and_undone_when_it_is_no_more(world: World) -> None:
    budi = world.actor("budi")
    agency = agencies.add_agency(
        name="Kabupaten Baru", short_name="Baru", kind="regency", parent=world.agencies["sulawesi-selatan"], by=budi
    )
    assert done(agency) == [False] * 5
    unit = agencies.add_agency(name="Dinas Satu", short_name="Satu", kind="unit", parent=agency, by=budi)
    assert done(agency) == [False, True, False, False, False]
    somewhere = Agency.objects.exclude(region=None)[0].region
    Agency.objects.filter(pk=agency.pk).update(email="a@contoh.go.id", region=somewhere)
    Competence.objects.create(agency=unit, category=Category.objects.all()[0])
    for where, role in ((agency, "leader"), (unit, "liaison")):
        seat = agencies.invite(f"{role}@contoh.go.id", name=role, agency=where, role=role, by=budi)
        assert not done(agency)[2]
        agencies.accept(seat, by=actor_for(seat.user))

    assert done(agency) == [True, True, True, True, False]
    agencies.end_membership(Membership.objects.get(agency=unit), by=budi)
    assert not done(agency)[2]


def test_the_panel_goes_when_the_first_report_was_answered_and_can_be_opened_again(world: World) -> None:
    citra = sign_in(world, "citra")
    assert TITLE in citra.get("/meja/").content.decode()
    answer = citra.post(f"{STEPS}uji/", {"langkah": "kirim"})
    report = Report.objects.get(origin="test")
    assert answer["Location"] == f"/meja/{report.code}/"
    assert "Laporan uji, tidak dihitung" in citra.get(f"/meja/{report.code}/").content.decode()
    report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], oversight="no")
    assert "menunggu jawaban" in citra.get("/meja/").content.decode()
    actions.follow_up(report, by=world.actor("dewi"), text="Laporan uji ini sudah kami terima.", final=True)
    assert TITLE not in citra.get("/meja/").content.decode()
    page = citra.get(STEPS).content.decode()
    assert "Laporan pertama sudah dijawab" in page
    citra.post(f"{STEPS}uji/", {"langkah": "singkirkan"})
    assert not Report.objects.get(origin="test").is_open
    assert "Kirim laporan uji" in citra.get(STEPS).content.decode()


def test_the_steps_are_the_agency_admins(world: World) -> None:
    for name in ("budi", "dewi", "eko", "farah", "joko"):
        browser = sign_in(world, name)
        assert browser.get(STEPS).status_code == 404
        assert browser.post(f"{STEPS}uji/", {"langkah": "kirim"}).status_code == 404
        assert TITLE not in browser.get("/meja/").content.decode()
