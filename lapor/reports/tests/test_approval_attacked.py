"""Nobody gets at an answer that waits, or lets it go, who is not meant to; what comes too late keeps its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lapor.agencies.models import Membership, Role
from lapor.kit.errors import Refused
from lapor.reports import actions, approval, cleaning, policies, queries
from lapor.reports.models import Attachment, Message, Report, WaitingAnswer
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import samples, scenes
from lapor.reports.workflow import MOVES
from lapor.reports.world import World

pytestmark = pytest.mark.django_db

CAST = ("budi", "citra", "dewi", "eko", "farah", "gilang")


def test_only_the_leader_or_an_admin_above_may_let_it_go(world: World) -> None:
    report = scenes.waiting(world)
    may = {who: policies.why_not(world.actor(who), MOVES["approve"], report) is None for who in CAST}
    assert [who for who, yes in may.items() if yes] == ["citra", "eko"]


def test_nobody_may_approve_where_nothing_waits(world: World) -> None:
    report = scenes.assigned(world)
    for who in CAST:
        for name in ("approve", "send_back"):
            assert policies.why_not(world.actor(who), MOVES[name], report)


def test_who_wrote_it_does_not_approve_it_though_he_leads_by_now(world: World) -> None:
    report = scenes.waiting(world)
    Membership.objects.create(
        user=world.users["dewi"], agency=world.agencies["dinas-pu"], role=Role.LEADER, since=scenes.MONDAY.date()
    )
    with pytest.raises(MoveRefused, match="tulis sendiri"):
        actions.approve(report, by=world.actor("dewi"))


def test_a_second_click_sends_nothing_twice(world: World) -> None:
    report = scenes.waiting(world)
    other_tab = queries.get(world.actor("eko"), report.code)
    assert other_tab is not None
    actions.approve(report, by=world.actor("eko"))
    with pytest.raises(MoveRefused):
        actions.approve(other_tab, by=world.actor("eko"))
    assert Message.objects.filter(report=report, kind="follow_up").count() == 1


@pytest.mark.parametrize("change", [scenes.moved, scenes.accused, scenes.hushed])
def test_what_comes_too_late_is_not_sent(world: World, change: Callable[[Report, World], Report]) -> None:
    report = scenes.waiting(world)
    seen = report.turn
    report = change(report, world)
    assert (report.answer_waits, report.approver_id) == ("returned", None)
    assert report.events.filter(kind="lapse").exists()
    report.turn = seen
    with pytest.raises(MoveRefused):
        actions.approve(report, by=world.actor("eko"))
    report.refresh_from_db()
    with pytest.raises(MoveRefused):
        actions.approve(report, by=world.actor("eko"))
    assert not Message.objects.filter(report=report, kind="follow_up").exists()
    assert WaitingAnswer.objects.filter(report=report, agency=world.agencies["dinas-pu"]).exists()


def test_the_accused_unit_no_longer_sees_its_words(world: World) -> None:
    report = scenes.accused(scenes.waiting(world), world)
    assert [policies.waiting_of(report, world.actor(who)) for who in ("dewi", "eko")] == [None, None]


def test_its_files_are_only_for_the_unit_and_the_leader(world: World) -> None:
    report = scenes.waiting(world, given={"files": (samples.upload(samples.pdf(2), "surat.pdf"),)})
    file = Attachment.objects.get(report=report)
    assert file.pk not in {one.id for who in CAST for one in policies.redact(report, world.actor(who)).files}
    may = {who: policies.may_open_waiting_file(report, world.actor(who), file.waiting_id) for who in CAST}
    assert [who for who, yes in may.items() if yes] == ["citra", "dewi", "eko"]


@pytest.mark.parametrize("end", ["", "/lihat/"])
def test_no_address_of_the_desk_opens_its_files_to_others(world: World, end: str) -> None:
    report = scenes.waiting(world, given={"files": (samples.upload(samples.pdf(2), "surat.pdf"),)})
    while cleaning.work("test"):
        pass
    file = Attachment.objects.get(report=report)
    told = {}
    for who in ("dewi", "eko", "gilang", "hana"):
        browser = Client()
        browser.force_login(world.users[who])
        told[who] = browser.get(f"/meja/{report.code}/berkas/{file.pk}{end}").status_code
    assert told == {"dewi": 200, "eko": 200, "gilang": 404, "hana": 404}


def test_without_a_leader_the_rule_is_refused(world: World) -> None:
    Membership.objects.filter(role=Role.LEADER).delete()
    with pytest.raises(Refused, match="Belum ada pimpinan"):
        approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))


def test_when_the_leader_has_gone_the_admin_above_approves(world: World) -> None:
    report = scenes.assigned(world)
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
    Membership.objects.filter(role=Role.LEADER).delete()
    report = actions.follow_up(report, by=world.actor("dewi"), text=scenes.ANSWER)
    assert report.answer_waits == "admin"
    report = actions.approve(report, by=world.actor("citra"))
    assert Message.objects.get(report=report, kind="follow_up").approver_id == world.users["citra"].pk
