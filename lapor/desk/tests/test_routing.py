"""A decision that was kept: it fills in the next disposition, is seen on the agency's page, and ends there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lapor.agencies.models import Category
from lapor.desk.tests.scenes import address, press, sign_in
from lapor.kit import clock
from lapor.reports import actions
from lapor.reports.models import Report, RoutingRule
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def leaf() -> Category:
    found = Category.objects.filter(parent__isnull=False, sensitive=False).first()
    assert found
    return found


def kept(world: World) -> RoutingRule:
    """Citra decided for the Dinas Kesehatan and ticked the box, on her page."""
    report = scenes.disputed(world, category=leaf().pk)
    with clock.freeze(MONDAY + timedelta(days=4)):
        values: dict[str, Any] = {"to": world.agencies["dinkes"].pk, "reason": "Begitu.", "keep_rule": "on"}
        assert press(sign_in(world, "citra"), report, "arbitrate", oversight="no", **values).status_code == 302
    return RoutingRule.objects.get()


def filled_in(world: World, report: Report) -> object:
    with clock.freeze(MONDAY + timedelta(days=7)):
        return sign_in(world, "citra").get(address(report, "dispose")).context["form"].initial.get("to")


def test_a_kept_decision_fills_in_the_next_report_of_the_kind_and_leaves_the_wish_visible(world: World) -> None:
    rule = kept(world)
    assert (rule.agency, rule.region_id) == (world.agencies["luwu-timur"], "73.24.04")
    report = scenes.submitted(world, category=leaf().pk, target=world.agencies["dinas-pu"].pk)
    assert filled_in(world, report) == world.agencies["dinkes"].pk
    page = sign_in(world, "citra").get(address(report, "dispose")).content.decode()
    assert f"Ditujukan pelapor kepada <b>{world.agencies['dinas-pu'].name}</b>" in page
    assert "Menurut putusan sebelumnya" in page
    assert Report.objects.get(pk=report.pk).holder == world.agencies["luwu-timur"]  # nothing moved by itself


@pytest.mark.parametrize("changes", [{"region": "73.24.05"}, {"category": None}, {"region": ""}])
def test_what_does_not_fit_is_not_filled_in(world: World, changes: dict[str, Any]) -> None:
    kept(world)
    assert filled_in(world, scenes.submitted(world, **{"category": leaf().pk} | changes)) is None


def test_the_accused_is_never_filled_in(world: World) -> None:
    kept(world)
    accused = world.agencies["dinkes"].pk
    assert filled_in(world, scenes.submitted(world, category=leaf().pk, accused=accused)) is None


def test_a_rule_is_ended_on_the_page_of_its_agency_and_only_by_who_manages_it(world: World) -> None:
    rule = kept(world)
    page = f"/meja/instansi/{rule.agency_id}/"
    assert world.agencies["dinkes"].name in sign_in(world, "citra").get(page).content.decode()
    assert sign_in(world, "gilang").post(f"{page}aturan/akhiri/", {"aturan": rule.pk}).status_code == 404
    assert RoutingRule.objects.filter(until=None).exists()
    sign_in(world, "citra").post(f"{page}aturan/akhiri/", {"aturan": rule.pk})
    assert not RoutingRule.objects.filter(until=None).exists()
    assert "Aturan dari putusan" not in sign_in(world, "citra").get(page).content.decode()
    assert filled_in(world, scenes.submitted(world, category=leaf().pk)) is None


def test_a_newer_decision_replaces_the_rule(world: World) -> None:
    first = kept(world)
    assert first.report
    report = Report.objects.get(pk=first.report.pk)
    with clock.freeze(MONDAY + timedelta(days=5)):
        to = world.agencies["dinas-pu"]
        actions.arbitrate(report, by=world.actor("citra"), to=to, reason="Lain.", keep_rule=True)
    assert [rule.unit.pk for rule in RoutingRule.objects.filter(until=None)] == [to.pk]
    assert RoutingRule.objects.count() == 2


def test_without_a_category_nothing_can_be_kept(world: World) -> None:
    report = scenes.disputed(world)
    with clock.freeze(MONDAY + timedelta(days=4)):
        assert "keep_rule" not in sign_in(world, "citra").get(address(report, "arbitrate")).context["form"].fields
        to = world.agencies["dinas-pu"]
        with pytest.raises(MoveRefused, match="kategori"):
            actions.arbitrate(report, by=world.actor("citra"), to=to, reason="Begitu.", keep_rule=True)
