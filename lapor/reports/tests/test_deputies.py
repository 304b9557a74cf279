"""While somebody is away his work goes to who stands in for him, who may do what his own seat allows and no more."""

from __future__ import annotations

import pytest

from lapor.agencies.actions import share_reports
from lapor.agencies.queries import actor_for
from lapor.agencies.tests.test_absences import away
from lapor.desk.tests.scenes import assigned
from lapor.notices import audience, letters
from lapor.notices.models import Delivery
from lapor.people.actor import SYSTEM, reporter_of
from lapor.reports import actions, policies
from lapor.reports.models import Report
from lapor.reports.tests.test_handover import colleague
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["turn", "load"])
def test_what_is_shared_out_passes_by_who_is_away(world: World, way: str) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    share_reports(world.agencies["dinas-pu"], way=way, by=world.actor("citra"))
    world.agencies["dinas-pu"].refresh_from_db()
    away(world, dewi, None, 0, 2)
    assert [assigned(world, key=f"n{n}").assignee for n in range(3)] == [wira] * 3
    away(world, wira, None, 0, 2)
    assert assigned(world, key="alle").assignee is None


def test_what_is_given_directly_goes_to_the_deputy_and_its_event_says_for_whom(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    away(world, dewi, wira, 0, 2)
    report = actions.assign(assigned(world), by=world.actor("citra"), person=dewi)
    assert report.assignee == wira
    event = report.events.get(kind="assign")
    assert (event.data["assignee"], event.data["instead_of"]) == (wira.pk, dewi.pk)
    assert [one.user for one in audience.of(event)] == [wira]
    own = actions.assign(assigned(world, key="own"), by=world.actor("dewi"), person=dewi)
    assert own.assignee == dewi  # who takes one himself has it


def test_without_a_deputy_the_report_stays_with_who_was_named(world: World) -> None:
    dewi = world.users["dewi"]
    away(world, dewi, None, 0, 2)
    assert actions.assign(assigned(world), by=world.actor("citra"), person=dewi).assignee == dewi


def test_who_stands_in_hears_what_calls_the_absent(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    report = actions.assign(assigned(world), by=world.actor("dewi"), person=dewi)
    away(world, dewi, wira, 0, 2)
    report = actions.note(report, by=world.actor("citra"), text="@dewi mohon dilihat.")
    event = report.events.get(kind="note")
    assert {one.user for one in audience.of(event) if one.kind == "mentioned"} == {dewi, wira}


def test_the_digest_of_the_deputy_names_what_lies_with_the_absent(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    report = actions.assign(assigned(world), by=world.actor("dewi"), person=dewi)
    Report.objects.filter(pk=report.pk).update(due_at=report.submitted_at)
    row = Delivery(kind="daily", user=wira)
    before = letters.of(row, actor_for(wira))
    assert before is not None
    assert not any("menggantikan" in part.title for part in before.parts)
    away(world, dewi, wira, 0, 2)
    letter = letters.of(row, actor_for(wira))
    assert letter is not None
    assert [part.title for part in letter.parts if "Anda menggantikan Dewi Rahayu" in part.title]


def test_standing_in_opens_nothing(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    report = actions.assign(assigned(world, to="dinas-pu"), by=SYSTEM, person=dewi)
    before = {name for name in actions.BY_NAME if policies.can(actor_for(wira), name, report)}
    away(world, dewi, wira, 0, 2)
    assert {name for name in actions.BY_NAME if policies.can(actor_for(wira), name, report)} == before


def test_the_reporter_reads_nothing_of_it(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    report = actions.assign(assigned(world), by=SYSTEM, person=dewi)
    away(world, dewi, wira, 0, 2)
    told = str(policies.redact(report, reporter_of(report.pk)))
    assert "Jalan berlubang" in told
    for word in ("cuti", "Dewi", "Wira"):
        assert word not in told
