"""How often agencies were late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lapor.kit import clock
from lapor.reports import lateness
from lapor.reports.lateness import Share
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def share(world: World, *, days: int, by: str = "budi", key: str = "dinas-pu") -> Share | None:
    pk = world.agencies[key].pk
    with clock.freeze(MONDAY + timedelta(days=days)):
        return lateness.of_agencies([pk], viewer=world.actor(by)).get(pk)


def test_only_limits_whose_day_has_come_count_met_ones_and_passed_ones(world: World) -> None:
    scenes.answered(world)  # on the next day: the first answer came in time
    scenes.assigned(world)  # never
    assert share(world, days=1) is None
    assert share(world, days=20) == Share(ended=2, late=1)
    assert share(world, days=60) == Share(ended=4, late=3)  # neither was completed
    assert share(world, days=lateness.DAYS + 70) is None
    assert Share(ended=3, late=1).percent == 33
    assert Share(ended=0, late=0).percent == 0


def test_what_the_reader_may_not_see_is_not_counted(world: World) -> None:
    scenes.assigned(world, secrecy="secret")
    assert share(world, days=60) is None
    assert share(world, days=60, by="dewi") == Share(ended=2, late=2)
