"""Reminders and the ladder: what the rows say, when they say it, once for each end of a limit, whatever dies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lapor.kit import clock
from lapor.people.actor import SYSTEM
from lapor.reports import actions, invariants, steps, sweeps
from lapor.reports.models import Deadline, Report, StepTaken
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.world import World
from lapor.standards import queries as standards
from lapor.standards import rulebook
from lapor.standards.actions import add_day_off
from lapor.standards.models import Step

pytestmark = pytest.mark.django_db
# Luwu Timur lies in WITA (UTC+8), offices are open from 07.30 to 16.00.
OPENS, CLOSES = timedelta(hours=-1, minutes=-30), timedelta(hours=7)  # from 09.00 of the same day


@pytest.fixture(autouse=True)
def fresh_rulebook() -> Iterator[None]:
    yield
    rulebook.forget()


def pass_by(at: datetime, *, until: datetime) -> None:
    """A worker who looks when offices open and close, and at both ends."""
    looks = {at, until}
    midnight = at.replace(hour=16, minute=0)  # UTC, of WITA
    for number in range(-1, (until - at).days + 3):
        looks |= {midnight + timedelta(days=number, hours=7.5), midnight + timedelta(days=number, hours=16)}
    for look in sorted(look for look in looks if at <= look <= until):
        sweep(look)


def sweep(at: datetime) -> None:
    with clock.freeze(at):
        sweeps.run(at)


def taken(report: Report, name: str = "response") -> list[tuple[str, datetime]]:
    rows = StepTaken.objects.filter(deadline__report=report, deadline__clock=name).order_by("taken_at", "pk")
    return [(row.step, row.taken_at) for row in rows]


def told(report: Report, name: str = "response") -> list[list[str]]:
    events = report.events.filter(kind="remind", data__clock=name).order_by("seq")
    return [event.data["tells"] for event in events]


def day(number: int, hour: timedelta = timedelta()) -> datetime:
    """A moment of the 2026-02-0x, Monday being the second, from 09.00."""
    return scenes.MONDAY + timedelta(days=number - 2) + hour


def test_each_step_is_taken_when_the_working_calendar_says_so(world: World) -> None:
    report = scenes.assigned(world)  # Monday; five working days end on Monday the 9th
    pass_by(day(2, timedelta(hours=1)), until=day(19))
    assert taken(report) == [
        ("percent-50-desk", day(5, OPENS)),  # two working days left
        ("percent-75-desk", day(6, OPENS)),  # one left
        ("percent-90-desk", day(9, OPENS)),  # the last day
        ("percent-100-desk", day(9, CLOSES)),
        ("late-1-agency_admin", day(10, CLOSES)),
        ("late-3-leader", day(12, CLOSES)),
        ("late-5-national_admin", day(18, CLOSES)),  # the 16th and 17th are holidays
    ]
    assert told(report) == [["desk"]] * 4 + [["agency_admin"], ["leader"], ["national_admin"]]
    with clock.freeze(day(19)):
        assert invariants.problems() == []


def test_what_was_answered_in_time_is_escalated_to_nobody(world: World) -> None:
    report = scenes.answered(world)
    pass_by(report.changed_at, until=day(18))
    assert taken(report) == []
    assert told(report, "completion")  # that clock runs on


def test_a_worker_that_was_dead_records_what_it_missed_and_tells_it_once(world: World) -> None:
    report = scenes.assigned(world)
    sweep(day(6))
    assert told(report) == [["desk"]]
    sweep(day(12, CLOSES))
    sweep(day(12, CLOSES))
    assert len(taken(report)) == 6
    assert told(report) == [["desk"], ["agency_admin", "desk", "leader"]]


@pytest.mark.parametrize("killed_in", ["_fresh", "_tell", "_late_from"])
def test_a_pass_that_is_killed_anywhere_is_done_again_without_a_second_notice(
    world: World, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    report = scenes.assigned(world)
    sweep(day(4))
    real = getattr(steps, killed_in)

    def dies(*given: Any) -> None:
        real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(steps, killed_in, dies)
        with pytest.raises(KeyboardInterrupt):
            sweep(day(5))
    sweep(day(5))
    sweep(day(5, timedelta(minutes=1)))
    assert told(report) == [["desk"]]


def test_of_two_workers_with_the_same_step_in_hand_one_tells(world: World) -> None:
    report = scenes.assigned(world)
    row = Deadline.objects.select_related("report", "agency").get(report=report, clock="response")
    sweep(day(5))
    with clock.freeze(day(5)), pytest.raises(MoveRefused):
        actions.remind(row, steps=list(steps.moments(row))[:1])
    assert told(report) == [["desk"]]


def test_a_pause_stops_the_steps_and_takes_none_of_them_back(world: World) -> None:
    report = scenes.answered(world)  # completion: 14 working days from Monday the 2nd, until Friday the 20th
    pass_by(report.changed_at, until=day(12))
    before = taken(report, "completion")
    assert [step for step, _ in before] == ["percent-50-desk"]
    with clock.freeze(day(12, timedelta(hours=1))):
        actions.ask(Report.objects.get(pk=report.pk), by=world.actor("dewi"), questions="Di sisi mana?")
    pass_by(day(12, timedelta(hours=1)), until=day(20))
    assert taken(report, "completion") == before
    with clock.freeze(day(20)):
        actions.add(Report.objects.get(pk=report.pk), by=scenes.owner(report), text="Di sisi kiri.")
    pass_by(day(20), until=day(28))
    names = [step for step, _ in taken(report, "completion")]
    assert names.count("percent-50-desk") == 1
    assert names[1:] == ["percent-75-desk", "percent-90-desk"]


def test_the_ladder_of_a_late_limit_rests_while_it_is_paused(world: World) -> None:
    report = scenes.answered(world)
    end = Deadline.objects.get(report=report, clock="completion").due_at
    pass_by(report.changed_at, until=end + timedelta(hours=1))
    with clock.freeze(end + timedelta(hours=2)):
        actions.ask(Report.objects.get(pk=report.pk), by=world.actor("dewi"), questions="Di sisi mana?")
    resumed = end + timedelta(days=6, hours=-2)
    pass_by(end + timedelta(hours=2), until=resumed)
    with clock.freeze(resumed):
        actions.add(Report.objects.get(pk=report.pk), by=scenes.owner(report), text="Di sisi kiri.")
    pass_by(resumed, until=resumed + timedelta(days=1))
    late = [(step, at) for step, at in taken(report, "completion") if step.startswith("late")]
    assert [step for step, _ in late] == ["late-1-agency_admin"]
    assert late[0][1] > resumed


def test_an_extension_takes_anew_only_what_lies_ahead(world: World) -> None:
    report = scenes.answered(world)
    end = Deadline.objects.get(report=report, clock="completion").due_at
    pass_by(report.changed_at, until=end - timedelta(hours=1))
    assert [step for step, _ in taken(report, "completion")] == [
        "percent-50-desk",
        "percent-75-desk",
        "percent-90-desk",
    ]
    with clock.freeze(end - timedelta(minutes=50)):
        until = (end + timedelta(days=7)).date()
        now = Report.objects.get(pk=report.pk)
        actions.extend(now, by=world.actor("citra"), until=until, reason="Menunggu aspal datang dari Makassar.")
    pass_by(end, until=end + timedelta(days=7, hours=1))
    assert [step for step, _ in taken(report, "completion")][3:] == [
        "percent-75-desk",
        "percent-90-desk",
        "percent-100-desk",
    ]


def test_a_day_off_decreed_late_moves_the_steps_that_lie_ahead(world: World) -> None:
    report = scenes.assigned(world)
    pass_by(day(2, timedelta(hours=2)), until=day(5))
    add_day_off(date(2026, 2, 9), by=SYSTEM, name="Cuti bersama")
    pass_by(day(5, timedelta(minutes=30)), until=day(10))
    assert taken(report)[1:] == [("percent-75-desk", day(6, OPENS)), ("percent-90-desk", day(10, OPENS))]


def test_an_agency_adds_a_step_and_running_limits_follow(world: World) -> None:
    report = scenes.assigned(world)
    other = scenes.assigned(world, to="dinkes")
    pass_by(day(2, timedelta(hours=2)), until=day(3))
    Step.objects.create(measure="percent", amount=40, tells="leader", agency=world.agencies["dinas-pu"])
    pass_by(day(3), until=day(4))
    assert taken(report) == [("percent-40-leader", day(4, OPENS))]
    assert taken(other) == []


@pytest.mark.parametrize("hours", [400 * 24, 30 * 24])
def test_a_clock_that_jumps_escalates_nothing(world: World, hours: int) -> None:
    report = scenes.assigned(world)
    for at in (day(3), day(3) + timedelta(hours=hours), day(3, timedelta(minutes=1)), day(4)):
        sweep(at)
    assert taken(report) == []
    assert not report.events.filter(kind__in=("overdue", "remind")).exists()
    sweep(day(5))
    assert told(report) == [["desk"]]


def test_a_clock_that_moves_while_the_worker_runs_escalates_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = scenes.assigned(world)
    sweep(day(3))
    monkeypatch.setattr(clock, "drift", lambda: 86_400.0 * 2)
    sweep(day(5))
    assert taken(report) == []


def test_an_objection_that_waits_too_long_goes_up_although_the_report_is_closed(world: World) -> None:
    report = scenes.closed(world)
    with clock.freeze(report.changed_at + timedelta(hours=1)):
        actions.object_to(Report.objects.get(pk=report.pk), by=scenes.owner(report), reason="Lubangnya masih ada.")
    row = Deadline.objects.get(report=report, clock="objection")
    pass_by(row.started_at, until=row.due_at + timedelta(days=4))
    assert [step for step, _ in taken(report, "objection")][-2:] == ["percent-100-desk", "late-1-agency_admin"]


def test_a_step_is_later_the_more_it_says_however_short_the_limit(world: World) -> None:
    agency, at = world.agencies["dinas-pu"], datetime(2026, 2, 2, 3, tzinfo=UTC)
    for amount in (1, 2, 3, 5, 14, 60):
        due = standards.due_at(standards.calendar_for(agency), at, amount=amount, unit="working_days")
        row = Deadline(agency=agency, clock="response", started_at=at, due_at=due, amount=amount, unit="working_days")
        moments = list(steps.moments(row).values())
        assert moments == sorted(moments)
        assert moments[0] > at
