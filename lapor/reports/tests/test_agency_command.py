"""`lapor agency` does what the desk does, for who holds the server."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from lapor.agencies.models import Agency
from lapor.kit.errors import Refused
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("agency", *arguments)
    return capsys.readouterr().out.rstrip()


def test_an_agency_is_added_listed_moved_and_closed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    unit, dinkes = world.agencies["dinas-pu"], world.agencies["dinkes"]
    made = json.loads(said(capsys, "add", "UPT Jalan", "--parent", unit.slug, "--region", "73.24.04", "--json"))
    assert made == {
        "slug": "upt-jalan",
        "name": "UPT Jalan",
        "short_name": "UPT Jalan",
        "kind": "unit",
        "parent": unit.slug,
        "region": "73.24.04",
        "is_open": True,
        "is_inspectorate": False,
    }
    listed = said(capsys, "list", "--below", unit.slug).splitlines()
    assert listed[-1].lstrip() == "UPT Jalan  [upt-jalan]"
    assert len(listed[-1]) - len(listed[-1].lstrip()) == len(unit.path) // 4 * 2
    assert said(capsys, "move", "upt-jalan", "--to", dinkes.slug) == f"UPT Jalan sekarang di bawah {dinkes.name}."
    assert said(capsys, "close", "upt-jalan") == "UPT Jalan ditutup."
    below = {row["slug"]: row for row in json.loads(said(capsys, "list", "--below", dinkes.slug, "--json"))}
    assert (below["upt-jalan"]["parent"], below["upt-jalan"]["is_open"]) == (dinkes.slug, False)
    assert said(capsys, "open", "upt-jalan") == "UPT Jalan menerima laporan lagi."


def test_a_name_that_is_there_already_takes_a_word_more(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    parent, dinkes = world.agencies["luwu-timur"], world.agencies["dinkes"]
    arguments = ("add", dinkes.name, "--short", "Lain sekali", "--parent", parent.slug)
    with pytest.raises(CommandError, match=f"› {dinkes.name}. Bila memang instansi lain, tambahkan --twin"):
        call_command("agency", *arguments)
    assert said(capsys, *arguments, "--twin").endswith(f"slug {dinkes.slug}-2.")


def test_what_cannot_be_is_a_sentence(world: World) -> None:
    scenes.assigned(world, to="bina-marga")
    with pytest.raises(Refused, match="Masih ada laporan terbuka"):
        call_command("agency", "close", world.agencies["bina-marga"].slug)
    assert Agency.objects.get(pk=world.agencies["bina-marga"].pk).is_open
    for arguments, sentence in (
        (("close", "tidak-ada"), "Tidak ada instansi dengan slug"),
        (("add", "X", "--parent", "tidak-ada"), "Tidak ada instansi dengan slug"),
        (("add", "X", "--region", "99.99"), "Tidak ada wilayah dengan kode"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("agency", *arguments)
