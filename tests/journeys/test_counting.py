"""What counts as work in a journey."""

from __future__ import annotations

import pytest

from lapor.reports.world import World
from tests.journeys.counting import counted
from tests.journeys.watching import DESK, Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_words_count_once_and_each_key_chord_and_click_once(window: Opener, stage: World) -> None:
    page = window(viewport=DESK).new_page()
    tally = counted(page, "masuk")
    page.goto("/meja/")
    assert (tally.views, tally.interactions) == (1, 0)
    page.locator("[name=login]").click()
    page.keyboard.type("dewi@lapor.example")
    assert tally.interactions == 2
    page.keyboard.press("Tab")
    page.locator("[name=password]").fill("salah")
    page.keyboard.press("Control+A")
    page.keyboard.press("Backspace")
    assert tally.interactions == 5
    page.goto("/lacak")
    assert (tally.views, tally.interactions) == (2, 5)
    assert tally.line(2) == "| masuk | 2 | 5 | 2 | 1.0 | 2.5 |"
