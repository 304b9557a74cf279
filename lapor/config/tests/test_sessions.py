"""What a stolen database holds of a session."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lapor.config.sessions import SessionStore, digest
from lapor.people.models import User

pytestmark = pytest.mark.django_db


def test_the_cookie_does_not_stand_in_the_database() -> None:
    client = Client()
    client.force_login(User.objects.create_user("dewi@lapor.test", name="Dewi"))
    cookie = client.cookies["sesi"].value

    stored = Session.objects.get().session_key

    assert stored != cookie
    assert client.get("/akun/login/").status_code == 302
    assert Client(headers={"Cookie": f"sesi={stored}"}).get("/akun/login/").status_code == 200
    assert Client(headers={"Cookie": f"sesi={cookie}"}).get("/akun/login/").status_code == 302


def test_a_session_is_kept_changed_renewed_and_ended() -> None:
    store = SessionStore()
    store.create()
    store["kata"] = "satu"
    store.save()
    first = store.session_key
    assert first is not None

    again = SessionStore(first)
    assert again["kata"] == "satu"
    again["kata"] = "dua"
    again.save()
    assert SessionStore(first)["kata"] == "dua"

    again.cycle_key()
    assert again.session_key != first
    assert SessionStore(again.session_key)["kata"] == "dua"
    assert "kata" not in SessionStore(first)

    again.flush()
    assert Session.objects.count() == 0


def test_the_content_does_not_open_without_the_cookie_nor_in_another_row() -> None:
    mine, theirs = SessionStore(), SessionStore()
    mine.create()
    theirs.create()
    mine["laporan"] = "rahasia-dapur"
    mine.save()

    row, other = (
        Session.objects.get(pk=digest(str(mine.session_key))),
        Session.objects.get(pk=digest(str(theirs.session_key))),
    )
    assert "laporan" not in row.get_decoded()
    assert "rahasia-dapur" not in row.session_data
    other.session_data = row.session_data
    other.save()

    assert SessionStore(mine.session_key)["laporan"] == "rahasia-dapur"
    assert "laporan" not in SessionStore(theirs.session_key)


def test_an_unknown_key_is_not_taken_over() -> None:
    store = SessionStore("a" * 32)

    assert "kata" not in store
    assert store.session_key is None
