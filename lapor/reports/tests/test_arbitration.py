"""The second return ends the ping-pong: who decides, until when, and what the decision binds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from lapor.kit import clock
from lapor.notices import audience
from lapor.people.actor import PUBLIC
from lapor.reports import actions, arbitration, invariants, policies, queries
from lapor.reports.models import Deadline, Event, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY, owner
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY + timedelta(days=4)


def live(report: Report) -> dict[str, str]:
    rows = Deadline.objects.filter(report=report, outcome__in=("running", "paused")).order_by("clock")
    return {row.clock: row.outcome for row in rows}


def back(world: World, report: Report, name: str, *, proposed: str) -> Report:
    return actions.return_up(report, by=world.actor(name), reason="Bukan kami.", proposed=world.agencies[proposed])


def test_the_first_return_goes_to_the_next_desk_and_nobody_has_to_decide(world: World) -> None:
    report = back(world, scenes.assigned(world), "dewi", proposed="perhubungan")
    assert (report.holder, report.arbiter, report.awaits_decision) == (world.agencies["luwu-timur"], None, False)
    assert live(report) == {"completion": "running", "redisposition": "running"}


def test_the_second_return_goes_to_the_desk_above_both_with_two_working_days_to_decide(world: World) -> None:
    report = scenes.disputed(world)
    regency = world.agencies["luwu-timur"]
    assert (report.holder, report.arbiter, report.returns) == (regency, regency, 2)
    assert live(report) == {"arbitration": "running", "completion": "running"}
    limit = Deadline.objects.get(report=report, clock="arbitration")
    assert (limit.amount, limit.unit, limit.agency) == (2, "working_days", regency)
    assert limit.due_at.date() == (MONDAY + timedelta(days=7)).date()  # from Thursday over the weekend
    assert "Kebijakan sistem" in limit.basis


def test_between_two_governments_the_one_above_both_decides(world: World) -> None:
    report = back(world, scenes.submitted(world), "citra", proposed="luwu-utara")
    report = actions.dispose(report, by=world.actor("mira"), to=world.agencies["luwu-utara"], **scenes.public(report))
    report = back(world, report, "gilang", proposed="luwu-timur")
    assert report.holder == report.arbiter == world.agencies["sulawesi-selatan"]
    report = actions.arbitrate(report, by=world.actor("mira"), to=world.agencies["dinas-pu"], reason="Di Malili.")
    assert report.holder == world.agencies["dinas-pu"]  # across the wall between governments: it was asked to
    assert policies.can(world.actor("mira"), "arbitrate", report)
    assert not policies.can(world.actor("mira"), "dispose", report)


def test_a_proposal_further_away_lifts_the_decision_to_who_stands_above_it_too(world: World) -> None:
    report = back(world, scenes.assigned(world), "dewi", proposed="sulawesi-selatan")
    report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinkes"])
    report = back(world, report, "hana", proposed="dinas-pu")
    assert report.arbiter == world.agencies["nasional"]


def test_nobody_within_the_accused_decides_or_is_decided_for(world: World) -> None:
    report = scenes.submitted(world, target=None, region="", accused=world.agencies["sulawesi-selatan"].pk)
    budi, ministry = world.actor("budi"), world.agencies["ombudsman"]
    report = actions.dispose(report, by=budi, to=ministry, **scenes.public(report))
    liaison = scenes.liaison_of(ministry)
    report = actions.return_up(report, by=liaison, reason="Bukan kami.", proposed=ministry)
    report = actions.dispose(report, by=budi, to=ministry)
    report = actions.return_up(report, by=liaison, reason="Bukan kami.", proposed=ministry)
    assert report.arbiter == world.agencies["nasional"]
    with pytest.raises(MoveRefused, match="termasuk yang dilaporkan"):
        actions.arbitrate(report, by=budi, to=world.agencies["dinas-pu"], reason="Di sana.")


def test_the_desk_of_the_accused_is_passed_over(world: World) -> None:
    report = scenes.disputed(world)
    Report.objects.filter(pk=report.pk).update(accused=world.agencies["luwu-timur"])
    report = Report.objects.get(pk=report.pk)
    assert arbitration.arbiter_of(report, world.agencies["dinas-pu"]) == world.agencies["sulawesi-selatan"]


def test_who_must_decide_decides_instead_of_sending_on(world: World) -> None:
    report = scenes.disputed(world)
    with clock.freeze(FRIDAY):
        with pytest.raises(MoveRefused, match="Putuskan"):
            actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinkes"])
        reason = "Lubang di badan jalan."
        report = actions.arbitrate(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], reason=reason)
    assert (report.state, report.holder) == ("assigned", world.agencies["dinas-pu"])
    assert live(report) == {"completion": "running", "response": "running"}
    assert Deadline.objects.get(report=report, clock="arbitration").outcome == "met"


def test_a_third_return_is_refused_and_says_whom_to_ask(world: World) -> None:
    report = scenes.decided(world)
    with pytest.raises(MoveRefused, match=r"Luwu Timur.*Catatan internal") as refused:
        back(world, report, "dewi", proposed="perhubungan")
    assert "memutuskan lagi" in refused.value.sentence
    assert Report.objects.get(pk=report.pk).returns == 2


def test_a_note_of_who_disagrees_reaches_who_decided_and_he_may_decide_again(world: World) -> None:
    report = scenes.decided(world)
    with clock.freeze(FRIDAY + timedelta(hours=1)):
        report = actions.note(report, by=world.actor("dewi"), text="Ruas ini milik dinas lain.")
        told = audience.of(Event.objects.filter(report=report).latest("seq"))
        assert world.users["citra"] in [one.user for one in told]
        report = actions.arbitrate(report, by=world.actor("citra"), to=world.agencies["dinkes"], reason="Benar.")
    assert (report.holder, live(report)["response"]) == (world.agencies["dinkes"], "running")


def test_a_disposition_stays_within_the_unit_that_was_decided_for(world: World) -> None:
    report = scenes.decided(world)
    with clock.freeze(FRIDAY + timedelta(hours=1)):
        with pytest.raises(MoveRefused, match="memutuskan bahwa"):
            actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinkes"])
        report = actions.dispose(report, by=world.actor("dewi"), to=world.agencies["bina-marga"])
    assert report.holder == world.agencies["bina-marga"]


def test_a_decision_that_is_taken_back_is_still_owed(world: World) -> None:
    report = scenes.decided(world)
    with clock.freeze(FRIDAY + timedelta(hours=1)):
        report = actions.recall(report, by=world.actor("citra"), reason="Keliru.")
    assert (report.awaits_decision, live(report)) == (True, {"arbitration": "running", "completion": "running"})


def test_asking_the_reporter_lets_the_decision_stand_still(world: World) -> None:
    report = scenes.disputed(world)
    with clock.freeze(FRIDAY):
        report = actions.hold(report, by=world.actor("citra"), questions="Lubang atau rambu?")
        assert live(report)["arbitration"] == "paused"
        report = actions.complete(report, by=owner(report), text="Lubang.")
    assert (live(report)["arbitration"], report.awaits_decision) == ("running", True)


def test_reporter_and_public_read_that_somebody_decides(world: World) -> None:
    report = scenes.disputed(world)
    for viewer in (owner(report), PUBLIC):
        found = queries.get(viewer, report.code)
        assert found is not None
        last = policies.redact(found, viewer).timeline[-1].sentence
        assert last.endswith(f"{world.agencies['luwu-timur'].name} memutuskan instansi mana yang menangani.")


def test_who_must_decide_hears_that_he_must(world: World) -> None:
    event = Event.objects.filter(report=scenes.disputed(world)).latest("seq")
    told = {one.user.email: one.kind for one in audience.of(event) if one.user}
    assert told == {"citra@lapor.example": "arbitration"}


def test_the_inbox_counts_and_names_what_must_be_decided(world: World) -> None:
    report = scenes.disputed(world)
    scenes.submitted(world)
    assert queries.inbox_counts(world.actor("citra")).undecided == 1
    assert [row.pk for row in queries.undecided(world.actor("citra"))] == [report.pk]
    assert queries.inbox_counts(world.actor("dewi")).undecided == 0


@pytest.mark.parametrize("scene", [scenes.disputed, scenes.decided])
def test_the_doctor_finds_nothing_wrong_on_the_way(world: World, scene: Callable[[World], Report]) -> None:
    scene(world)
    with clock.freeze(FRIDAY):
        assert [one for one in invariants.problems() if "laporan:" in one] == []


def test_a_superior_who_takes_it_up_after_an_objection_is_bound_by_no_earlier_decision(world: World) -> None:
    report = scenes.decided(world)
    with clock.freeze(FRIDAY + timedelta(hours=1)):
        report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah.", final=True)
        report = actions.object_to(report, by=owner(report), reason="Belum.")
        report = actions.accept_objection(report, by=world.actor("citra"), reason="Benar.")
        assert report.arbiter is None
        assert policies.can(world.actor("citra"), "dispose", report)


@pytest.mark.parametrize(
    ("paths", "meet"),
    [
        (("000100020003", "000100020004"), "00010002"),
        (("00010002", "000100020004"), "0001"),
        (("000100020003", "000100120004"), "0001"),  # not "00010", which is half a step
        (("0001", "00010002"), ""),
    ],
)
def test_ways_down_the_tree_meet_above_each_of_them(paths: tuple[str, ...], meet: str) -> None:
    assert arbitration.above_all(paths) == meet
