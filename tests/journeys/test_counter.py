"""At the counter: an officer files for a citizen and hands over the slip; with it the citizen opens his report."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lapor.reports.world import World
from tests.journeys.steps import fill_in, open_own, press, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Air ledeng mati sejak Senin"


def test_an_officer_files_for_a_citizen_who_opens_it_with_the_slip(window: Opener, stage: World) -> None:
    counter = sign_in(window(viewport=DESK), "joko")
    code, pin = file_for_a_citizen(counter)
    assert slip_of(counter) == (code, pin)
    work()
    first = window(viewport=PHONE, color_scheme="dark").new_page()
    first.goto("/lacak")
    first.locator("[name=code]").fill(code)
    first.locator("[name=pin]").fill(pin, force=True)
    first.get_by_role("button", name="Lihat laporan").last.click()
    expect(first.get_by_role("heading", name="Ini PIN Anda sendiri")).to_be_visible()
    look(first)
    code, pin = shown(first)
    press(first, "Sudah saya simpan, buka laporan saya")
    own = open_own(window(viewport=PHONE), code, pin)
    expect(own.get_by_text(TITLE).first).to_be_visible()
    look(own)
    counter.goto("/meja/")
    expect(counter.get_by_role("link", name=TITLE)).to_be_visible()
    counter.goto("/lapor/loket")
    assert pin not in counter.content()
    expect(counter.locator("[name=title]")).to_have_value("")


def file_for_a_citizen(page: Page) -> tuple[str, str]:
    page.get_by_role("link", name="Catat laporan untuk seseorang").first.click()
    look(page)
    fill_in(
        page,
        {
            "title": TITLE,
            "body": "Di Kelurahan Malili air ledeng tidak mengalir sejak Senin pagi.",
            "name": "Ani Kartini",
        },
        choices={"came_by": "counter", "classification": "complaint", "identity": "named", "secrecy": "public"},
    )
    press(page, "Kirim laporan")
    expect(page.get_by_role("heading", name="Kode dan PIN untuk pelapor")).to_be_visible()
    look(page)
    return shown(page)


def slip_of(page: Page) -> tuple[str, str]:
    """What stands on the paper that the citizen takes home."""
    page.get_by_role("link", name="Cetak tanda terima").click()
    expect(page.get_by_role("heading", name="Tanda terima", exact=True)).to_be_attached()
    look(page)
    return shown(page)


def shown(page: Page) -> tuple[str, str]:
    """Code and PIN as eyes read them."""
    code, pin = (page.locator(f"#kode-{name} [aria-hidden] span") for name in ("kode-laporan", "pin"))
    return "-".join(code.all_inner_texts()), "-".join(pin.all_inner_texts())
