"""A test report goes the way of a real one and leaves no trace in any figure, outside or in public."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lapor.agencies.models import Agency
from lapor.desk import queries as desk
from lapor.desk.tests.scenes import filed
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.notices.models import Delivery, Recipient
from lapor.people.actor import PUBLIC
from lapor.reports import actions, bouncing, invariants, lateness, policies, queries, reactions, sweeps
from lapor.reports.choices import Origin, State
from lapor.reports.models import Deadline, Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def own(world: World) -> Agency:
    agency = world.agencies["dinas-pu"].parent
    assert agency
    return agency


def answered(world: World) -> Report:
    report = actions.file_test(own(world), by=world.actor("citra"))
    actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], oversight="no")
    report.refresh_from_db()
    return actions.follow_up(report, by=world.actor("dewi"), text="Laporan uji ini sudah kami terima.", final=True)


def test_it_is_sent_passed_on_and_answered_without_any_clock(world: World) -> None:
    assert not queries.answered_below(own(world))
    report = answered(world)
    assert (report.origin, report.state) == (Origin.TEST, State.IN_PROGRESS)
    assert not Deadline.objects.filter(report=report).exists()
    assert queries.answered_below(own(world))
    assert not [one for one in invariants.problems() if report.code in one]


def test_no_figure_counts_it(world: World) -> None:
    before = desk.figures(world.actor("citra"))
    report = answered(world)
    with clock.freeze(clock.now() + timedelta(days=100)):
        sweeps.run(clock.now())
        now = clock.now()
        assert desk.figures(world.actor("citra")) == before
        assert bouncing.of_agencies(Agency.objects.all(), viewer=world.actor("citra")) == []
        assert not lateness.late(world.actor("citra"), at=now).filter(pk=report.pk).exists()
    report.refresh_from_db()
    assert (report.state, report.offered_at) == (State.IN_PROGRESS, None)


def test_nobody_outside_sees_it_and_no_mail_leaves(world: World) -> None:
    report = answered(world)
    reactions.work("test")
    for who in ("budi", "gilang", "farah", "joko"):
        assert not policies.visible_to(world.actor(who)).filter(pk=report.pk).exists()
    assert not policies.visible_to(PUBLIC).filter(pk=report.pk).exists()
    assert not Delivery.objects.filter(report=report, recipient=Recipient.REPORTER).exists()
    told = {row.user.email for row in Delivery.objects.filter(report=report) if row.user}
    assert told <= {world.users[name].email for name in world.users if name not in ("budi", "gilang", "farah")}


def test_it_never_mixes_with_real_reports(world: World) -> None:
    report, real = actions.file_test(own(world), by=world.actor("citra")), filed(world)
    with pytest.raises(Refused, match="laporan uji"):
        actions.merge(report, by=world.actor("citra"), primary=real.code)
    with pytest.raises(Refused, match="tidak ditemukan"):
        actions.merge(real, by=world.actor("citra"), primary=report.code)


def test_only_the_admin_of_the_agency_sends_one_and_one_at_a_time(world: World) -> None:
    for who in ("budi", "dewi", "gilang"):
        with pytest.raises(Refused, match="admin instansi itu"):
            actions.file_test(own(world), by=world.actor(who))
    report = actions.file_test(own(world), by=world.actor("citra"))
    with pytest.raises(Refused, match="masih berjalan"):
        actions.file_test(own(world), by=world.actor("citra"))
    assert actions.put_test_away(report, by=world.actor("citra")).state == State.ARCHIVED
    assert actions.file_test(own(world), by=world.actor("citra")).is_open


@pytest.mark.parametrize("stage", ["assigned", "answered"])
def test_it_is_put_away_from_every_state(world: World, stage: str) -> None:
    if stage == "answered":
        report = answered(world)
    else:
        report = actions.file_test(own(world), by=world.actor("citra"))
        report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], oversight="no")
    assert not actions.put_test_away(report, by=world.actor("citra")).is_open
