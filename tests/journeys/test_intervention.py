"""The nation's admin sees who is late, writes a letter, and the agency answers it before its day has passed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lapor.reports.models import Intervention, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World
from tests.journeys.counting import counted, tell
from tests.journeys.later import Time
from tests.journeys.steps import press, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY = scenes.MONDAY  # 09.00 WITA
LATER = MONDAY + timedelta(days=30)
SUBJECT, ASKED, ANSWER = "Laporan jalan yang terlambat", "Mohon jelaskan kapan selesai.", "Selesai pekan ini."


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch, LATER)


def test_a_late_agency_gets_a_letter_and_answers_it_in_time(window: Opener, time: Time, stage: World) -> None:
    report = scenes.assigned(stage)  # a month ago
    budi = sign_in(window(viewport=DESK), "budi")
    tally = counted(budi, "a letter to a late agency: written, answered in time, settled (two admins)")
    write(budi, stage, report)
    work()
    citra = sign_in(window(viewport=PHONE), "citra")
    tally.also(citra)
    reply(citra, report)
    work()
    settle(budi)
    tell(tally)
    letter = Intervention.objects.get()
    assert (letter.state, letter.is_overdue) == ("settled", False)
    assert letter.answered_at is not None
    assert letter.answered_at < letter.due_at
    assert list(letter.events.order_by("pk").values_list("kind", flat=True)) == ["sent", "read", "answered", "settled"]


def write(page: Page, stage: World, report: Report) -> None:
    """From the page of late agencies, with the late report in question."""
    page.goto("/meja/nasional/")
    row = page.get_by_role("row").filter(has_text=stage.agencies["dinas-pu"].name)
    expect(row.get_by_role("link", name="1 terlambat")).to_be_visible()
    look(page)
    row.get_by_role("link", name="Tulis surat").click()
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("[name=body]").fill(ASKED)
    page.locator(f"[name=reports][value='{report.code}']").check(force=True)
    look(page)
    press(page, "Kirim surat")
    expect(page.get_by_text("dikirim kepada").first).to_be_visible()
    look(page)


def reply(page: Page, report: Report) -> None:
    """Her bell leads to the letter."""
    page.goto("/meja/kabar/")
    page.locator(".inbox-row a[href^='/meja/intervensi/']").first.click()
    expect(page.get_by_text(ASKED)).to_be_visible()
    expect(page.locator(f"main a[href='/meja/{report.code}/']")).to_be_visible()
    look(page)
    page.locator("[name=text]").fill(ANSWER)
    press(page, "Kirim jawaban")
    expect(page.get_by_text("Jawaban dikirim kepada admin nasional.")).to_be_visible()
    expect(page.get_by_text("sudah lewat")).to_have_count(0)
    look(page)


def settle(page: Page) -> None:
    page.goto("/meja/kabar/")
    page.locator(".inbox-row a[href^='/meja/intervensi/']").first.click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    press(page, "Nyatakan selesai")
    expect(page.get_by_text("selesai.").first).to_be_visible()
