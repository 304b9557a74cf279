"""A running promise has an owner of the unit: chosen or by rule, changed, handed over, freed; he hears of its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lapor.agencies.actions import end_membership
from lapor.agencies.models import today
from lapor.agencies.tests.test_absences import away
from lapor.desk import queries as lists
from lapor.kit import clock
from lapor.notices import audience
from lapor.people.actions import suspend
from lapor.people.actor import PUBLIC, SYSTEM, reporter_of
from lapor.people.models import User
from lapor.reports import actions, approval, handover, incharge, invariants, policies, sweeps
from lapor.reports.actions import assigning
from lapor.reports.models import Promise, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.tests.test_handover import SOON, colleague, seat_of
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
ON_THE_DAY = datetime(2026, 2, 20, 2, tzinfo=UTC)  # 10.00 WITA


def owner_of(report: Report) -> User | None:
    return Promise.objects.select_related("owner").get(report=report).owner


def fresh(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def soon(world: World, **changes: Any) -> Report:
    """An answer of Dewi of today that promises something."""
    values: dict[str, Any] = {"promise": scenes.PROMISE, "promise_until": today() + SOON} | changes
    report = scenes.assigned(world)
    return actions.follow_up(report, by=world.actor("dewi"), text="Kami sudah memeriksa.", **values)


def mine(world: World, name: str) -> set[str]:
    filters = lists.Filters(mine=True)
    return {row.code for row in lists.listing(world.actor(name), lists.NOW, filters=filters).rows}


def test_its_owner_is_who_was_chosen_else_who_is_in_charge_else_the_writer(world: World) -> None:
    wira = colleague(world)
    assert owner_of(scenes.promised(world)) == world.users["dewi"]
    assert owner_of(scenes.promised(world, promise_owner=wira)) == wira
    report = actions.assign(scenes.assigned(world), by=world.actor("dewi"), person=wira)
    values: dict[str, Any] = {"promise": scenes.PROMISE, "promise_until": today() + SOON}
    actions.follow_up(report, by=world.actor("dewi"), text="Kami sudah memeriksa.", **values)
    assert owner_of(report) == wira


def test_nobody_of_another_unit_can_own_it(world: World) -> None:
    with pytest.raises(MoveRefused, match="tidak bertugas"):
        scenes.promised(world, promise_owner=world.users["gilang"])
    report = scenes.promised(world)
    with pytest.raises(MoveRefused, match="tidak bertugas"):
        actions.assign(report, by=world.actor("dewi"), promise_owner=world.users["gilang"])
    assert owner_of(report) == world.users["dewi"]


def test_an_answer_that_a_leader_reads_first_keeps_the_owner(world: World) -> None:
    wira = colleague(world)
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
    report = soon(world, promise_owner=wira)
    actions.approve(report, by=world.actor("eko"))
    assert owner_of(report) == wira


def test_officers_read_his_name_and_neither_reporter_nor_public_does(world: World) -> None:
    report = scenes.promised(world)
    inside = policies.redact(report, world.actor("citra"))
    assert (inside.promise_owner, inside.promises[0].owner) == ("Dewi Rahayu", "Dewi Rahayu")
    for viewer in (reporter_of(report.pk), PUBLIC, world.actor("farah")):
        view = policies.redact(report, viewer)
        assert view.promise_owner == ""
        assert not any(one.owner for one in view.promises)


def test_assigning_changes_the_owner_alone_or_with_the_report(world: World) -> None:
    wira, report = colleague(world), scenes.promised(world)
    report = actions.assign(report, by=world.actor("dewi"), promise_owner=wira)
    assert (report.assignee, owner_of(report)) == (None, wira)
    assert [one.user for one in audience.of(report.events.get(kind="assign"))] == [wira]
    with pytest.raises(MoveRefused):
        actions.assign(fresh(report), by=world.actor("dewi"), promise_owner=wira)
    report = actions.assign(fresh(report), by=world.actor("dewi"), person=world.users["dewi"])
    assert (report.assignee, owner_of(report)) == (world.users["dewi"], world.users["dewi"])
    report = actions.assign(fresh(report), by=world.actor("dewi"), person=wira, promise_owner=world.users["dewi"])
    assert (report.assignee, owner_of(report)) == (wira, world.users["dewi"])


def test_where_no_promise_runs_nobody_is_named_for_it(world: World) -> None:
    with pytest.raises(MoveRefused, match="Tidak ada janji"):
        actions.assign(scenes.answered(world), by=world.actor("dewi"), promise_owner=world.users["dewi"])


def test_a_due_promise_comes_back_to_its_owner_and_only_he_is_told(world: World) -> None:
    wira = colleague(world)
    report = scenes.promised(world, promise_owner=wira)
    with clock.freeze(ON_THE_DAY):
        sweeps.run(ON_THE_DAY)
        event = report.events.get(kind="promise_due")
        assert [one.user for one in audience.of(event)] == [wira]
        assert mine(world, "dewi") == set()
        world.users["wira"] = wira
        assert mine(world, "wira") == {report.code}


def test_who_stands_in_for_the_owner_hears_and_lists_it(world: World) -> None:
    wira, report = colleague(world), soon(world)
    day = clock.now() + SOON + timedelta(hours=1)
    away(world, world.users["dewi"], wira, 0, SOON.days + 3)
    actions.promise_due(_due(report, day=day))
    event = report.events.get(kind="promise_due")
    assert {one.user for one in audience.of(event)} == {world.users["dewi"], wira}
    world.users["wira"] = wira
    assert mine(world, "wira") == {report.code}


def _due(report: Report, *, day: datetime) -> Promise:
    """Its promise, whose time to come back has come."""
    Promise.objects.filter(report=report).update(next_at=clock.now() - timedelta(minutes=1))
    return Promise.objects.select_related("report").get(report=report, due_at__lte=day + timedelta(days=1))


def test_without_an_owner_the_whole_desk_hears_that_it_is_due(world: World) -> None:
    wira, report = colleague(world), scenes.promised(world)
    incharge.pass_promise(report, to=None)
    with clock.freeze(ON_THE_DAY):
        sweeps.run(ON_THE_DAY)
    told = {one.user for one in audience.of(report.events.get(kind="promise_due"))}
    assert {wira, world.users["dewi"]} <= told


def test_another_unit_gets_the_promise_with_the_report(world: World) -> None:
    report = scenes.promised(world)
    with clock.freeze(datetime(2026, 2, 4, 2, tzinfo=UTC)):
        other = world.agencies["perhubungan"]
        back = actions.return_up(report, by=world.actor("dewi"), reason="Bukan kami.", proposed=other)
        assert not [line for line in invariants.problems() if "janji" in line]
    assert back.holder != world.agencies["dinas-pu"]
    assert owner_of(report) is None


def test_a_leaver_hands_over_the_promises_that_are_his_alone(world: World) -> None:
    wira, report = colleague(world), soon(world)
    assert report.assignee is None
    assert list(handover.in_hand(seat_of(world))) == [report]
    done = handover.hand_over(seat_of(world), by=world.actor("citra"), to=wira, end_on=today())
    assert (dict(done.passed), done.left, done.ends) == ({"Wira": 1}, 0, today())
    assert (fresh(report).assignee, owner_of(report)) == (None, wira)
    assert [(one.user, one.kind) for one in audience.of(report.events.get(kind="assign"))] == [(wira, "handed")]


def leave(world: World) -> None:
    end_membership(seat_of(world), by=world.actor("citra"))
    assigning.let_go(world.users["dewi"], world.agencies["dinas-pu"], by=world.actor("citra"))


def lock(world: World) -> None:
    suspend(world.users["dewi"], by=SYSTEM)
    assigning.sweep(clock.now())


@pytest.mark.parametrize("go", [leave, lock])
def test_when_the_owner_is_gone_it_falls_to_who_is_in_charge(world: World, go: Callable[[World], None]) -> None:
    wira = colleague(world)
    charged = actions.assign(soon(world), by=world.actor("dewi"), person=wira, promise_owner=world.users["dewi"])
    alone = soon(world)
    go(world)
    assert (fresh(charged).assignee, owner_of(charged)) == (wira, wira)
    assert (fresh(alone).assignee, owner_of(alone)) == (None, None)
    assert "left" in alone.events.filter(kind="assign").latest("seq").data
    assert not assigning.left_behind().exists()


def test_the_doctor_finds_a_promise_of_somebody_who_is_gone(world: World) -> None:
    report = soon(world)
    assert not [line for line in invariants.problems() if "tidak lagi bertugas" in line]
    Promise.objects.filter(report=report).update(owner=world.users["gilang"])
    (line,) = [line for line in invariants.problems() if "tidak lagi bertugas" in line]
    assert line.startswith("1 laporan")


def test_an_accusation_frees_the_promise(world: World) -> None:
    report = scenes.promised(world)
    with clock.freeze(datetime(2026, 2, 4, 2, tzinfo=UTC)):
        actions.accuse(report, by=world.actor("citra"), accused=world.agencies["dinas-pu"], reason="Unit ini.")
    assert owner_of(report) is None
