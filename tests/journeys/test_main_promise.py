"""The main promise in a real browser: from the first page to the rating, with and without JavaScript."""

from __future__ import annotations

import pytest
from django.utils.module_loading import import_string
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from lapor.config import settings as ours
from lapor.reports.world import PASSWORD, PEOPLE, World, set_stage
from lapor.standards import rulebook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def stage(transactional_db: None) -> World:
    rulebook.forget()
    return set_stage()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_report_is_filed_verified_answered_read_and_rated(
    chrome: Browser, live_server: LiveServer, stage: World, scripts: bool
) -> None:
    phone = chrome.new_context(viewport=PHONE, locale="id-ID", java_script_enabled=scripts)  # type: ignore[arg-type]
    phone.set_default_timeout(8_000)
    code, pin = file_a_report(phone, live_server.url)
    work()
    desk = chrome.new_context(locale="id-ID", java_script_enabled=scripts)
    verify(sign_in(desk, live_server.url, "budi"), code, scripts=scripts)
    desk.close()
    work()
    desk = chrome.new_context(locale="id-ID", java_script_enabled=scripts)
    answer(sign_in(desk, live_server.url, "dewi"), code)
    desk.close()
    work()
    read_and_rate(phone, live_server.url, code, pin)
    phone.close()


def work() -> None:
    """Let every source of the worker do what waits."""
    for name in ours.LAPOR_WORKER_SOURCES:
        import_string(name)("journey")


def file_a_report(phone: BrowserContext, url: str) -> tuple[str, str]:
    page = phone.new_page()
    page.goto(url)
    page.get_by_role("link", name="Buat laporan").last.click()
    page.locator("[name=classification][value=complaint]").check(force=True)
    page.locator("[name=title]").fill("Jalan berlubang di depan pasar")
    page.locator("[name=body]").fill("Sejak dua minggu ada lubang besar di depan pasar. Mohon segera ditambal.")
    page.locator("[name=identity][value=named]").check(force=True)
    page.locator("[name=secrecy][value=public]").check(force=True)
    page.locator("[name=name]").fill("Ani Kartini")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", name="Kode dan PIN laporan Anda")).to_be_visible()
    assert "terima" in page.url
    return page.locator("input[name=code]").input_value(), page.locator("input[name=pin]").input_value()


def sign_in(desk: BrowserContext, url: str, who: str) -> Page:
    desk.set_default_timeout(8_000)
    page = desk.new_page()
    page.goto(f"{url}/meja/")
    page.locator("[name=login]").fill(PEOPLE[who].email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url(f"{url}/meja/")
    return page


def verify(page: Page, code: str, *, scripts: bool) -> None:
    page.get_by_role("link", name="Jalan berlubang di depan pasar").first.click()
    page.get_by_role("link", name="Verifikasi dan disposisi").first.click()
    page.locator("[name=to_q]").fill("Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Luwu Timur")
    page.locator("[name=oversight][value=no]").check(force=True)
    choose_unit(page, scripts=scripts)
    page.locator("main form").get_by_role("button", name="Verifikasi dan disposisi").click()
    expect(page.get_by_text("Belum ditindaklanjuti").first).to_be_visible()
    assert page.url.rstrip("/").endswith(code.replace("-", ""))


def choose_unit(page: Page, *, scripts: bool) -> None:
    """From the list that opens while one types; without JavaScript from the answers of a search."""
    if scripts:
        page.get_by_role("option").first.click()
    else:
        page.locator("button[name=cari][value=to]").click()
        page.locator("[name=to][type=radio]").first.check(force=True)


def answer(page: Page, code: str) -> None:
    page.get_by_role("link", name="Jalan berlubang di depan pasar").first.click()
    assert page.url.rstrip("/").endswith(code.replace("-", ""))
    page.get_by_role("link", name="Tindak lanjuti").first.click()
    page.locator("[name=text]").fill("Lubang sudah ditambal kemarin pagi oleh petugas kami.")
    page.locator("[name=final]").check(force=True)
    page.get_by_role("button", name="Tindak lanjuti").last.click()
    expect(page.get_by_text("Sedang diproses").first).to_be_visible()


def read_and_rate(phone: BrowserContext, url: str, code: str, pin: str) -> None:
    page = phone.new_page()
    page.goto(f"{url}/lacak")
    page.locator("[name=code]").fill(code)
    page.locator("[name=pin]").fill(pin, force=True)
    page.get_by_role("button", name="Lihat laporan").last.click()
    expect(page).to_have_url(f"{url}/laporan-saya/")
    expect(page.get_by_text("Lubang sudah ditambal kemarin pagi")).to_be_visible()
    page.goto(f"{url}/laporan-saya/close")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Ditutup oleh pelapor").first).to_be_visible()
    page.goto(f"{url}/laporan-saya/rate")
    page.locator("[name=stars][value='5']").check(force=True)
    page.locator("[name=solved][value=yes]").check(force=True)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Pelapor memberi nilai").first).to_be_visible()
