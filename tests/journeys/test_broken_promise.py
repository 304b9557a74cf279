"""An officer promises something by a day, the reporter believes it, the day passes: the report is worked on again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lapor.kit import codes
from lapor.people.actor import PUBLIC
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World, draft
from tests.journeys.counting import counted, tell
from tests.journeys.later import Time
from tests.journeys.steps import open_own, press, sign_in
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY = scenes.MONDAY  # 09.00 WITA
FRIDAY = date(2026, 2, 6)
ON_ITS_DAY = datetime(2026, 2, 6, 0, 30, tzinfo=UTC)  # 08.30 WITA
BROKEN = datetime(2026, 2, 12, 0, 30, tzinfo=UTC)  # three working days later
WORDS = "Lubang di depan pasar ditambal dengan aspal."
KEY = "kunci-perjalanan-janji-1"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch, MONDAY)


def test_a_promise_that_breaks_brings_the_report_back(window: Opener, time: Time, stage: World) -> None:
    receipt = actions.submit(draft(target=stage.agencies["luwu-timur"].pk), by=PUBLIC, key=KEY)
    report, pin = receipt.report, codes.grouped(receipt.pin)
    to = {"to": stage.agencies["dinas-pu"], **scenes.public(report)}
    actions.dispose(report, by=stage.actor("citra"), **to)
    desk, phone = window(viewport=DESK), window(viewport=PHONE)
    unit = sign_in(desk, "dewi")
    tally = counted(unit, "a promise that breaks")
    promise(unit, report)
    time.passes(until=MONDAY + timedelta(hours=2))
    believe(open_own(phone, report.code, pin))
    time.passes(until=ON_ITS_DAY)
    forget(unit, report)
    time.passes(until=BROKEN)
    find_it_again(unit, report)
    own = open_own(phone, report.code, pin)
    expect(own.get_by_text("tidak ditepati").first).to_be_visible()
    expect(own.get_by_text(WORDS)).to_be_visible()
    look(own)
    read_as_anybody(window(viewport=PHONE), report)
    keep_it_at_last(unit, report)
    tell(tally)
    told = list(report.events.order_by("seq").values_list("kind", "from_state", "to_state"))
    assert [one for one in told if one[0] in ("close", "promise_due", "promise_broken")] == [
        ("close", "in_progress", "closed"),
        ("promise_due", "closed", "closed"),
        ("promise_broken", "closed", "in_progress"),
    ]


def promise(page: Page, report: Report) -> None:
    page.goto("/meja/")
    page.locator(f"main a[href='/meja/{report.code}/']").first.click()
    page.get_by_role("link", name="Tindak lanjuti").first.click()
    page.locator("[name=text]").fill("Kami sudah mengukur lubangnya.")
    page.get_by_text("Ada janji dengan tanggal?").click()
    page.locator("[name=promise]").fill(WORDS)
    page.locator("[name=promise_until]").fill(FRIDAY.isoformat())
    page.locator("[name=final]").check(force=True)
    page.locator("[name=publish_text]").check(force=True)
    look(page)
    press(page, "Tindak lanjuti")
    expect(page.get_by_text("Jawaban sudah dikirim.").first).to_be_visible()


def believe(page: Page) -> None:
    """The reporter reads the promise and says that the matter is settled."""
    expect(page.get_by_text(WORDS)).to_be_visible()
    look(page)
    page.get_by_role("link", name="Sudah selesai").click()
    press(page, "Sudah selesai")
    expect(page.get_by_text("Laporan sudah ditutup.").first).to_be_visible()


def forget(page: Page, report: Report) -> None:
    """On its day it is there, above all else, and nothing is done."""
    page.goto("/meja/")
    expect(page.get_by_text("Janji jatuh tempo").first).to_be_visible()
    look(page)
    page.locator(f"main a[href='/meja/{report.code}/']").first.click()
    expect(page.get_by_text("Nyatakan ditepati bila sudah dikerjakan.").first).to_be_visible()


def find_it_again(page: Page, report: Report) -> None:
    """It is worked on again, and waits for the unit that promised."""
    page.goto("/meja/")
    row = page.locator(f"main a[href='/meja/{report.code}/']").first
    expect(row).to_be_visible()
    look(page)
    row.click()
    expect(page.get_by_text("Sedang diproses").first).to_be_visible()
    expect(page.get_by_text("tidak ditepati").first).to_be_visible()
    look(page)


def read_as_anybody(phone: BrowserContext, report: Report) -> None:
    page = phone.new_page()
    page.goto(f"/laporan/{report.code}/")
    expect(page.get_by_text("tidak ditepati").first).to_be_visible()
    look(page)


def keep_it_at_last(page: Page, report: Report) -> None:
    page.get_by_role("link", name="Tindak lanjuti").first.click()
    page.locator("[name=text]").fill("Lubang ditambal pagi ini. Kami mohon maaf atas keterlambatannya.")
    page.locator("[name=final]").check(force=True)
    press(page, "Tindak lanjuti")
    expect(page.get_by_text("Jawaban sudah dikirim.").first).to_be_visible()
