"""At the counter: a letter is entered by the keyboard alone; with the slip its sender opens the report as his own."""

from __future__ import annotations

import sys
from datetime import timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from lapor.kit import clock
from lapor.reports import queries
from lapor.reports.models import Report
from lapor.reports.world import World
from tests.journeys.counting import counted, tell
from tests.journeys.steps import choose_a_photo, open_own, press, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Air ledeng mati sejak Senin"
BODY = f"{TITLE}. Warga satu dusun mengambil air dari sungai. Mohon segera diperbaiki."
MOST_INTERACTIONS, MOST_STOPS = 35, 12
STOP = "[document.activeElement.name || document.activeElement.tagName, document.activeElement.value || ''].join(' ')"


def test_a_letter_is_entered_by_keys_and_its_sender_opens_it_with_the_slip(window: Opener, stage: World) -> None:
    page = sign_in(window(viewport=DESK), "joko")
    page.add_init_script("window.print = () => { document.title = 'dicetak'; }")
    tally = counted(page, "a letter at the counter, keyboard only (the operator)")
    began = monotonic()
    page.goto("/meja/loket/")
    look(page)
    strokes = enter_letter(page)
    code, pin = hand_over(page)
    tell(tally)
    sys.stdout.write(f"typed characters: {strokes}; seconds of the machine: {monotonic() - began:.1f}\n")
    assert tally.interactions <= MOST_INTERACTIONS, tally.line()
    work()
    report = Report.objects.get()
    assert (report.channel, report.letter.received_on) == ("letter", clock.today(report.holder.zone))
    take_over(window, code, pin)
    page.goto("/meja/loket/hari-ini/")
    expect(page.get_by_role("rowheader", name=code)).to_be_visible()
    assert pin not in page.content()
    assert TITLE not in page.content()
    look(page)


def enter_letter(page: Page) -> int:
    """Every stop is reached with Tab; returns how many characters were typed."""
    yesterday = clock.now() - timedelta(days=3)
    expect(page.locator("[name=came_by][value=counter]")).to_be_focused()
    expect(page.locator("[name=letter_number]")).to_be_hidden()
    page.keyboard.press("2")
    words = {
        "letter_number": "12/RT-3/XI/2026",
        "letter_date": f"{yesterday:%d%m%Y}",
        "body": BODY,
        "region_q": "Malili",
        "place": "Dusun Wewangriu",
        "name": "Ani Kartini",
        "phone": "081234567890",
    }
    for name, typed in words.items():
        go_to(page, name)
        page.keyboard.type(typed)
        if name == "region_q":
            expect(page.get_by_role("option").first).to_be_visible()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
    go_to(page, "files")
    choose_a_photo(page, "surat.jpg")
    page.keyboard.press("Control+Enter")
    return sum(map(len, words.values()))


def go_to(page: Page, name: str) -> None:
    """Tab until the field has the focus; never far."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if str(page.evaluate(STOP)).split()[0] == name:
            return
    raise AssertionError(f"{name} is too far away: {page.evaluate(STOP)}")


def hand_over(page: Page) -> tuple[str, str]:
    """Enter prints, n goes on to an empty form."""
    expect(page.get_by_role("button", name="Cetak")).to_be_focused()
    look(page)
    found = shown(page)
    page.keyboard.press("Enter")
    expect(page).to_have_title("dicetak")
    page.keyboard.press("n")
    expect(page).to_have_url("/meja/loket/")
    expect(page.locator("[name=body]")).to_have_value("")
    expect(page.locator("[name=came_by][value=counter]")).to_be_focused()
    return found


def take_over(window: Opener, code: str, pin: str) -> None:
    """The sender comes for the first time, and nobody who has seen the slip opens the report after that."""
    first = window(viewport=PHONE, color_scheme="dark").new_page()
    first.goto("/lacak")
    first.locator("[name=code]").fill(code)
    first.locator("[name=pin]").fill(pin, force=True)
    first.get_by_role("button", name="Lihat laporan").last.click()
    expect(first.get_by_role("heading", name="Ini PIN Anda sendiri")).to_be_visible()
    look(first)
    own_code, own_pin = shown(first)
    assert (own_code, own_pin != pin) == (code, True)
    press(first, "Sudah saya simpan, buka laporan saya")
    own = open_own(window(viewport=PHONE), code, own_pin)
    expect(own.get_by_text(TITLE).first).to_be_visible()
    look(own)
    assert queries.by_pin(code, pin) is None


def shown(page: Page) -> tuple[str, str]:
    """Code and PIN as eyes read them."""
    code, pin = (page.locator(f"#kode-{name} [aria-hidden] span") for name in ("kode-laporan", "pin"))
    return "-".join(code.all_inner_texts()), "-".join(pin.all_inner_texts())
