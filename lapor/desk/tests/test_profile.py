"""One's own page: name, keys for programs."""

from __future__ import annotations

import re

import pytest

from lapor.desk.tests.scenes import sign_in
from lapor.notices import ways
from lapor.notices.models import Routine
from lapor.people.actions import authenticate_token
from lapor.people.models import ApiToken, User
from lapor.reports.world import World

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
