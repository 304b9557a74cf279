"""Two officers on one page: the first wins, the second keeps what he typed."""

from __future__ import annotations

import pytest

from lapor.desk.tests.scenes import address, assigned, filed, press, sign_in
from lapor.reports.models import Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def test_the_second_officer_reads_why_and_keeps_his_words(world: World) -> None:
    report = assigned(world)
    dewi, citra = sign_in(world, "dewi"), sign_in(world, "citra")
    seen = dewi.get(address(report, "follow_up")).context["form"]["turn"].value()
    press(citra, report, "reclassify", classification="aspiration")
    words = {"text": "Kami tambal besok.", "final": "on", "turn": seen}
    answer = dewi.post(address(report, "follow_up"), words)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sudah ditangani orang lain" in page
    assert "Kami tambal besok." in page
    assert "Muat ulang" in page
    assert Report.objects.get(pk=report.pk).events.filter(kind="follow_up").count() == 0
    again = answer.context["form"]["turn"].value()
    assert dewi.post(address(report, "follow_up"), words | {"turn": again}).status_code == 302
    assert Report.objects.get(pk=report.pk).state == "in_progress"


def test_two_officers_dispose_once(world: World) -> None:
    report, citra = filed(world), sign_in(world, "citra")
    form = {"turn": report.turn, "oversight": "no", "withhold": "third_party"}
    first = citra.post(address(report, "dispose"), form | {"to": world.agencies["dinas-pu"].pk})
    second = citra.post(address(report, "dispose"), form | {"to": world.agencies["dinkes"].pk})
    assert (first.status_code, second.status_code) == (302, 409)
    assert Report.objects.get(pk=report.pk).holder == world.agencies["dinas-pu"]


def test_a_form_without_its_turn_is_refused(world: World) -> None:
    report = assigned(world)
    answer = sign_in(world, "dewi").post(address(report, "follow_up"), {"text": "Halo"})
    assert answer.status_code == 409
