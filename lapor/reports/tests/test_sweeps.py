"""What time alone causes, and what a sleeping scheduler must not cause."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lapor.kit import clock
from lapor.reports import actions, sweeps
from lapor.reports.models import Deadline, Event, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def live_through(start: datetime, *, days: int) -> None:
    """Let the sweep run every 58 minutes, as a healthy worker does every minute."""
    for step in range(days * 24 * 60 // 58 + 1):
        at = start + timedelta(minutes=58 * step)
        with clock.freeze(at):
            sweeps.run(at)


def kinds(report: Report) -> list[str]:
    return list(report.events.order_by("seq").values_list("kind", flat=True))


def test_a_final_answer_without_dispute_closes_by_itself_after_a_warning(world: World) -> None:
    report = scenes.answered(world, final=True)
    live_through(report.changed_at, days=20)
    report.refresh_from_db()
    assert kinds(report)[-2:] == ["warn", "close"]
    assert (report.state, report.closed_by) == ("closed", "system")
    warned, shut = Event.objects.filter(report=report, kind__in=["warn", "close"]).order_by("seq")
    assert shut.at - warned.at >= timedelta(days=2)
    assert Deadline.objects.get(report=report, clock="completion").outcome == "met"


def test_a_reply_keeps_the_report_open(world: World) -> None:
    report = scenes.answered(world, final=True)
    with clock.freeze(report.changed_at + timedelta(days=1)):
        actions.respond(report, by=scenes.owner(report), text="Belum, lubangnya masih ada.")
    live_through(report.changed_at + timedelta(days=1), days=17)
    report.refresh_from_db()
    assert report.state == "in_progress"
    assert "close" not in kinds(report)


def test_an_incomplete_report_is_archived_only_after_a_warning(world: World) -> None:
    report = scenes.submitted(world)
    with clock.freeze(scenes.MONDAY + timedelta(hours=2)):
        report = actions.hold(report, by=world.actor("citra"), questions="Di pasar yang mana?")
    live_through(report.changed_at, days=20)
    report.refresh_from_db()
    assert kinds(report) == ["submit", "hold", "warn", "archive"]
    assert report.archive_reason == "not_completed"


def test_a_missed_limit_is_recorded_once(world: World) -> None:
    report = scenes.assigned(world)
    live_through(report.changed_at, days=10)
    assert kinds(report).count("overdue") == 1
    assert Event.objects.get(report=report, kind="overdue").data["clock"] == "response"


def test_an_unanswered_question_gives_the_clock_back_to_the_officer(world: World) -> None:
    report = scenes.answered(world)
    with clock.freeze(report.changed_at + timedelta(hours=1)):
        report = actions.ask(report, by=world.actor("dewi"), questions="Di sisi mana?")
    assert report.waits_for == "reporter"
    live_through(report.changed_at, days=18)
    report.refresh_from_db()
    assert kinds(report)[-1] == "unanswered"
    assert report.waits_for == "officer"
    assert Deadline.objects.get(report=report, clock="completion").outcome == "running"


def test_a_scheduler_that_slept_closes_nothing_without_a_fresh_warning(world: World) -> None:
    report = scenes.answered(world, final=True)
    start = report.changed_at
    with clock.freeze(start):
        sweeps.run(start)
    woke = start + timedelta(days=30)
    with clock.freeze(woke):
        sweeps.run(woke)
    report.refresh_from_db()
    assert (report.state, kinds(report)[-1]) == ("in_progress", "warn")
    live_through(woke, days=5)
    report.refresh_from_db()
    assert report.state == "closed"
    assert kinds(report).count("warn") == 1


def test_a_clock_that_jumps_back_and_forth_causes_nothing(world: World) -> None:
    report = scenes.answered(world, final=True)
    start = report.changed_at
    for hours in (0, 400 * 24, -3, 1):
        at = start + timedelta(hours=hours)
        with clock.freeze(at):
            sweeps.run(at)
    report.refresh_from_db()
    assert report.state == "in_progress"
    assert "close" not in kinds(report)


def test_running_twice_in_the_same_minute_does_nothing_twice(world: World) -> None:
    report = scenes.assigned(world)
    late = report.changed_at + timedelta(days=9)
    for _ in range(3):
        with clock.freeze(late):
            sweeps.run(late)
    assert kinds(report).count("overdue") == 1
