"""What two agencies send back is decided by their first common superior, and the decision is kept as a rule."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lapor.agencies.models import Category
from lapor.desk.tests.scenes import assigned
from lapor.people.actor import reporter_of
from lapor.reports import policies
from lapor.reports.models import Report
from lapor.reports.tests.scenes import liaison_of
from lapor.reports.world import PASSWORD, World
from tests.journeys.counting import counted, tell
from tests.journeys.steps import pick, press, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = "Dinas Pekerjaan Umum", "Dinas Perhubungan"


def test_the_second_return_is_decided_above(window: Opener, stage: World) -> None:
    report = assigned(stage, category=Category.objects.filter(children=None, sensitive=False).order_by("pk")[0].pk)
    liaison_of(stage.agencies["perhubungan"])
    address = f"{stage.agencies['perhubungan'].slug}@lapor.example"
    roads = sign_in(window(viewport=DESK), "dewi")
    tally = counted(roads, "ping-pong to arbitration")
    send_back(roads, report, reason="Ini rambu lalu lintas, bukan badan jalan.", proposed=SECOND)
    admin = sign_in(window(viewport=DESK), "citra")
    tally.also(admin)
    dispose(admin, report, to=SECOND)
    traffic = sign_in_as(window(viewport=PHONE), address)
    tally.also(traffic)
    send_back(traffic, report, reason="Lubangnya di badan jalan.", proposed=FIRST)
    work()
    decide(admin, report)
    tell(tally)
    report.refresh_from_db()
    assert report.holder == stage.agencies["dinas-pu"]
    assert not policies.can(stage.actor("dewi"), "return_up", report)
    said = policies.redact(Report.objects.get(pk=report.pk), reporter_of(report.pk)).timeline[-1].sentence
    assert FIRST in said


def sign_in_as(desk: BrowserContext, email: str) -> Page:
    page = desk.new_page()
    page.goto("/meja/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url("/meja/")
    return page


def open_report(page: Page, report: Report) -> None:
    page.goto("/meja/")
    page.locator(f"main a[href='/meja/{report.code}/']").first.click()


def send_back(page: Page, report: Report, *, reason: str, proposed: str) -> None:
    open_report(page, report)
    page.get_by_role("link", name="Bukan wewenang kami").click()
    page.locator("[name=reason]").fill(reason)
    pick(page, "proposed", proposed)
    press(page, "Bukan wewenang kami")
    expect(page.get_by_text("Laporan sudah dikembalikan.").first).to_be_visible()


def dispose(page: Page, report: Report, *, to: str) -> None:
    open_report(page, report)
    page.get_by_role("link", name="Verifikasi dan disposisi").first.click()
    pick(page, "to", to)
    press(page, "Verifikasi dan disposisi")
    expect(page.get_by_text("Laporan sudah diteruskan.").first).to_be_visible()


def decide(page: Page, report: Report) -> None:
    """She sees both reasons beside the form and decides for one of the two."""
    page.goto("/meja/")
    expect(page.get_by_text("Dikembalikan lagi").first).to_be_visible()
    look(page)
    page.locator(f"main a[href='/meja/{report.code}/']").first.click()
    page.get_by_role("link", name="Putuskan", exact=True).first.click()
    expect(page.get_by_text("Ini rambu lalu lintas").first).to_be_visible()
    look(page)
    pick(page, "to", FIRST)
    page.locator("[name=reason]").fill("Lubangnya ada di badan jalan.")
    page.locator("[name=keep_rule]").check(force=True)
    press(page, "Putuskan")
    expect(page.get_by_text("Putusan sudah disimpan.").first).to_be_visible()
