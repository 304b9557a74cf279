"""What time alone causes, and what a sleeping scheduler must not cause."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lapor.kit import clock
from lapor.people.actor import PUBLIC
from lapor.reports import actions, policies, sweeps
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


def test_after_sixty_days_the_ombudsman_is_offered_once_and_only_while_nobody_has_finished(world: World) -> None:
    open_one, done = scenes.assigned(world), scenes.closed(world)
    for days in (60, 61, 62, 63):
        at = scenes.MONDAY + timedelta(days=days)
        with clock.freeze(at - timedelta(minutes=30)):
            sweeps.run(at - timedelta(minutes=30))
        with clock.freeze(at):
            sweeps.run(at)
            if days == 60:
                assert "offer" not in kinds(open_one)
    live_through(scenes.MONDAY + timedelta(days=63), days=3)
    assert kinds(open_one).count("offer") == 1
    assert "offer" not in kinds(done)
    open_one.refresh_from_db()
    with clock.freeze(scenes.MONDAY + timedelta(days=66)):
        owner = scenes.owner(open_one)
        assert "appeal" in {move.name for move in policies.moves_for(open_one, owner)}
        assert "Laporan ini kini dapat dibawa ke Ombudsman." in {
            item.sentence for item in policies.redact(open_one, owner).timeline
        }
        assert "offer" not in {item.kind for item in policies.redact(open_one, PUBLIC).timeline}


def test_who_went_to_the_ombudsman_himself_is_not_offered_it(world: World) -> None:
    report = scenes.assigned(world)
    live_through(scenes.MONDAY + timedelta(days=8), days=2)
    with clock.freeze(scenes.MONDAY + timedelta(days=11)):
        actions.appeal(Report.objects.get(pk=report.pk), by=scenes.owner(report), reason="Tidak ada jawaban.")
    live_through(scenes.MONDAY + timedelta(days=60), days=6)
    assert "offer" not in kinds(report)
