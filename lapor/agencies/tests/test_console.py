"""Roles from the console: who holds the server stands in for the second admin, never for the person."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from lapor.agencies import actions
from lapor.agencies.models import Role
from lapor.agencies.queries import actor_for
from lapor.agencies.tests.conftest import Scene
from lapor.kit.errors import Refused
from lapor.people.actions import forget_factors


def seat(scene: Scene, name: str, role: str, key: str, *more: str) -> None:
    email, slug = scene.people[name].email, scene.at[key].slug
    call_command("user", "seat", email.upper(), "--role", role, "--agency", slug, *more)


def test_an_account_gets_a_role(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    seat(scene, "eko", Role.NATIONAL_ADMIN, "nasional", "--json")
    assert json.loads(capsys.readouterr().out)["in_force"] is True
    assert actor_for(scene.people["eko"]).has_role(Role.NATIONAL_ADMIN)


def test_what_waits_for_a_second_admin_is_confirmed_and_the_person_is_still_asked(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    row = actions.grant(scene.people["eko"], agency=scene.at["ombudsman"], role=Role.OMBUDSMAN, by=scene.actor("budi"))
    seat(scene, "eko", Role.OMBUDSMAN, "ombudsman")
    assert "Orangnya masih harus menerima." in capsys.readouterr().out
    row.refresh_from_db()
    assert row.unconfirmed_since is None
    assert not actor_for(scene.people["eko"]).is_officer
    actions.accept(row, by=actor_for(scene.people["eko"]))
    assert actor_for(scene.people["eko"]).has_role(Role.OMBUDSMAN)


def test_what_cannot_be_is_a_sentence(scene: Scene) -> None:
    with pytest.raises(CommandError, match="Tidak ada akun"):
        call_command("user", "seat", "tidak@contoh.id", "--role", "liaison", "--agency", scene.at["dinkes"].slug)
    with pytest.raises(Refused, match="tidak dapat diberikan di"):
        seat(scene, "eko", Role.OMBUDSMAN, "dinkes")
    with pytest.raises(Refused, match="sudah memegang peran"):
        seat(scene, "dewi", Role.LIAISON, "dinas-pu")


def test_who_lost_the_phone_is_let_in_with_the_password_alone(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    dewi, budi = scene.people["dewi"], scene.people["budi"]
    for owner in (dewi, budi):
        Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={})
    call_command("user", "unlock", dewi.email)
    assert "dihapus" in capsys.readouterr().out
    assert [row.user for row in Authenticator.objects.all()] == [budi]
    with pytest.raises(Refused, match="pengelola server"):
        forget_factors(budi, by=scene.actor("citra"))
