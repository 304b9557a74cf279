"""What people do in more than one journey."""

from __future__ import annotations

import re
from typing import Any

from django.utils.module_loading import import_string
from playwright.sync_api import BrowserContext, Page, TimeoutError, expect

from lapor.config import settings as ours
from lapor.reports.tests.samples import jpeg
from lapor.reports.world import PASSWORD, PEOPLE


def work() -> None:
    """Let every source of the worker do what waits."""
    for name in ours.LAPOR_WORKER_SOURCES:
        import_string(name)("journey")


def fill_in(page: Page, words: dict[str, str], *, choices: dict[str, str]) -> None:
    for name, value in words.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in choices.items():
        page.locator(f"[name={name}][value='{value}']").check(force=True)


def pick(page: Page, name: str, words: str, *, scripts: bool = True) -> None:
    """From the list that opens while one types; without JavaScript from the answers of a search."""
    page.locator(f"[name={name}_q]").fill(words)
    if scripts:
        page.get_by_role("option").filter(has_text=words).first.click()
    else:
        page.locator(f"button[name=cari][value={name}]").click()
        page.locator(f"[name={name}][type=radio]").first.check(force=True)


def receipt(page: Page) -> tuple[str, str]:
    """Code and PIN as they are shown once."""
    expect(page.get_by_role("heading", name="Kode dan PIN laporan Anda")).to_be_visible()
    return page.locator("input[name=code]").input_value(), page.locator("input[name=pin]").input_value()


def sign_in(desk: BrowserContext, who: str) -> Page:
    page = desk.new_page()
    page.goto("/meja/")
    page.locator("[name=login]").fill(PEOPLE[who].email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url(re.compile(r"/meja/(ombudsman/)?$"))
    return page


def open_own(phone: BrowserContext, code: str, pin: str) -> Page:
    """The reporter's page, opened with what is on the receipt."""
    page = phone.new_page()
    page.goto("/lacak")
    page.locator("[name=code]").fill(code)
    page.locator("[name=pin]").fill(pin, force=True)
    page.get_by_role("button", name="Lihat laporan").last.click()
    expect(page).to_have_url("/laporan-saya/")
    return page


def choose_a_photo(page: Page, name: str) -> None:
    """Open the chooser of the field that has the focus by key; a busy browser now and then swallows the first one."""
    for patience in (3_000, 5_000, 15_000):
        try:
            with page.expect_file_chooser(timeout=patience) as chooser:
                page.keyboard.press("Space")
            break
        except TimeoutError:
            if patience == 15_000:
                raise
    chooser.value.set_files({"name": name, "mimeType": "image/jpeg", "buffer": jpeg()})


def press(page: Page, name: str) -> None:
    """Send the form of the page."""
    page.locator("main form").get_by_role("button", name=name, exact=True).last.click()


def get(page: Page, address: str) -> tuple[int, bytes, dict[str, Any]]:
    """Ask in the name of this window without opening a page: status, body, headers."""
    answer = page.request.get(address)
    return answer.status, answer.body(), answer.headers
