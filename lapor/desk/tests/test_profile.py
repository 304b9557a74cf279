"""One's own page: name, keys for programs."""

from __future__ import annotations

import base64
import re

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from pytest_django import Settings

from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock
from lapor.notices import ways
from lapor.notices.models import Device, Routine
from lapor.people.actions import authenticate_token
from lapor.people.models import ApiToken, User
from lapor.reports.world import PASSWORD, World

RAW = (Encoding.X962, PublicFormat.UncompressedPoint)
pytestmark = pytest.mark.django_db


def test_a_name_is_changed(world: World) -> None:
    dewi = sign_in(world, "dewi")
    assert dewi.post("/meja/profil/", {"name": "  Dewi   Rahayu, S.T. "}).status_code == 302
    assert User.objects.get(pk=world.users["dewi"].pk).name == "Dewi Rahayu, S.T."
    assert dewi.post("/meja/profil/", {"name": ""}).status_code == 422


def test_a_key_is_shown_once_and_can_be_revoked(world: World) -> None:
    dewi = sign_in(world, "dewi")
    answer = dewi.post("/meja/profil/kunci/", {"name": "Aplikasi kota", "scope": "read", "days": "30"})
    found = re.search(r"lapor_[0-9A-Za-z]{40}", answer.content.decode())
    assert found
    assert answer["Cache-Control"] == "private, no-store"
    token = authenticate_token(found.group())
    assert token
    assert token.user == world.users["dewi"]
    page = dewi.get("/meja/profil/").content.decode()
    assert "Aplikasi kota" in page
    assert found.group() not in page
    assert sign_in(world, "eko").post(f"/meja/profil/kunci/{token.pk}/cabut/").status_code == 404
    dewi.post(f"/meja/profil/kunci/{token.pk}/cabut/")
    assert authenticate_token(found.group()) is None


def test_a_key_without_scope_is_refused(world: World) -> None:
    answer = sign_in(world, "dewi").post("/meja/profil/kunci/", {"name": "x", "scope": "all", "days": "30"})
    assert answer.status_code == 422
    assert '<details class="more" open>' in answer.content.decode()  # what is wrong stands in there
    assert not ApiToken.objects.exists()


def test_the_hour_and_the_ways_of_notices_are_chosen(world: World) -> None:
    dewi = sign_in(world, "dewi")
    usual = {kind: ways.usual(kind).value for kind in ways.LABELS}
    answer = dewi.post("/meja/profil/kabar/", {**usual, "at": "06:15", "added": "never"})
    assert answer.status_code == 302
    row = Routine.objects.get(user=world.users["dewi"])
    assert (f"{row.at:%H.%M}", row.ways) == ("06.15", {"added": "never"})
    page = dewi.get("/meja/profil/").content.decode()
    assert 'value="06:15"' in page
    for wrong in ({"at": "25:00"}, {"at": "06:15", "overdue": "never"}, {"at": ""}):
        assert dewi.post("/meja/profil/kabar/", {**usual, **wrong}).status_code == 422
    row.refresh_from_db()
    assert row.ways == {"added": "never"}


AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"}


def given(name: str = "abc") -> dict[str, str]:
    """What a browser says when its owner turns it on."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*RAW)
    return {
        "endpoint": f"https://fcm.googleapis.com/{name}",
        "p256dh": base64.urlsafe_b64encode(point).decode(),
        "auth": base64.urlsafe_b64encode(bytes(16)).decode(),
    }


def turn_on(browser: Client, name: str = "abc") -> Device:
    assert browser.post("/meja/profil/perangkat/", given(name), headers=AGENT).status_code == 302
    return Device.objects.latest("since")


def profile(browser: Client) -> str:
    return browser.get("/meja/profil/").content.decode()


def test_a_device_is_added_named_tried_and_removed_by_its_owner_alone(world: World) -> None:
    dewi, eko = sign_in(world, "dewi"), sign_in(world, "eko")
    row = turn_on(dewi)
    assert b"fcm.googleapis" not in bytes(row.box)
    assert "Chrome di Windows (perangkat ini)" in profile(dewi)
    assert "Chrome di Windows" not in profile(eko)
    for path in ("coba", "matikan"):
        assert eko.post(f"/meja/profil/perangkat/{row.pk}/{path}/").status_code == 404
    assert dewi.get(f"/meja/profil/perangkat/{row.pk}/matikan/").status_code == 405
    dewi.post(f"/meja/profil/perangkat/{row.pk}/coba/")
    assert "Kabar percobaan sedang dikirim" in profile(dewi)
    dewi.post(f"/meja/profil/perangkat/{row.pk}/matikan/")
    assert not Device.objects.exists()


def test_a_browser_that_gives_nonsense_reads_why_and_nothing_is_kept(world: World) -> None:
    dewi = sign_in(world, "dewi")
    for wrong in ({}, {"endpoint": "x"}, {**given(), "auth": "\0"}, {**given(), "endpoint": "https://[::1"}):
        answer = dewi.post("/meja/profil/perangkat/", wrong, follow=True)
        assert "tidak dapat dipakai" in answer.content.decode()
    foreign = dewi.post("/meja/profil/perangkat/", {**given(), "endpoint": "https://push.example/a"}, follow=True)
    assert "tidak dipakai di sini" in foreign.content.decode()
    assert not Device.objects.exists()


def test_what_went_wrong_is_read_on_the_profile_and_at_the_bell(world: World) -> None:
    dewi = sign_in(world, "dewi")
    row = turn_on(dewi)
    Device.objects.update(failed_at=clock.now(), last_error="push_unreachable")
    assert "layanan kabar tidak menjawab" in profile(dewi)
    Device.objects.update(gone_at=clock.now(), last_error="push_410")
    assert "peramban tidak berlangganan lagi" in profile(dewi)
    assert "Chrome di Windows berhenti" in dewi.get("/meja/kabar/").content.decode()
    tried = dewi.post(f"/meja/profil/perangkat/{row.pk}/coba/", follow=True)
    assert "Nyalakan lagi di perangkat itu" in tried.content.decode()
    turn_on(dewi, "baru")
    assert "berhenti" not in dewi.get("/meja/kabar/").content.decode()


def test_a_browser_that_is_turned_on_again_takes_its_own_place(world: World) -> None:
    dewi = sign_in(world, "dewi")
    first = turn_on(dewi)
    assert turn_on(dewi, "lain").pk != first.pk
    assert Device.objects.count() == 1
    dewi.cookies["perangkat"] = "bukan-uuid"
    turn_on(dewi, "ketiga")
    assert Device.objects.count() == 2


def test_who_signs_out_silences_this_browser_and_no_other(world: World) -> None:
    office, phone = sign_in(world, "dewi"), sign_in(world, "dewi")
    turn_on(office, "kantor")
    kept = turn_on(phone, "ponsel")
    assert office.post("/akun/logout/").status_code == 302
    assert list(Device.objects.all()) == [kept]


def test_who_signs_in_next_on_a_shared_browser_ends_what_rang_for_the_one_before(world: World) -> None:
    browser = sign_in(world, "dewi")
    turn_on(browser)
    del browser.cookies["sesi"]
    browser.post("/akun/login/", {"login": world.users["dewi"].email, "password": PASSWORD})
    assert Device.objects.count() == 1
    del browser.cookies["sesi"]
    browser.post("/akun/login/", {"login": world.users["eko"].email, "password": PASSWORD})
    assert not Device.objects.exists()


def test_where_no_device_may_ring_the_page_does_not_speak_of_it(world: World, settings: Settings) -> None:
    settings.LAPOR_PUSH_SERVICES = ()
    assert 'id="perangkat"' not in profile(sign_in(world, "dewi"))


def test_the_service_worker_lies_at_the_root_and_says_nothing_of_anybody(world: World) -> None:
    answer = sign_in(world, "dewi").get("/kabar.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "fetch" not in answer.content.decode()
