"""A note calls officers by name: who works on the report hears of it, nobody else can be called."""

import pytest

from lapor.agencies.actions import grant
from lapor.agencies.models import Role
from lapor.notices import audience
from lapor.people.actions import create_user
from lapor.people.actor import SYSTEM
from lapor.reports import actions, mentions
from lapor.reports.tests import scenes
from lapor.reports.world import PASSWORD, World
from lapor.reports.world.cast import SINCE

pytestmark = pytest.mark.django_db


def test_a_note_calls_those_who_work_on_the_report(world: World) -> None:
    report = scenes.assigned(world)
    report = actions.note(report, by=world.actor("dewi"), text="@Citra dan @eko, mohon dibantu. Bukan @gilang.")
    event = report.events.get(kind="note")
    assert event.data["mentions"] == [world.users["citra"].pk, world.users["eko"].pk]
    heard = {one.user.name: one.kind for one in audience.of(event) if one.user}
    assert heard["Citra Lestari"] == heard["Eko Prasetyo"] == "mentioned"
    assert "Gilang Ramadhan" not in heard


def test_an_address_and_a_stranger_are_only_words(world: World) -> None:
    report = scenes.assigned(world)
    report = actions.note(report, by=world.actor("dewi"), text="Kirim ke surat@citra.example, tanya @siapa.")
    assert "mentions" not in report.events.get(kind="note").data


def test_two_who_share_a_first_name_are_called_by_the_whole(world: World) -> None:
    other = create_user("dewi2@lapor.example", name="Dewi Anggraini", password=PASSWORD, by=SYSTEM)
    grant(other, agency=world.agencies["dinas-pu"], role=Role.LIAISON, since=SINCE, by=SYSTEM)
    known = mentions.people(scenes.assigned(world))
    assert {"dewi.rahayu", "dewi.anggraini"} <= known.keys()
    assert "dewi" not in known


def test_of_a_secret_report_only_its_readers_can_be_called(world: World) -> None:
    report = scenes.assigned(world, secrecy="secret")
    assert "budi" not in mentions.people(report)
    assert "dewi" in mentions.people(report)
