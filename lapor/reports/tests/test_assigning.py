"""A person in charge: who may be named, how a unit shares out what reaches it, and what takes it away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lapor.agencies.actions import end_membership, grant, share_reports
from lapor.agencies.models import Agency, Membership, Role
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.notices import audience
from lapor.people.actions import create_user
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports import actions, incharge, policies
from lapor.reports.actions import assigning
from lapor.reports.models import Report
from lapor.reports.moving import MoveRefused
from lapor.reports.tests.scenes import MONDAY, assigned, disputed, owner, submitted
from lapor.reports.world import World
from lapor.reports.world.cast import SINCE

pytestmark = pytest.mark.django_db


def colleague(world: World, name: str = "Wira", *, to: str = "dinas-pu") -> User:
    """One more liaison."""
    user = create_user(f"{name.lower()}@lapor.example", name=name, by=SYSTEM)
    grant(user, agency=world.agencies[to], role=Role.LIAISON, since=SINCE, by=SYSTEM)
    return user


def given(world: World) -> Report:
    return actions.assign(assigned(world), by=world.actor("dewi"), person=world.users["dewi"])


def test_an_officer_takes_a_report_and_gives_it_to_a_colleague_with_a_note(world: World) -> None:
    wira = colleague(world)
    report = given(world)
    report = actions.assign(report, by=world.actor("dewi"), person=wira, note="Pelapor minta dihubungi sore.")
    view = policies.redact(report, world.actor("dewi"))
    assert view.assignee == "Wira"
    assert [m.body for m in view.messages if m.internal] == ["Pelapor minta dihubungi sore."]
    assert report.turn == assigned(world).turn  # what colleagues have begun to write stays good


def test_only_the_holder_s_own_people_are_named_and_the_leaver_is_not(world: World) -> None:
    report = assigned(world)
    for name in ("gilang", "eko", "citra"):
        with pytest.raises(MoveRefused, match="tidak bertugas"):
            actions.assign(report, by=world.actor("dewi"), person=world.users[name])
    wira = colleague(world)
    end_membership(Membership.objects.get(user=wira), by=SYSTEM)
    with pytest.raises(MoveRefused, match="tidak bertugas"):
        actions.assign(report, by=world.actor("dewi"), person=wira)


def test_nobody_who_sits_in_what_is_accused_is_named(world: World) -> None:
    report = assigned(world, to="perhubungan")
    both = colleague(world, to="perhubungan")
    assert both in incharge.candidates(report)
    grant(both, agency=world.agencies["dinas-pu"], role=Role.LIAISON, since=SINCE, by=SYSTEM)
    report = actions.accuse(report, by=world.actor("citra"), accused=world.agencies["dinas-pu"], reason="Suap.")
    assert report.holder == world.agencies["perhubungan"]
    assert both not in incharge.candidates(report)


def test_the_same_person_twice_and_nobody_instead_of_nobody_are_refused(world: World) -> None:
    report = assigned(world)
    with pytest.raises(MoveRefused, match="belum punya"):
        actions.assign(report, by=world.actor("dewi"))
    report = actions.assign(report, by=world.actor("dewi"), person=world.users["dewi"])
    with pytest.raises(MoveRefused, match="sudah menangani"):
        actions.assign(report, by=world.actor("citra"), person=world.users["dewi"])


def test_the_reporter_and_the_public_do_not_learn_the_name(world: World) -> None:
    report = given(world)
    assert policies.redact(report, owner(report)).assignee == ""
    assert not any("Penanggung" in item.sentence for item in policies.redact(report, owner(report)).timeline)


def test_a_report_that_goes_elsewhere_has_nobody_in_charge(world: World) -> None:
    report = given(world)
    report = actions.return_up(
        report, by=world.actor("dewi"), reason="Bukan kami.", proposed=world.agencies["perhubungan"]
    )
    assert report.assignee is None


def test_an_accusation_leaves_nobody_in_charge(world: World) -> None:
    report = actions.accuse(given(world), by=world.actor("citra"), accused=world.agencies["dinas-pu"], reason="Suap.")
    assert report.assignee is None


def test_reports_are_shared_out_in_turn(world: World) -> None:
    wira = colleague(world)
    share_reports(world.agencies["dinas-pu"], way="turn", by=world.actor("citra"))
    world.agencies["dinas-pu"].refresh_from_db()
    people = [assigned(world, at=MONDAY + timedelta(days=day)).assignee for day in range(4)]
    assert people == [world.users["dewi"], wira] * 2


def test_reports_go_to_who_has_the_fewest_open_ones(world: World) -> None:
    wira = colleague(world)
    for _ in range(2):
        given(world)
    share_reports(world.agencies["dinas-pu"], way="load", by=world.actor("citra"))
    world.agencies["dinas-pu"].refresh_from_db()
    people = [assigned(world).assignee for _ in range(3)]
    assert people == [wira, wira, world.users["dewi"]]


def test_what_waits_in_a_queue_is_not_shared_out(world: World) -> None:
    Agency.objects.update(sharing="turn")
    assert submitted(world).assignee is None
    assert disputed(world).assignee is None


def test_who_is_named_hears_of_it_once_and_who_names_himself_does_not(world: World) -> None:
    wira = colleague(world)
    Agency.objects.filter(pk=wira.memberships.get().agency_id).update(sharing="turn", last_given=world.users["dewi"])
    world.agencies["dinas-pu"].refresh_from_db()
    report = assigned(world)
    heard = {one.user: one.kind for one in audience.of(report.events.get(kind="dispose")) if one.user}
    assert (heard[wira], heard[world.users["dewi"]]) == ("yours", "assigned")
    report = actions.assign(report, by=world.actor("dewi"), person=world.users["dewi"])
    assert audience.of(report.events.get(kind="assign")) == []


def test_the_end_of_a_role_by_its_date_frees_the_report_and_a_colleague_s_does_not(world: World) -> None:
    report, other = given(world), given(world)
    wira = colleague(world)
    other = actions.assign(other, by=world.actor("dewi"), person=wira)
    seat = Membership.objects.get(user=world.users["dewi"])
    Membership.objects.filter(pk=seat.pk).update(until=clock.now().date() - timedelta(days=1))
    assert assigning.sweep(clock.now()) == 1
    report.refresh_from_db()
    other.refresh_from_db()
    assert (report.assignee, other.assignee) == (None, wira)
    assert assigning.sweep(clock.now()) == 0


def test_what_the_admin_may_not_touch_is_let_go_all_the_same(world: World) -> None:
    report = assigned(world, secrecy="secret")
    report = actions.assign(report, by=world.actor("dewi"), person=world.users["dewi"])
    above = actor_for(world.users["budi"])
    assert not policies.can(above, "assign", report)
    assert actions.let_go(world.users["dewi"], world.agencies["dinas-pu"], by=above) == 0  # she still works there
    end_membership(Membership.objects.get(user=world.users["dewi"]), by=SYSTEM)
    assert actions.let_go(world.users["dewi"], world.agencies["dinas-pu"], by=above) == 1
    report.refresh_from_db()
    assert report.assignee is None
