"""What a rule would have done to the last reports, before it is switched on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lapor.kit import clock
from lapor.reports import actions, trying
from lapor.reports.tests import scenes
from lapor.reports.world import World
from lapor.standards.models import ServiceStandard

pytestmark = pytest.mark.django_db
LATER = scenes.MONDAY + timedelta(days=60)


def rule(**changes: Any) -> ServiceStandard:
    given = {"clock": "response", "amount": 2, "legal_basis": "Maklumat", "valid_from": LATER.date()}
    return ServiceStandard(**given | changes)


def answered_after(world: World, days: int) -> None:
    report = scenes.assigned(world)
    with clock.freeze(scenes.MONDAY + timedelta(days=days)):
        actions.follow_up(report, by=world.actor("dewi"), text="Sudah kami periksa di tempat.")


@pytest.mark.parametrize(("amount", "expected"), [(2, (3, 0, 1, 0)), (9, (0, 3, 0, 1)), (5, (0, 0, 0, 0))])
def test_it_counts_who_gains_who_loses_and_which_become_late(
    world: World, amount: int, expected: tuple[int, int, int, int]
) -> None:
    """Due after five working days; answered after one, four and nine days. Shorter, longer, late now, in time now."""
    for days in (1, 4, 9):
        answered_after(world, days)
    with clock.freeze(LATER):
        effect = trying.of_standard(rule(amount=amount))
    assert (effect.looked_at, effect.affected) == (3, 3)
    assert (effect.shorter, effect.longer, effect.would_be_late, effect.would_be_in_time) == expected
    assert effect.now_late == ([world.agencies["dinas-pu"].name] if effect.would_be_late else [])


def test_a_rule_for_others_touches_nothing(world: World) -> None:
    answered_after(world, 1)
    with clock.freeze(LATER):
        for changes in ({"classification": "aspiration"}, {"agency": world.agencies["inspektorat"]}):
            assert trying.of_standard(rule(**changes)).affected == 0


def test_trying_changes_no_rule(world: World) -> None:
    answered_after(world, 1)
    with clock.freeze(LATER):
        trying.of_standard(rule())
        assert trying.of_standard(rule(amount=5)).shorter == 0
    assert not ServiceStandard.objects.filter(legal_basis="Maklumat").exists()


def test_a_day_off_moves_the_limits_that_count_it(world: World) -> None:
    report = scenes.assigned(world)
    due = report.deadlines.get(clock="response").due_at.astimezone(report.holder.zone).date()
    with clock.freeze(scenes.MONDAY + timedelta(days=1)):
        on, after = (trying.of_day_off(day, agency=report.holder) for day in (due, due + timedelta(days=60)))
        weekend = trying.of_day_off(scenes.MONDAY.date() + timedelta(days=5), agency=None)
    assert (on, after, weekend) == (2, 0, 0)
