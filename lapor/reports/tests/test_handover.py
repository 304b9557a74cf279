"""Who leaves hands his work over: every report with its note, promises with it, and nothing stays with him."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lapor.agencies.actions import end_membership, grant
from lapor.agencies.models import Membership, Role, today
from lapor.kit.errors import Refused
from lapor.notices import audience
from lapor.people.actions import create_user, suspend
from lapor.people.actor import SYSTEM, reporter_of
from lapor.people.models import User
from lapor.reports import actions, handover, invariants, policies
from lapor.reports.actions import assigning
from lapor.reports.handover import Wish
from lapor.reports.models import Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests.scenes import assigned
from lapor.reports.world import World
from lapor.reports.world.cast import SINCE

pytestmark = pytest.mark.django_db
SOON = timedelta(days=10)


def colleague(world: World, name: str = "Wira", *, to: str = "dinas-pu") -> User:
    user = create_user(f"{name.lower()}@lapor.example", name=name, by=SYSTEM)
    grant(user, agency=world.agencies[to], role=Role.LIAISON, since=SINCE, by=SYSTEM)
    return user


def dewis(world: World, **changes: Any) -> Report:
    """A report in Dewi's charge."""
    return actions.assign(assigned(world, **changes), by=SYSTEM, person=world.users["dewi"])


def seat_of(world: World, name: str = "dewi") -> Membership:
    return Membership.objects.select_related("agency", "user").get(user=world.users[name])


def notes(report: Report, world: World) -> list[str]:
    view = policies.redact(Report.objects.get(pk=report.pk), world.actor("eko"))
    return [message.body for message in view.messages if message.internal]


def test_everything_passes_to_one_with_a_note_and_then_the_seat_ends(world: World) -> None:
    wira, reports, seat = colleague(world), [dewis(world) for _ in range(3)], seat_of(world)
    day = today() + SOON
    done = handover.hand_over(seat, by=world.actor("citra"), to=wira, note="Berkas di lemari B.", end_on=day)
    assert (dict(done.passed), done.left, done.ends) == ({"Wira": 3}, 0, day)
    assert {report.assignee for report in Report.objects.filter(pk__in=[one.pk for one in reports])} == {wira}
    assert all(notes(report, world) == ["Berkas di lemari B."] for report in reports)
    assert seat_of(world).until == day


def test_one_report_goes_to_somebody_else_with_words_of_its_own(world: World) -> None:
    wira, yusuf = colleague(world), colleague(world, "Yusuf")
    one, other = dewis(world), dewis(world)
    each = {other.code: Wish(yusuf, "Pelapor menunggu telepon.")}
    handover.hand_over(seat_of(world), by=world.actor("citra"), to=wira, note="Semua lancar.", each=each)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.assignee, other.assignee) == (wira, yusuf)
    assert (notes(one, world), notes(other, world)) == (["Semua lancar."], ["Pelapor menunggu telepon."])


def test_sending_it_twice_changes_nothing_more(world: World) -> None:
    wira, report, seat, day = colleague(world), dewis(world), seat_of(world), today() + SOON
    for _ in range(2):
        done = handover.hand_over(seat, by=world.actor("citra"), to=wira, note="Sekali.", end_on=day)
    assert (dict(done.passed), done.refused, done.left) == ({}, [], 0)
    assert report.events.filter(kind="assign", data__handed=True).count() == 1
    assert notes(report, world) == ["Sekali."]


def test_more_than_one_step_holds_takes_another_and_the_seat_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "MOST", 2)
    wira, seat = colleague(world), seat_of(world)
    for _ in range(3):
        dewis(world)
    first = handover.hand_over(seat, by=world.actor("citra"), to=wira, end_on=today())
    assert (first.left, first.ends, seat_of(world).until) == (1, None, None)
    second = handover.hand_over(seat, by=world.actor("citra"), to=wira, end_on=today())
    assert (second.left, second.ends) == (0, today())
    assert not assigning.left_behind().exists()


def test_a_running_promise_passes_even_where_the_report_is_closed(world: World) -> None:
    wira, report = colleague(world), dewis(world)
    report = actions.follow_up(
        report,
        by=world.actor("dewi"),
        text="Akan kami tambal.",
        final=True,
        promise="Ditambal",
        promise_until=today() + SOON,
    )
    report = actions.close(report, by=reporter_of(report.pk))
    assert report.promise_state
    handover.hand_over(seat_of(world), by=world.actor("citra"), to=wira)
    report.refresh_from_db()
    assert report.assignee == wira


def test_of_what_is_closed_without_a_promise_nobody_is_named(world: World) -> None:
    report = actions.follow_up(dewis(world), by=world.actor("dewi"), text="Sudah ditambal.", final=True)
    report = actions.close(report, by=reporter_of(report.pk))
    with pytest.raises(MoveRefused, match="sudah selesai"):
        actions.assign(report, by=world.actor("dewi"), person=None)
    assert not handover.in_hand(seat_of(world)).exists()


def test_the_last_officer_needs_a_successor_or_a_clear_word(world: World) -> None:
    report, seat = dewis(world), seat_of(world)
    with pytest.raises(Refused, match="petugas aktif terakhir di Dinas"):
        handover.hand_over(seat, by=world.actor("citra"), end_on=today())
    assert seat_of(world).until is None
    done = handover.hand_over(seat, by=world.actor("citra"), alone=True, end_on=today())
    report.refresh_from_db()
    assert (done.freed, done.left, report.assignee, seat_of(world).until) == (1, 0, None, today())


def test_a_report_without_a_successor_stops_everything(world: World) -> None:
    wira, one, two = colleague(world), dewis(world), dewis(world)
    with pytest.raises(Refused, match="tanpa pengganti"):
        handover.hand_over(seat_of(world), by=world.actor("citra"), each={one.code: Wish(wira)})
    assert {row.assignee for row in Report.objects.filter(pk__in=(one.pk, two.pk))} == {world.users["dewi"]}


@pytest.mark.parametrize("name", ["gilang", "eko", "dewi", "hana"])
def test_only_an_active_colleague_of_the_unit_comes_after_him(world: World, name: str) -> None:
    colleague(world)
    dewis(world)
    with pytest.raises(Refused, match="Pengganti harus seorang petugas lain"):
        handover.hand_over(seat_of(world), by=world.actor("citra"), to=world.users[name])


def test_who_is_locked_out_cannot_come_after_him(world: World) -> None:
    wira = colleague(world)
    suspend(wira, by=SYSTEM)
    dewis(world)
    with pytest.raises(Refused, match="Pengganti harus"):
        handover.hand_over(seat_of(world), by=world.actor("citra"), to=wira)


def test_who_may_hand_over(world: World) -> None:
    wira, seat = colleague(world), seat_of(world)
    assert {name for name in world.users if handover.may(world.actor(name), seat)} == {"dewi", "citra", "budi"}
    dewis(world)
    with pytest.raises(Refused, match="hanya oleh petugasnya sendiri"):
        handover.hand_over(seat, by=world.actor("gilang"), to=wira)
    with pytest.raises(Refused, match="diakhiri oleh admin"):
        handover.hand_over(seat, by=world.actor("dewi"), to=wira, end_on=today())
    handover.hand_over(seat, by=world.actor("dewi"), to=wira)
    assert not handover.in_hand(seat).exists()


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_in_the_past_or_too_far_ends_no_seat(world: World, days: int) -> None:
    wira = colleague(world)
    with pytest.raises(Refused, match="mulai hari ini sampai setahun lagi"):
        handover.hand_over(seat_of(world), by=world.actor("citra"), to=wira, end_on=today() + timedelta(days=days))


def test_a_secret_report_that_the_admin_never_held_passes_unseen_and_without_his_words(world: World) -> None:
    wira = colleague(world)
    report = dewis(world, secrecy="secret")
    assert handover.seen_by(world.actor("budi"), [report]) == []
    each = {report.code: Wish(None, "Untuk yang rahasia.")}
    handover.hand_over(seat_of(world), by=world.actor("budi"), to=wira, note="Catatan admin.", each=each)
    report.refresh_from_db()
    assert report.assignee == wira
    assert notes(report, world) == []


def test_the_successor_hears_of_each_and_the_coordinator_of_what_nobody_has(world: World) -> None:
    wira, report = colleague(world), dewis(world)
    handover.hand_over(seat_of(world), by=world.actor("citra"), to=wira)
    event = report.events.get(kind="assign", data__handed=True)
    assert [(one.user, one.kind) for one in audience.of(event)] == [(wira, "handed")]
    suspend(wira, by=SYSTEM)
    assert invariants.problems() != []
    assert assigning.sweep(report.changed_at) == 1
    event = report.events.get(kind="assign", data__left=True)
    assert [(one.user, one.kind) for one in audience.of(event)] == [(world.users["citra"], "released")]
    assert not any("tidak lagi bertugas" in problem for problem in invariants.problems())


def test_a_seat_that_simply_ends_leaves_nothing_and_tells_the_coordinator(world: World) -> None:
    report = dewis(world)
    end_membership(seat_of(world), by=SYSTEM)
    assert any("tidak lagi bertugas" in problem for problem in invariants.problems())
    assigning.sweep(report.changed_at)
    report.refresh_from_db()
    assert report.assignee is None
    event = report.events.get(kind="assign", data__left=True)
    assert {one.kind for one in audience.of(event)} == {"released"}
