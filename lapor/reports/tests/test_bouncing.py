"""What returns cost, per agency."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lapor.agencies.models import Agency
from lapor.agencies.queries import subtree
from lapor.kit import clock
from lapor.reports import actions, bouncing
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def counted(world: World, *, by: str = "citra", below: str = "luwu-timur", days: int = 5) -> dict[str, tuple[int, ...]]:
    with clock.freeze(MONDAY + timedelta(days=days)):
        found = bouncing.of_agencies(subtree(world.agencies[below]), viewer=world.actor(by))
    keys = {agency.pk: key for key, agency in world.agencies.items()}
    return {keys[one.agency.pk]: (one.returned, one.passed_on, one.days_lost) for one in found}


def test_each_agency_is_told_what_it_returned_and_how_many_working_days_that_took(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(days=3)):
        actions.return_up(report, by=world.actor("dewi"), reason="Bukan kami.", proposed=world.agencies["dinkes"])
    assert counted(world) == {"dinas-pu": (1, 0, 2)}


def test_what_a_unit_passes_on_below_is_counted_and_costs_nothing(world: World) -> None:
    actions.dispose(scenes.assigned(world), by=world.actor("dewi"), to=world.agencies["bina-marga"])
    with clock.freeze(clock.now()):
        assert bouncing.of_agencies(Agency.objects.all(), viewer=world.actor("citra"))[0].passed_on == 1


def test_what_a_desk_sends_on_is_its_work_and_not_counted(world: World) -> None:
    scenes.assigned(world)
    assert counted(world) == {}


def test_both_units_of_a_quarrel_are_counted_and_the_slower_comes_first(world: World) -> None:
    scenes.decided(world)
    assert list(counted(world).items()) == [("dinas-pu", (1, 0, 0)), ("perhubungan", (1, 0, 0))]


def test_nothing_is_counted_that_the_reader_may_not_see_or_that_is_long_past(world: World) -> None:
    report = scenes.assigned(world, secrecy="secret")
    with clock.freeze(MONDAY + timedelta(days=3)):
        actions.return_up(report, by=world.actor("dewi"), reason="Bukan kami.", proposed=world.agencies["dinkes"])
    assert counted(world, by="budi", below="nasional") == {}
    assert counted(world) != {}
    assert counted(world, days=bouncing.DAYS + 4) == {}
