"""Sessions that ended over a filled form: nothing typed is lost, and nobody else gets it.

The kept form of officers is bound to person and page; every case of it stands in lapor/desk/tests/test_sessions.py.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lapor.desk.tests.scenes import address, sign_in
from lapor.kit import clock
from lapor.public.tests.conftest import form_values
from lapor.reports.models import Message, Report
from lapor.reports.tests import samples, scenes
from lapor.reports.world import PASSWORD, World
from tests.badinput.trying import filed, filled, nothing_written, opened, send, still_there, told

pytestmark = pytest.mark.django_db
WORDS = "Lubangnya <b>makin</b> besar 😀,\r\nkemarin ada yang jatuh lagi."
PHOTO = ("foto.jpg", samples.jpeg())


def enter(browser: Client, world: World, name: str, *, to: str) -> None:
    given = {"login": world.users[name].email, "password": PASSWORD, "next": to}
    assert browser.post("/akun/login/", given)["Location"] == to


def test_a_reporter_whose_session_ended_finds_his_words_behind_code_and_pin(world: World) -> None:
    receipt = filed(world)
    browser, path, typed = opened(receipt), "/laporan-saya/add", {"text": WORDS}
    with nothing_written(), clock.freeze(clock.now() + timedelta(hours=3)):
        html = told(send(path, typed, PHOTO, browser=browser), 403, "kode dan PIN")
        still_there(html, "/lacak", typed)
    wrong = form_values(html, "/lacak") | {"code": receipt.report.code, "pin": "0000-0000-0000"}
    html = told(send("/lacak", wrong, browser=browser), 422, "tidak cocok")
    still_there(html, "/lacak", typed)
    right = form_values(html, "/lacak") | {"pin": receipt.pin}
    html = told(send("/lacak", right, browser=browser), 200, "Tambah keterangan")
    still_there(html, path, typed)
    assert send(path, form_values(html, path), browser=browser).status_code == 302
    assert Message.objects.count() == 1


def test_the_words_of_a_reporter_lie_in_no_session(world: World) -> None:
    """They travel in the page alone: nobody who opens another report in this browser later meets them."""
    receipt, other = filed(world), filed(world, title="Lampu jalan mati")
    browser = Client()
    send("/laporan-saya/add", {"text": WORDS}, browser=browser)
    assert not Session.objects.exists() or "Lubangnya" not in str(browser.session.items())
    send("/lacak", {"code": other.report.code, "pin": other.pin}, browser=browser)
    assert "Lubangnya" not in browser.get("/laporan-saya/").content.decode()
    assert "Lubangnya" not in browser.get("/laporan-saya/add").content.decode()
    assert receipt.report.messages.count() == 0


def test_a_report_form_that_lay_open_for_days_comes_back_filled(world: World) -> None:
    strict, typed = Client(enforce_csrf_checks=True), filled()
    with nothing_written():
        html = told(send("/lapor", typed, PHOTO, browser=strict), 403, "Formulir ini terlalu lama terbuka")
    still_there(html, "/lapor", typed)
    assert PHOTO[0] in html
    assert send("/lapor", form_values(html, "/lapor"), browser=strict).status_code == 302


@pytest.mark.parametrize("name", ["dispose", "hold", "archive", "note"])
def test_an_officer_whose_session_ended_finds_his_words_after_signing_in(world: World, name: str) -> None:
    report, browser = filed(world).report, sign_in(world, "citra")
    path = address(report, name)
    typed = form_values(browser.get(path).content.decode(), "")
    written = [field for field in ("note", "questions", "reason", "text", "public_body") if field in typed]
    typed |= dict.fromkeys(written, WORDS)
    Session.objects.all().delete()
    with nothing_written():
        answer = send(path, typed, PHOTO, browser=browser)
        assert answer["Location"] == f"/akun/login/?next={path}"
        enter(browser, world, "citra", to=path)
        html = told(browser.get(path), 200, "Tulisan Anda masih ada")
    still_there(html, "", typed, *written)


def test_who_signs_in_next_on_a_shared_computer_sees_an_empty_form(world: World) -> None:
    report, browser = scenes.assigned(world), sign_in(world, "dewi")
    path = address(report, "note")
    typed = form_values(browser.get(path).content.decode(), "") | {"text": WORDS}
    Session.objects.all().delete()
    send(path, typed, browser=browser)
    enter(browser, world, "citra", to=path)
    assert form_values(browser.get(path).content.decode(), "")["text"] == ""
    browser.post("/akun/logout/")
    enter(browser, world, "dewi", to=path)
    assert form_values(browser.get(path).content.decode(), "")["text"] == ""
    assert Report.objects.get().state == "assigned"


def test_words_from_another_site_are_not_kept(world: World) -> None:
    report, strict = scenes.assigned(world), Client(enforce_csrf_checks=True)
    path = address(report, "note")
    strict.force_login(world.users["dewi"])
    typed = form_values(strict.get(path).content.decode(), "") | {"csrfmiddlewaretoken": "x", "text": WORDS}
    answer = strict.post(path, typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Lubangnya" not in answer.content.decode()
    assert form_values(strict.get(path).content.decode(), "")["text"] == ""
