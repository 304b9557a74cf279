"""The crowd lives by the same rules as everybody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lapor.kit import clock, keys
from lapor.people.actor import PUBLIC
from lapor.reports import invariants, policies, queries, sweeps
from lapor.reports.choices import State
from lapor.reports.models import Deadline, Event, Message, Reaction, Report
from lapor.reports.world import crowd
from lapor.reports.world.crowd.filling import land_of
from lapor.reports.world.crowd.lives import chunk, client_key

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SIZE = crowd.Size(300, "73")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def fill(*, seed: int = 1) -> None:
    with clock.freeze(NOW):
        assert sum(crowd.fill(SIZE, now=NOW, seed=seed)) == SIZE.reports


def test_the_crowd_breaks_no_promise_and_leaves_nothing_queued() -> None:
    fill()
    with clock.freeze(NOW):
        assert invariants.problems() == []
    assert not Reaction.objects.exists()
    assert set(Report.objects.values_list("state", flat=True)) >= {State.ASSIGNED, State.CLOSED, State.ARCHIVED}
    assert Message.objects.values("report").distinct().count() > SIZE.reports / 3
    assert set(Deadline.objects.values_list("outcome", flat=True)) >= {"running", "met", "missed", "void"}


def test_the_present_has_nothing_left_for_the_sweep_but_warnings_and_reminders() -> None:
    fill()
    with clock.freeze(NOW):
        sweeps.run(NOW)
    assert set(Event.objects.filter(at__gte=NOW).values_list("kind", flat=True)) <= {"warn", "remind", "offer"}


def test_words_open_and_pins_fit() -> None:
    fill()
    report = next(row for row in Report.objects.all() if row.published_at)
    assert policies.redact(report, PUBLIC).title == report.public_title
    fits = [
        number
        for number in range(SIZE.reports)
        if queries.by_pin(report.code, keys.provider().pin(client_key(number), report.pk))
    ]
    assert len(fits) == 1


def test_the_same_seed_gives_the_same_crowd_and_another_one_another() -> None:
    fill()
    with clock.freeze(NOW):
        assert lives(seed=1) == lives(seed=1)
        assert lives(seed=1) != lives(seed=2)


def lives(*, seed: int) -> list[tuple[str, str, str]]:
    """What the log of some reports says, without keys and boxes."""
    rows = chunk(land_of(SIZE.reports, NOW, seed), range(100, 150))
    return [(str(row.report_id), row.kind, row.at.isoformat()) for row in rows if isinstance(row, Event)]
