"""An officer makes the official letter of his answer; the reporter downloads it, its link leads to the public page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from lapor.desk.tests.scenes import PUBLIC_VERSION
from lapor.people.actor import PUBLIC
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.tests.pdfs import links_of, open_pdf, text_of
from lapor.reports.world import World, draft
from tests.journeys.counting import counted, tell
from tests.journeys.steps import open_own, press, sign_in
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANSWER = "Lubang di depan pasar sudah kami tambal."


def test_a_reporter_downloads_his_official_letter_and_its_link_leads_to_the_public_page(
    window: Opener, stage: World, live_server: LiveServer, settings: Settings
) -> None:
    settings.LAPOR_BASE_URL = live_server.url
    scenes.letterhead(stage)
    receipt = actions.submit(draft(target=stage.agencies["luwu-timur"].pk), by=PUBLIC, key="surat".ljust(22, "x"))
    to = stage.agencies["dinas-pu"]
    report = actions.dispose(receipt.report, by=stage.actor("citra"), to=to, oversight="no", **PUBLIC_VERSION)
    dewi = sign_in(window(viewport=DESK), "dewi")
    tally = counted(dewi, "an official letter: the answer, its letter with the next number (a liaison)")
    answer(dewi, report)
    number = make(dewi)
    tell(tally)
    own = open_own(window(viewport=PHONE), report.code, receipt.pin or "")
    made = download(own, number)
    said = text_of(open_pdf(made))
    for words in (number, ANSWER, scenes.LETTERHEAD["head_name"], "Yth. Ani Kartini"):
        assert words in said
    address = f"{live_server.url}/laporan/{report.code}/"
    assert links_of(open_pdf(made)) == [address]
    read_as_anybody(window(viewport=PHONE).new_page(), address, number)


def answer(page: Page, report: Report) -> None:
    page.goto("/meja/")
    page.locator(f"main a[href='/meja/{report.code}/']").first.click()
    page.get_by_role("link", name="Tindak lanjuti", exact=True).first.click()
    page.locator("[name=text]").fill(ANSWER)
    press(page, "Tindak lanjuti")
    expect(page.get_by_text("Jawaban sudah dikirim.").first).to_be_visible()


def make(page: Page) -> str:
    """From the report to its letter; the number that was offered."""
    page.get_by_text("Langkah lain", exact=True).click()
    page.get_by_role("link", name="Buat surat jawaban", exact=True).click()
    number = page.locator("[name=letter_number]").input_value()
    assert number.startswith("800/1/DPU/")
    look(page)
    press(page, "Buat surat jawaban")
    expect(page.get_by_text("Surat jawaban sudah dibuat.").first).to_be_visible()
    expect(page.get_by_text(f"Surat jawaban {number}").first).to_be_visible()
    look(page)
    return number


def download(page: Page, number: str) -> bytes:
    """What the reporter's phone saves from his own page."""
    look(page)
    with page.expect_download() as waited:
        page.get_by_role("link", name=f"Surat jawaban {number}").first.click()
    return waited.value.path().read_bytes()


def read_as_anybody(page: Page, address: str, number: str) -> None:
    """The link opens without code and PIN; the letter by name is not there."""
    page.goto(address)
    expect(page.get_by_role("heading", name=PUBLIC_VERSION["public_title"])).to_be_visible()
    expect(page.get_by_text(number)).to_have_count(0)
