"""A report that was split, as its reporter and as everybody reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lapor.kit import codes
from lapor.public.tests.conftest import publish
from lapor.reports import actions
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
Opened = Callable[[Receipt], Client]


def now(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def part(world: World, receipt: Receipt) -> Report:
    publish(world, receipt.report)
    return scenes.split(world, now(receipt.report), to="perhubungan")


def test_with_one_pin_the_reporter_goes_from_one_end_to_the_other_and_writes_there(
    receipt: Receipt, part: Report, opened: Opened
) -> None:
    browser = opened(receipt)
    page = browser.get("/laporan-saya/").content.decode()
    assert codes.grouped(part.code) in page
    assert browser.post("/laporan-saya/bagian", {"kode": part.code})["Location"] == "/laporan-saya/"
    there = browser.get("/laporan-saya/")
    assert there.context["view"].code == part.code
    assert codes.grouped(receipt.report.code) in there.content.decode()
    assert browser.post("/laporan-saya/add", {"text": "Tiang kedua dari kiri."}).status_code == 302
    assert part.events.latest("seq").kind == "add"
    browser.post("/laporan-saya/bagian", {"kode": receipt.report.code})
    assert browser.get("/laporan-saya/").context["view"].code == receipt.report.code


def test_code_of_a_part_and_pin_of_its_origin_open_the_part(receipt: Receipt, part: Report) -> None:
    browser = Client()
    assert browser.post("/lacak", {"code": part.code, "pin": receipt.pin})["Location"] == "/laporan-saya/"
    assert browser.get("/laporan-saya/").context["view"].code == part.code


def test_nobody_else_is_led_to_a_part(world: World, receipt: Receipt, part: Report, opened: Opened) -> None:
    assert Client().post("/laporan-saya/bagian", {"kode": part.code})["Location"] == "/lacak"
    browser, other = opened(receipt), scenes.submitted(world)
    assert browser.post("/laporan-saya/bagian", {"kode": other.code})["Location"] == "/lacak"
    assert browser.get("/laporan-saya/").context["view"].code == receipt.report.code


def test_published_ends_name_each_other_and_nothing_is_said_of_others(
    world: World, receipt: Receipt, part: Report
) -> None:
    scenes.split(world, now(receipt.report), part_title="Selokan mampet di pasar")
    browser, here, there = Client(), f"/laporan/{receipt.report.code}/", f"/laporan/{part.code}/"
    page = browser.get(here).content.decode()
    assert f'href="{there}">Lampu jalan padam</a>' in page
    assert "Selokan" not in page
    assert f'href="{here}"' in browser.get(there).content.decode()
    actions.unpublish(now(part), by=world.actor("citra"), withhold="personal", reason="Memuat nama.")
    assert "Lampu jalan padam" not in browser.get(here).content.decode()
