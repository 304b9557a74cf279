"""A scheduled answer by the API: `send_at` with its offset, and what is not one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lapor.api.tests.calling import is_problem, key_of
from lapor.kit import clock
from lapor.reports.models import WaitingAnswer
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
NOW = scenes.MONDAY + timedelta(days=1)


def test_an_answer_is_scheduled_and_sent_now(world: World) -> None:
    report, dewi = scenes.assigned(world), key_of(world, "dewi")
    with clock.freeze(NOW):
        told = dewi.move(report.code, "follow_up", text=scenes.ANSWER, send_at="2026-02-04T08:00:00+08:00").json()
        assert told["answer_waits"] == "time"
        assert WaitingAnswer.objects.get().send_at == datetime(2026, 2, 4, tzinfo=UTC)
        seen = dewi.get(f"/laporan/{report.code}").json()["waiting"]
        assert (seen["scheduled"], seen["send_at"][:19]) == (True, "2026-02-04T00:00:00")
        assert dewi.move(report.code, "send_now").json()["answer_waits"] == ""


@pytest.mark.parametrize(
    "send_at",
    [
        "besok",
        "2026-02-04",
        "2026-02-04T08:00:00",
        "2026-02-04T25:00:00+07:00",
        "2026-02-30T08:00:00+07:00",
        "0001-01-01T00:00:00+14:00",
        1770163200,
        True,
        ["2026-02-04T08:00:00+07:00"],
    ],
)
def test_what_is_no_moment_is_refused_at_its_field(world: World, send_at: object) -> None:
    report, dewi = scenes.assigned(world), key_of(world, "dewi")
    with clock.freeze(NOW):
        (problem,) = is_problem(dewi.move(report.code, "follow_up", text=scenes.ANSWER, send_at=send_at), 422)["errors"]
    assert problem["field"] == "send_at"
    assert "2026-11-24T08:00:00+07:00" in problem["sentence"]


@pytest.mark.parametrize(
    ("send_at", "sentence"),
    [
        ("2026-02-02T08:00:00+07:00", "sudah lewat"),
        ("2026-03-06T23:00:00+07:00", "30 hari"),
        ("9999-12-31T23:59:59-12:00", "tidak dapat dibaca"),
    ],
)
def test_a_moment_that_cannot_be_kept_is_refused(world: World, send_at: str, sentence: str) -> None:
    report, dewi = scenes.assigned(world), key_of(world, "dewi")
    with clock.freeze(NOW):
        answer = dewi.move(report.code, "follow_up", text=scenes.ANSWER, send_at=send_at, past_limit=True)
    assert answer.status_code in (409, 422)
    assert sentence in answer.content.decode() or "2026-11-24T08:00:00" in answer.content.decode()
    assert not WaitingAnswer.objects.exists()
