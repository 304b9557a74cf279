"""Days off that are decreed while limits run: they move later, by an event, once, and never earlier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from lapor.agencies.models import Agency
from lapor.kit import clock
from lapor.people.actor import SYSTEM
from lapor.reports import actions, deadlines, invariants, policies, postponing, sweeps
from lapor.reports.models import Deadline, Report, SweepRun
from lapor.reports.tests import scenes
from lapor.reports.world import World
from lapor.standards import rulebook
from lapor.standards.actions import add_day_off
from lapor.standards.models import DayOff

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 2, 5)  # the last of the three days of verification that began on MONDAY
NOON = scenes.MONDAY + timedelta(hours=4)


@pytest.fixture(autouse=True)
def fresh_rulebook() -> Iterator[None]:
    yield
    rulebook.forget()


def sweep(at: datetime) -> None:
    with clock.freeze(at):
        sweeps.run(at)


def decree(day: date, *, agency: Agency | None = None, is_working: bool = False) -> DayOff:
    return add_day_off(day, by=SYSTEM, name="Cuti bersama", agency=agency, is_working=is_working)


def due(report: Report, name: str) -> datetime:
    return Deadline.objects.get(report=report, clock=name, outcome__in=deadlines.LIVE).due_at


def moved(report: Report) -> list[str]:
    return [event.data["clock"] for event in report.events.filter(kind="postpone")]


def test_a_day_off_decreed_late_moves_the_limit_by_one_working_day_and_says_so(world: World) -> None:
    report = scenes.submitted(world)
    before = due(report, "verification")
    sweep(NOON)
    decree(THURSDAY)
    sweep(NOON + timedelta(minutes=1))
    assert due(report, "verification") == before + timedelta(days=1)
    report.refresh_from_db()
    assert report.due_at == before + timedelta(days=1)
    with clock.freeze(NOON):
        view = policies.redact(report, scenes.owner(report))
    assert view.timeline[-1].sentence == (
        "Tenggat verifikasi mundur ke 6 Februari 2026 karena hari libur yang baru ditetapkan."
    )
    assert "Cuti bersama (5 Februari 2026)" in " ".join(view.deadlines[0].why())
    with clock.freeze(NOON):
        assert [line for line in invariants.problems() if "tenggat" in line] == []


def test_however_often_the_sweep_runs_it_moves_once_and_comes_to_rest(world: World) -> None:
    report = scenes.submitted(world)
    decree(THURSDAY)
    for minute in range(5):
        sweep(NOON + timedelta(minutes=minute))
    assert moved(report) == ["verification"]
    assert SweepRun.objects.get().days_off_at is None


def test_a_pass_that_was_killed_is_done_again_and_ends_exact(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [scenes.submitted(world) for _ in range(3)]
    sweep(NOON)
    decree(THURSDAY)
    real, calls = actions.postpone, iter(range(9))

    def killed(row: Deadline, *, due: datetime) -> Report:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(row, due=due)

    monkeypatch.setattr(actions, "postpone", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(NOON + timedelta(minutes=1))
    assert sorted(len(moved(report)) for report in reports) == [0, 0, 1]
    sweep(NOON + timedelta(minutes=2))
    assert [moved(report) for report in reports] == [["verification"]] * 3


def test_of_more_than_one_run_takes_the_rest_follows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [scenes.submitted(world) for _ in range(3)]
    decree(THURSDAY)
    monkeypatch.setattr(postponing, "MOST", 2)
    sweep(NOON)
    sweep(NOON + timedelta(minutes=10))
    assert [moved(report) for report in reports] == [["verification"]] * 3


def test_a_day_off_of_one_agency_moves_its_limits_only(world: World) -> None:
    ours = scenes.submitted(world)
    theirs = scenes.submitted(world, target=world.agencies["luwu-utara"].pk)
    decree(THURSDAY, agency=world.agencies["luwu-timur"])
    sweep(NOON)
    assert (moved(ours), moved(theirs)) == (["verification"], [])


def test_nothing_is_brought_nearer_and_a_day_taken_back_and_given_again_counts_once(world: World) -> None:
    report = scenes.submitted(world)
    before = due(report, "verification")
    for minute, is_working in enumerate((False, True, False)):
        decree(THURSDAY, is_working=is_working)
        sweep(NOON + timedelta(minutes=minute))
        assert due(report, "verification") == before + timedelta(days=1)
    assert moved(report) == ["verification"]


def test_what_was_known_at_the_start_moves_nothing(world: World) -> None:
    decree(THURSDAY)
    report = scenes.submitted(world)
    sweep(NOON)
    assert moved(report) == []


def test_what_is_late_already_stays_late(world: World) -> None:
    report = scenes.submitted(world)
    late = due(report, "verification") + timedelta(hours=1)
    decree(THURSDAY)
    sweep(late)
    assert moved(report) == []
    assert Deadline.objects.get(report=report, clock="verification").overdue_marked


def test_a_clock_that_stood_still_in_between_is_counted_from_its_second_start(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(NOON):
        report = actions.ask(report, by=world.actor("dewi"), questions="Di pasar yang mana?")
    with clock.freeze(NOON + timedelta(days=2)):
        report = actions.add(report, by=scenes.owner(report), text="Di pasar lama.")
    before = due(report, "completion")
    sweep(NOON + timedelta(days=2, minutes=1))
    assert "completion" not in moved(report)
    decree(date(2026, 2, 12))
    sweep(NOON + timedelta(days=2, minutes=2))
    assert due(report, "completion") > before
    assert moved(report).count("completion") == 1


def test_a_paused_clock_gives_back_its_days_by_the_new_calendar(world: World) -> None:
    report = scenes.submitted(world)
    with clock.freeze(NOON):
        report = actions.hold(report, by=world.actor("citra"), questions="Di pasar yang mana?")
    decree(THURSDAY)
    sweep(NOON + timedelta(minutes=1))
    assert "verification" not in moved(report)
    with clock.freeze(NOON + timedelta(minutes=2)):
        report = actions.complete(report, by=scenes.owner(report), text="Di pasar lama.")
    assert due(report, "verification").date() == date(2026, 2, 6)


def test_a_limit_that_a_person_chose_moves_too(world: World) -> None:
    report = scenes.answered(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=2)):
        chosen = date(2026, 3, 16)
        report = actions.extend(report, by=world.actor("citra"), until=chosen, reason="Menunggu aspal datang.")
    decree(chosen)
    sweep(scenes.MONDAY + timedelta(days=2, hours=1))
    assert due(report, "completion").date() == date(2026, 3, 17)


def test_an_objection_to_a_closed_report_moves_too(world: World) -> None:
    report = scenes.closed(world)
    with clock.freeze(report.changed_at + timedelta(hours=1)):
        report = actions.object_to(report, by=scenes.owner(report), reason="Lubangnya masih ada.")
    before = due(report, "objection")
    decree(before.date())
    sweep(report.changed_at + timedelta(minutes=1))
    assert due(report, "objection") > before
