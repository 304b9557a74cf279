"""Who sees what on the desk: forbidden looks like missing, the accused never sees, secret titles stay out of lists."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from lapor.agencies.models import Agency
from lapor.desk.moving import Branch
from lapor.desk.tests.scenes import PUBLIC_VERSION, address, assigned, filed, sign_in
from lapor.kit import clock, codes
from lapor.people.actor import reporter_of
from lapor.reports import actions
from lapor.reports.models import AccessEntry, Report
from lapor.reports.world import PEOPLE, World

pytestmark = pytest.mark.django_db
SECRET = {"secrecy": "secret", "title": "Suap di loket perizinan"}


def test_missing_secret_and_forbidden_are_one_page(world: World) -> None:
    report, secret = assigned(world), assigned(world, key="r", **SECRET)
    gilang = sign_in(world, "gilang")
    missing = gilang.get(f"/meja/{codes.new_code()}/")
    for code in (report.code, secret.code, "BUKANKODE", codes.new_code()):
        for path in (f"/meja/{code}/", f"/meja/{code}/note/", f"/meja/{code}/dispose/"):
            answer = gilang.get(path)
            assert answer.status_code == 404
            assert len(answer.content) == len(missing.content)
            assert answer["Cache-Control"] == missing["Cache-Control"] == "private, no-store"
    assert gilang.post(address(report, "note"), {"text": "Halo"}).status_code == 404
    assert sign_in(world, "citra").get(address(report)).status_code == 200


def test_whoever_sits_in_the_accused_unit_never_sees_the_report(world: World) -> None:
    accused = world.agencies["dinas-pu"]
    report = filed(world, accused=accused.pk)
    for name in ("dewi", "eko", "lukman"):
        browser = sign_in(world, name)
        assert browser.get(address(report)).status_code == 404
        lists = [browser.get(f"/meja/?bagian={one}").content.decode() for one in ("saya", "lain")]
        assert report.code not in "".join(lists)
    citra = sign_in(world, "citra")
    page = citra.get(address(report, "dispose"))
    assert {branch.agency for branch in page.context["tree"]}
    assert not any(accused.covers(agency) for agency in _all(page.context["tree"]))
    assert not any(accused.covers(agency) for agency in page.context["suggested"])
    answer = citra.post(address(report, "dispose"), {"to": accused.pk, "turn": report.turn, "oversight": "yes"})
    assert answer.status_code == 422
    found = citra.post(address(report, "dispose"), {"cari": "to", "to_q": accused.name, "turn": report.turn})
    assert f'value="{accused.pk}"' not in found.content.decode()
    assert Report.objects.get(pk=report.pk).holder == world.agencies["luwu-timur"]


def _all(branches: list[Branch]) -> list[Agency]:
    return [one for branch in branches for one in (branch.agency, *_all(branch.below))]


def test_a_list_names_no_secret_report_to_who_does_not_hold_it(world: World) -> None:
    report = assigned(world, **SECRET)
    citra, dewi, budi = (sign_in(world, name) for name in ("citra", "dewi", "budi"))
    assert "Suap di loket" in dewi.get("/meja/").content.decode()
    lists = "".join(citra.get(f"/meja/?bagian={one}").content.decode() for one in ("saya", "lain", "selesai"))
    assert "Suap di loket" not in lists
    assert "Laporan rahasia" in lists
    assert codes.grouped(report.code) not in citra.get("/meja/?bagian=lain&q=suap").content.decode()
    assert codes.grouped(report.code) in dewi.get("/meja/?q=SUAP").content.decode()
    assert "Suap di loket" in citra.get(address(report)).content.decode()
    assert budi.get(address(report)).status_code == 404


def test_the_name_is_for_the_holder_alone_and_reading_it_leaves_a_trace(world: World) -> None:
    report = assigned(world)
    assert "Ani Kartini" not in sign_in(world, "citra").get(address(report)).content.decode()
    assert "Ani Kartini" not in sign_in(world, "eko").get(address(report)).content.decode()
    assert not AccessEntry.objects.exists()
    dewi = sign_in(world, "dewi")
    assert "Ani Kartini" in dewi.get(address(report)).content.decode()
    dewi.get(address(report))
    entry = AccessEntry.objects.get()
    assert (entry.user, entry.what) == (world.users["dewi"], "identity")
    assert "Dewi Rahayu, " in sign_in(world, "citra").get(address(report)).content.decode()


@pytest.mark.parametrize("name", PEOPLE)
def test_every_role_opens_its_own_pages(world: World, name: str) -> None:
    browser = sign_in(world, name)
    manages = name in ("budi", "citra", "gilang", "mira")
    for path in ("/meja/", "/meja/kabar/", "/meja/profil/"):
        assert browser.get(path, follow=True).status_code == 200
    for path in ("/meja/pengguna/", "/meja/pengguna/tambah/"):
        assert browser.get(path).status_code == (200 if manages else 404)


def test_nobody_comes_in_without_signing_in(world: World) -> None:
    report = filed(world)
    for path in ("/meja/", address(report), address(report, "note"), "/meja/profil/", "/meja/kabar/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"] == f"/akun/login/?next={path}"
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("identity", "shown"), [("anonymous", False), ("named", True)])
def test_the_minute_of_a_secret_report_without_a_name_is_not_told(world: World, identity: str, shown: bool) -> None:
    with clock.freeze(datetime(2026, 2, 2, 3, 17, tzinfo=UTC)):
        report = filed(world, identity=identity, name="Ani Kartini", **SECRET)
        actions.add(report, by=reporter_of(report.pk), text="Satu lagi.")
    page = sign_in(world, "citra").get(address(report)).content.decode()
    assert "Senin, 2 Februari 2026" in page
    assert ("11.17 WITA" in page) is shown
    assert ("WITA" in page.partition("Perjalanan laporan")[0].partition("Percakapan")[2]) is shown


def test_who_has_a_copy_reads_that_he_need_not_answer(world: World) -> None:
    report, told = filed(world), "sebagai tembusan: cukup diketahui, tidak perlu dijawab"
    actions.dispose(
        report,
        by=world.actor("citra"),
        to=world.agencies["dinas-pu"],
        copies=[world.agencies["dinkes"]],
        oversight="no",
        **PUBLIC_VERSION,
    )
    pages = {name: sign_in(world, name).get(address(report)).content.decode() for name in ("hana", "dewi", "citra")}
    assert {name for name, page in pages.items() if told in page} == {"hana"}
    assert f"Yang menanganinya {world.agencies['dinas-pu'].name}." in pages["hana"]
    report = Report.objects.get(pk=report.pk)
    actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinkes"], oversight="no", **PUBLIC_VERSION)
    assert told not in sign_in(world, "hana").get(address(report)).content.decode()
