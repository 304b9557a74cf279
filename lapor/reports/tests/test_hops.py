"""The way of a report between agencies, as officers read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lapor.kit import clock
from lapor.people.actor import PUBLIC
from lapor.reports import actions, policies, queries
from lapor.reports.models import Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY, owner
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def returned(world: World, **changes: Any) -> Report:
    """By Dewi on the Thursday after the Monday on which it came, with the proposal of another office."""
    report = scenes.assigned(world, **changes)
    with clock.freeze(MONDAY + timedelta(days=3)):
        proposed = world.agencies["perhubungan"]
        return actions.return_up(report, by=world.actor("dewi"), reason="Rambu bukan urusan kami.", proposed=proposed)


def test_each_hop_says_from_whom_to_whom_after_how_many_working_days_and_why(world: World) -> None:
    report = returned(world)
    with clock.freeze(MONDAY + timedelta(days=8)):
        report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["perhubungan"], note="Mohon dicek.")
    hops = policies.redact(report, world.actor("citra")).hops
    luwu, dinas, others = (world.agencies[key].short_name for key in ("luwu-timur", "dinas-pu", "perhubungan"))
    assert [(hop.kind, hop.sender, hop.receiver, hop.by, hop.working_days) for hop in hops] == [
        ("dispose", luwu, dinas, luwu, 0),
        ("return_up", dinas, luwu, dinas, 2),  # Tuesday and Wednesday have ended
        ("dispose", luwu, others, luwu, 2),  # Friday and Monday
    ]
    assert [(hop.reason, hop.proposed) for hop in hops] == [
        ("", ""),
        ("Rambu bukan urusan kami.", others),
        ("Mohon dicek.", ""),
    ]


def test_neither_the_reporter_nor_the_public_is_told_of_hops(world: World) -> None:
    report = returned(world)
    assert policies.redact(report, owner(report)).hops == ()
    published = queries.get(PUBLIC, report.code)
    assert published is not None
    assert policies.redact(published, PUBLIC).hops == ()


def test_of_a_secret_report_without_a_name_hops_tell_the_day_only(world: World) -> None:
    report = returned(world, secrecy="secret", identity="none", name="", email="", phone="")
    with clock.freeze(MONDAY + timedelta(days=4)):
        hops = policies.redact(report, world.actor("citra")).hops
    assert {(hop.at.hour, hop.at.minute) for hop in hops} == {(0, 0)}


# A disposition is taken back only while nobody has acted on it


def test_a_wrong_disposition_is_taken_back_while_only_its_sender_wrote(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(hours=2)):
        report = actions.note(report, by=world.actor("citra"), text="Salah kirim, saya tarik.")
        report = actions.add(report, by=owner(report), text="Tambahan dari saya.")
        assert policies.can(world.actor("citra"), "recall", report)
        report = actions.recall(report, by=world.actor("citra"), reason="Salah kirim.")
    assert report.holder == world.agencies["luwu-timur"]


@pytest.mark.parametrize(
    ("name", "move", "values"),
    [
        ("dewi", "note", {"text": "Sudah kami jadwalkan."}),
        ("dewi", "ask", {"questions": "Sejak kapan?"}),
        ("eko", "note", {"text": "Tolong hari ini."}),
        ("dewi", "reclassify", {"classification": "complaint", "oversight": "yes"}),
    ],
)
def test_who_has_begun_keeps_what_he_got(world: World, name: str, move: str, values: dict[str, str]) -> None:
    report = scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(hours=2)):
        report = actions.perform(move, report, by=world.actor(name), **values)
        with pytest.raises(MoveRefused, match="sudah bertindak"):
            actions.recall(report, by=world.actor("citra"), reason="Salah kirim.")


def test_what_one_unit_did_before_does_not_bind_the_next(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(hours=2)):
        report = actions.note(report, by=world.actor("dewi"), text="Bukan kami.")
    with clock.freeze(MONDAY + timedelta(hours=3)):
        report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinkes"])
        assert policies.can(world.actor("citra"), "recall", report)
