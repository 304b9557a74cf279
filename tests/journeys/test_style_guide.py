"""The style guide in a real browser: nothing serious for axe, nothing sideways, everything by keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.urls("lapor.ui.tests.urls"), pytest.mark.django_db(transaction=True)]
GUIDE = ("/gaya/", "/gaya/meja/", "/gaya/cetak/", "/gaya/galat/404/", "/akun/login/")


@pytest.fixture
def tab(chrome: Browser) -> Iterator[Page]:
    """One tab on a phone."""
    context = chrome.new_context(viewport={"width": 390, "height": 844}, locale="id-ID")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", GUIDE)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chrome: Browser, live_server: LiveServer, address: str, theme: str
) -> None:
    for width in (320, 1280):
        context = chrome.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]  # light, dark
        check(context.new_page(), live_server.url + address, width)
        context.close()


def check(tab: Page, address: str, width: int) -> None:
    """Open an address and find fault with it."""
    said: list[str] = []
    tab.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    tab.goto(address)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(tab).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert said == []


def test_what_is_tapped_on_a_phone_is_large_enough(tab: Page, live_server: LiveServer) -> None:
    for address in GUIDE:
        tab.goto(live_server.url + address)
        small = tab.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
              .filter((one) => one.checkVisibility() && !one.closest("p, .inbox, .skip, .summary li, .file, label"))
              .filter((one) => !one.closest("[aria-hidden=true]"))
              .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect().height])
              .filter(([, height]) => height > 1 && height < 44)"""
        )
        assert small == [], address


def test_the_picker_is_worked_by_keyboard(tab: Page, live_server: LiveServer) -> None:
    tab.goto(f"{live_server.url}/gaya/")
    box = tab.get_by_role("combobox", name="Instansi tujuan")
    options = tab.get_by_role("listbox", name="Instansi tujuan").get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("dinas")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowUp")
    expect(options.filter(has_text="Dinas Kesehatan")).to_have_attribute("aria-selected", "true")
    box.press("Home")
    box.press("Enter")
    expect(box).to_have_value("Dinas Pekerjaan Umum")
    assert tab.locator("input[name=agency]").input_value() == "1"
    box.press("Backspace")
    assert tab.locator("input[name=agency]").input_value() == ""
    expect(options).to_have_count(1)
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Escape")
    expect(box).to_have_value("")


def test_the_picker_is_a_search_with_radios_without_javascript(chrome: Browser, live_server: LiveServer) -> None:
    context = chrome.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{live_server.url}/gaya/?agency_q=dinas")
    assert tab.get_by_role("radio", name="Dinas Kesehatan").count() == 1
    assert tab.get_by_role("button", name="Cari").is_visible()
    context.close()


def test_a_dialog_takes_the_focus_and_gives_it_back(tab: Page, live_server: LiveServer) -> None:
    tab.goto(f"{live_server.url}/gaya/")
    opener = tab.locator("#cabut > summary")
    opener.click()
    box = tab.get_by_role("dialog", name="Cabut laporan ini?")
    expect(box).to_be_visible()
    tab.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(opener).to_be_focused()
    opener.press("Enter")
    tab.get_by_role("button", name="Batal").click()
    expect(box).to_be_hidden()


def test_the_counter_tells_what_is_left(tab: Page, live_server: LiveServer) -> None:
    tab.goto(f"{live_server.url}/gaya/")
    field = tab.get_by_label("Judul laporan").first
    field.fill("Jembatan")
    expect(tab.locator("#id_title-count")).to_have_text("Sisa 112 huruf.")


def test_the_theme_is_remembered(tab: Page, live_server: LiveServer) -> None:
    tab.goto(f"{live_server.url}/gaya/")
    tab.get_by_role("button", name="Tema gelap").click()
    tab.goto(f"{live_server.url}/gaya/meja/")
    assert tab.locator("html").get_attribute("data-theme") == "dark"
    expect(tab.get_by_role("button", name="Tema terang")).to_be_visible()


@pytest.mark.parametrize("chosen", ["", "dark"])
def test_paper_is_white_in_the_dark_too(chrome: Browser, live_server: LiveServer, chosen: str) -> None:
    context = chrome.new_context(color_scheme="dark")
    if chosen:
        context.add_cookies([{"name": "tema", "value": chosen, "url": live_server.url}])
    tab = context.new_page()
    tab.goto(f"{live_server.url}/gaya/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert tab.evaluate(ground) == "rgb(25, 26, 23)"
    tab.emulate_media(media="print")
    assert tab.evaluate(ground) == "rgb(255, 255, 255)"
    context.close()


def test_an_impatient_second_tap_sends_nothing(tab: Page, live_server: LiveServer) -> None:
    tab.goto(f"{live_server.url}/akun/login/")
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    tab.fill("[name=login]", "dewi@contoh.id")
    tab.fill("[name=password]", "salah")
    tab.evaluate("() => { const one = document.querySelector('main button.primary'); one.click(); one.click(); }")
    expect(tab.locator(".summary")).to_be_visible()
    assert len(sent) == 1
