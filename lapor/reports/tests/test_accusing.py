"""Marking an agency as accused later: who may, where the report goes, what becomes of its limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from lapor.agencies.actions import grant
from lapor.kit import clock
from lapor.people.actor import SYSTEM
from lapor.reports import actions, invariants, policies
from lapor.reports.models import Deadline, Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY, owner
from lapor.reports.world import World
from lapor.reports.world.cast import SINCE

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=5)


def accuse(world: World, report: Report, *, by: str = "citra", accused: str = "dinas-pu") -> Report:
    with clock.freeze(LATER):
        return actions.accuse(report, by=world.actor(by), accused=world.agencies[accused], reason="Itu mereka.")


def live(report: Report) -> dict[str, str]:
    rows = Deadline.objects.filter(report=report, outcome="running").select_related("agency")
    return {row.clock: row.agency.slug for row in rows}


def test_what_was_being_worked_on_goes_to_the_inspectorate_which_owes_a_first_answer(world: World) -> None:
    report = accuse(world, scenes.answered(world, final=True))
    inspectorate = world.agencies["inspektorat"]
    assert (report.holder, report.state, report.final_at) == (inspectorate, "assigned", None)
    assert live(report) == {"completion": inspectorate.slug, "response": inspectorate.slug}
    assert policies.can(world.actor("indra"), "follow_up", report)


def test_without_an_inspectorate_at_work_it_goes_to_the_desk_above(world: World) -> None:
    world.users["indra"].memberships.all().delete()
    report = accuse(world, scenes.assigned(world))
    regency = world.agencies["luwu-timur"]
    assert (report.holder, report.state) == (regency, "unverified")
    assert live(report) == {"completion": regency.slug, "redisposition": regency.slug}


def test_the_reporters_limit_is_not_counted_anew(world: World) -> None:
    report = scenes.assigned(world)
    before = Deadline.objects.get(report=report, clock="completion").due_at
    accuse(world, report)
    assert Deadline.objects.get(report=report, clock="completion").due_at == before


def test_what_lies_elsewhere_stays_there(world: World) -> None:
    report = accuse(world, scenes.assigned(world, to="dinkes"))
    assert (report.holder, report.state, report.accused) == (
        world.agencies["dinkes"],
        "assigned",
        world.agencies["dinas-pu"],
    )


def test_what_was_closed_stays_closed_with_the_desk_above_which_decides_when_it_is_opened_again(world: World) -> None:
    report = accuse(world, scenes.closed(world))
    assert (report.holder, report.state, live(report)) == (world.agencies["luwu-timur"], "closed", {})
    with clock.freeze(LATER):
        report = actions.reopen(report, by=owner(report), reason="Belum selesai.")
        report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["inspektorat"])
    assert report.holder == world.agencies["inspektorat"]


def test_an_objection_that_the_accused_would_decide_goes_to_the_desk_above_it(world: World) -> None:
    report = scenes.answered(world, final=True)
    with clock.freeze(MONDAY + timedelta(days=2)):
        report = actions.object_to(report, by=owner(report), reason="Belum.")
    assert report.waits_at == world.agencies["luwu-timur"]
    report = accuse(world, report, by="budi", accused="luwu-timur")
    assert live(report)["objection"] == world.agencies["sulawesi-selatan"].slug
    assert report.waits_at == world.agencies["sulawesi-selatan"]
    with clock.freeze(LATER):
        assert policies.can(world.actor("mira"), "accept_objection", report)
        assert not policies.can(world.actor("citra"), "accept_objection", report)


def test_a_decision_that_the_accused_owed_is_owed_by_the_desk_above(world: World) -> None:
    report = accuse(world, scenes.disputed(world), by="budi", accused="luwu-timur")
    assert report.holder == report.arbiter == world.agencies["sulawesi-selatan"]
    assert report.awaits_decision
    assert live(report)["arbitration"] == world.agencies["sulawesi-selatan"].slug


def test_a_decision_for_the_accused_binds_nobody_any_more(world: World) -> None:
    report = accuse(world, scenes.decided(world))
    assert report.arbiter is None
    with clock.freeze(LATER):
        assert actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinkes"]).holder.slug


@pytest.mark.parametrize(
    ("by", "accused", "sentence"),
    [
        ("citra", "luwu-timur", "Anda sendiri bekerja"),
        ("citra", "luwu-utara", "di bawah Anda"),
        ("budi", "nasional", "Anda sendiri bekerja"),
    ],
)
def test_nobody_marks_his_own_agency_or_one_that_is_not_below_him(
    world: World, by: str, accused: str, sentence: str
) -> None:
    with pytest.raises(MoveRefused, match=sentence):
        accuse(world, scenes.assigned(world), by=by, accused=accused)


def test_who_also_sits_in_the_accused_unit_does_not_mark_it(world: World) -> None:
    grant(world.users["citra"], agency=world.agencies["bina-marga"], role="leader", since=SINCE, by=SYSTEM)
    with pytest.raises(MoveRefused, match="Anda sendiri bekerja"):
        accuse(world, scenes.assigned(world))


def test_a_mark_is_widened_but_never_moved_or_taken_back(world: World) -> None:
    report = accuse(world, scenes.assigned(world), accused="bina-marga")
    for accused in ("bina-marga", "dinkes"):
        with pytest.raises(MoveRefused, match="sudah ditandai"):
            accuse(world, report, accused=accused)
    assert accuse(world, report).accused == world.agencies["dinas-pu"]


@pytest.mark.parametrize("scene", [scenes.submitted, scenes.assigned, scenes.closed, scenes.disputed, scenes.decided])
def test_the_doctor_finds_nothing_wrong_afterwards(world: World, scene: Callable[[World], Report]) -> None:
    accuse(world, scene(world))
    with clock.freeze(LATER):
        assert [one for one in invariants.problems() if "laporan:" in one and "belum ditandai" not in one] == []


def test_what_the_question_paused_runs_on_and_is_explained_so(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(days=1)):
        report = actions.ask(report, by=world.actor("dewi"), questions="Di mana?")
    report = accuse(world, report)
    with clock.freeze(LATER):
        view = policies.redact(report, world.actor("citra"))
    completion = next(one for one in view.deadlines if one.clock == "completion")
    assert (completion.outcome, completion.pauses[0].until) == ("running", LATER)


def test_what_still_stands_after_the_mark_is_explained_as_standing(world: World) -> None:
    primary, report = scenes.assigned(world), scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(days=1)):
        report = actions.merge(report, by=world.actor("citra"), primary=primary.code)
    report = accuse(world, report)
    with clock.freeze(LATER):
        view = policies.redact(report, world.actor("citra"))
    completion = next(one for one in view.deadlines if one.clock == "completion")
    assert (completion.outcome, completion.pauses[0].until) == ("paused", None)


def test_a_final_answer_of_the_accused_stops_pausing_when_the_report_is_taken_away(world: World) -> None:
    report = accuse(world, scenes.answered(world, final=True))
    with clock.freeze(LATER):
        view = policies.redact(report, world.actor("citra"))
    completion = next(one for one in view.deadlines if one.clock == "completion")
    assert completion.outcome == "running"
    assert [(pause.reason, pause.until) for pause in completion.pauses] == [("jawaban akhir sudah diberikan", LATER)]
