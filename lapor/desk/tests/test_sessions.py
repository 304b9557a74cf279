"""Sessions that end: a role is gone at once, and what was typed is not lost."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lapor.agencies.actions import end_membership
from lapor.desk.kept import typist_of
from lapor.desk.tests.scenes import address, assigned, press, sign_in
from lapor.kit import clock
from lapor.people.actions import create_user
from lapor.people.actor import SYSTEM
from lapor.public.tests.conftest import form_values
from lapor.reports.models import Report
from lapor.reports.world import PASSWORD, World

pytestmark = pytest.mark.django_db
WORDS = "Kami tambal besok pagi, <b>jam delapan</b>."


def enter(browser: Client, world: World, name: str, *, to: str) -> str:
    given = {"login": world.users[name].email, "password": PASSWORD, "next": to}
    return str(browser.post("/akun/login/", given)["Location"])


def test_a_role_ends_with_the_next_request(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    assert dewi.get(address(report)).status_code == 200
    end_membership(world.users["dewi"].memberships.get(), by=SYSTEM)
    answer = dewi.get(address(report))
    assert answer.status_code == 403
    assert "Anda belum memegang peran" in answer.content.decode()
    assert dewi.post(address(report, "follow_up"), {"text": "Halo", "turn": report.turn}).status_code == 403


def test_a_person_without_a_role_is_told_whom_to_ask(world: World) -> None:
    browser = Client()
    browser.force_login(create_user("nina@lapor.example", name="Nina", by=SYSTEM))
    for path in ("/meja/", "/meja/profil/", "/meja/pengguna/"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "admin instansi" in answer.content.decode()


def fill(browser: Client, path: str, **words: object) -> dict[str, object]:
    """What a browser would send from this page, with some words typed into it."""
    page = browser.get(path).content.decode()
    return form_values(page, "") | words


def test_what_was_typed_survives_an_expired_session(world: World) -> None:
    report, browser = assigned(world), sign_in(world, "dewi")
    path = address(report, "follow_up")
    typed = fill(browser, path, text=WORDS, final="on")
    browser.cookies.clear()
    answer = browser.post(path, typed)
    assert answer["Location"] == f"/akun/login/?next={path}"
    assert "desk_kept" in browser.session
    rows = [base64.b64decode(row) for row in Session.objects.values_list("session_data", flat=True)]
    assert rows
    assert not any(b"tambal" in row for row in rows)
    assert enter(browser, world, "dewi", to=path) == path
    page = browser.get(path)
    assert page.context["form"]["text"].value() == WORDS
    assert page.context["form"]["final"].value()
    assert "hal yang perlu diperbaiki" not in page.content.decode()
    assert "Tulisan Anda masih ada" in page.content.decode()
    assert browser.get(path).context["form"]["text"].value() is None
    press(browser, report, "follow_up", text=WORDS)
    assert Report.objects.get(pk=report.pk).state == "in_progress"


def test_nobody_else_on_this_browser_gets_what_was_typed(world: World) -> None:
    """Citra may make the same move on the same page; the words were Dewi's, and she cannot claim them either way."""
    report, browser = assigned(world), sign_in(world, "dewi")
    path = address(report, "follow_up")
    typed = fill(browser, path, text=WORDS)
    browser.cookies.clear()
    browser.post(path, typed)
    enter(browser, world, "citra", to=path)
    page = browser.get(path)
    assert page.status_code == 200
    assert "tambal besok" not in page.content.decode()
    assert "desk_kept" not in browser.session
    for typist in ("", "0" * 32, typist_of(world.users["citra"])):
        other = Client()
        other.post(path, typed | {"penulis": typist})
        enter(other, world, "dewi", to=path)
        assert "tambal besok" not in other.get(path).content.decode()


def test_a_form_from_before_the_new_sign_in_comes_back_filled(world: World) -> None:
    """The session ended, its owner signed in again in another tab, and the old tab still has the old token."""
    report, browser = assigned(world), Client(enforce_csrf_checks=True)
    browser.force_login(world.users["dewi"])
    path = address(report, "follow_up")
    typed = fill(browser, path, text=WORDS) | {"csrfmiddlewaretoken": "k" * 64}
    assert browser.post(path, typed)["Location"] == path
    page = browser.get(path)
    assert page.context["form"]["text"].value() == WORDS
    assert Report.objects.get(pk=report.pk).state == "assigned"
    foreign = browser.post(path, typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert browser.get(path).context["form"]["text"].value() is None


def test_a_new_person_survives_an_expired_session_too(world: World) -> None:
    browser, path = sign_in(world, "citra"), "/meja/pengguna/tambah/"
    typed = fill(browser, path, name="Nina Baru", email="nina@lapor.example")
    browser.cookies.clear()
    assert browser.post(path, typed)["Location"] == f"/akun/login/?next={path}"
    enter(browser, world, "citra", to=path)
    form = browser.get(path).context["form"]
    assert (form["name"].value(), form["email"].value(), form.errors) == ("Nina Baru", "nina@lapor.example", {})


def test_what_was_typed_is_gone_after_ten_minutes_and_elsewhere(world: World) -> None:
    report, browser = assigned(world), sign_in(world, "dewi")
    path = address(report, "follow_up")
    typed = fill(browser, path, text=WORDS)
    browser.cookies.clear()
    browser.post(path, typed)
    enter(browser, world, "dewi", to=path)
    assert browser.get(address(report, "ask")).context["form"]["questions"].value() is None
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        assert browser.get(path).context["form"]["text"].value() is None


def test_a_form_beyond_all_measure_is_not_kept(world: World) -> None:
    report, browser = assigned(world), sign_in(world, "dewi")
    typed = fill(browser, address(report, "follow_up"), text="a" * 50_000)
    browser.cookies.clear()
    browser.post(address(report, "follow_up"), typed)
    assert "desk_kept" not in browser.session
