"""An officer's whole morning with the keyboard alone: twelve reports, one after the other, never back to the list."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lapor.desk.about import DONE
from lapor.desk.tests.scenes import assigned
from lapor.kit import clock
from lapor.reports.models import Event, Report
from lapor.reports.world import World
from tests.journeys.counting import Tally, counted, tell
from tests.journeys.steps import sign_in, work
from tests.journeys.watching import DESK, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORTS = 12
OPENED = re.compile(r"/meja/[0-9A-Z]{9}/$")
MOST = 4.0  # interactions per report
ASKED = (3, 7)  # of these the officer asks the reporter something instead of answering
READ_FIRST = 5  # this one he looks at and passes over


@pytest.fixture
def morning(stage: World) -> list[Report]:
    """What waits at Dinas PU, the oldest first."""
    start = clock.now() - timedelta(days=1)
    made = []
    for n in range(REPORTS):
        with clock.freeze(start + timedelta(minutes=n)):
            made.append(assigned(stage, key=f"pagi{n}", title=f"Jalan berlubang nomor {n + 1}"))
    work()
    return made


def test_twelve_reports_are_answered_by_keys_one_after_the_other(window: Opener, morning: list[Report]) -> None:
    page = sign_in(window(viewport=DESK), "dewi")
    tally = counted(page, "an officer's morning, keyboard only")
    page.goto("/meja/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for n in range(REPORTS):
        expect(page).to_have_url(OPENED)
        if n == READ_FIRST:
            pass_over(page)
        ask(page) if n in ASKED else answer(page)
    expect(page.get_by_text("Jawaban sudah dikirim.")).to_be_visible()
    done = Event.objects.filter(kind__in=("follow_up", "ask"), report__in=morning).values_list("report_id", flat=True)
    assert sorted(done) == sorted(one.pk for one in morning)
    within(tally)


def answer(page: Page) -> None:
    """1 opens the form with the focus in its first field."""
    report = page.url
    page.keyboard.press("1")
    expect(page.locator("[name=text]")).to_be_focused()
    page.keyboard.type("Lubang kami tambal besok pagi. Kami kabari bila selesai.")
    page.keyboard.press("Control+Enter")
    expect(page).not_to_have_url(report + "follow_up/")


def ask(page: Page) -> None:
    """The number stands on the button."""
    number = page.locator("main a[data-move=ask] kbd").inner_text()
    page.keyboard.press(number)
    expect(page.get_by_label("Pertanyaan untuk pelapor")).to_be_focused()
    page.keyboard.type("Di depan rumah nomor berapa lubangnya?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(DONE["ask"])).to_be_visible()


def pass_over(page: Page) -> None:
    """To the next one and back again."""
    here = page.url
    page.keyboard.press("n")
    expect(page).not_to_have_url(here)
    page.keyboard.press("p")
    expect(page).to_have_url(here)


def within(tally: Tally) -> None:
    tell(tally, reports=REPORTS)
    assert tally.interactions / REPORTS <= MOST, tally.line(REPORTS)


def test_letters_do_nothing_while_one_types_or_after_they_were_switched_off(
    window: Opener, morning: list[Report]
) -> None:
    page = sign_in(window(viewport=DESK), "dewi")
    page.keyboard.press("/")
    page.keyboard.type("jalan? u n p x 1 g i")
    expect(page.locator("[name=q]")).to_have_value("jalan? u n p x 1 g i")
    expect(page).to_have_url("/meja/")
    page.locator("h1").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Tombol papan ketik")
    expect(dialog).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("?")
    dialog.get_by_role("button", name="Matikan tombol satu huruf").click()
    expect(page.get_by_text("Tombol satu huruf mati.")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.keyboard.press("u")
    expect(page).to_have_url("/meja/tombol/")


def test_x_picks_several_reports_for_one_move(window: Opener, morning: list[Report]) -> None:
    page = sign_in(window(viewport=DESK), "citra")
    page.goto("/meja/?bagian=lain")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    second = page.locator(".inbox-row > a").nth(1)
    expect(page.locator("[name=kode]").nth(1)).to_be_checked()
    expect(second).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[name=kode]:checked")).to_have_count(2)
    look(page)
