"""One report from form to rating."""

from datetime import UTC, datetime, timedelta

import pytest

from lapor.kit import clock
from lapor.people.actor import PUBLIC, reporter_of
from lapor.reports import actions, events, queries, words
from lapor.reports.choices import State
from lapor.reports.models import Deadline
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)


def test_a_report_travels_from_submit_to_rating(world: World) -> None:
    with clock.freeze(MONDAY):
        receipt = actions.submit(draft(target=world.agencies["luwu-timur"].pk), by=PUBLIC, key="k" * 22)
    report, ani = receipt.report, reporter_of(receipt.report.pk)
    assert report.state == State.UNVERIFIED
    assert report.holder == world.agencies["luwu-timur"]
    assert queries.by_pin(report.code, receipt.pin) == ani
    with clock.freeze(MONDAY + timedelta(days=1)):
        report = actions.dispose(
            report,
            by=world.actor("citra"),
            to=world.agencies["dinas-pu"],
            oversight="no",
            public_title="Jalan berlubang di depan pasar",
            public_body="Ada lubang besar di depan pasar. Mohon ditambal.",
        )
    assert report.state == State.ASSIGNED
    assert report.published_at
    with clock.freeze(MONDAY + timedelta(days=3)):
        report = actions.follow_up(report, by=world.actor("dewi"), text="Lubang sudah ditambal.", final=True)
    assert report.state == State.IN_PROGRESS
    with clock.freeze(MONDAY + timedelta(days=4)):
        report = actions.close(report, by=ani)
        report = actions.rate(report, by=ani, adequate="yes", solved="yes", treated="yes")
    assert report.state == State.CLOSED
    assert report.closed_by == "reporter"
    assert {d.clock: d.outcome for d in Deadline.objects.filter(report=report)} == {
        "verification": "met",
        "response": "met",
        "completion": "met",
        "auto_close": "met",
    }
    log = list(report.events.order_by("seq"))
    assert [e.kind for e in log] == ["submit", "dispose", "follow_up", "close", "rate"]
    assert events.first_break(log) is None
    assert words.title(report) == "Jalan berlubang di depan pasar"
