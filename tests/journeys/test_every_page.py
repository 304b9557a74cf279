"""Every page of the seeded small world in a real browser: what `make shots` photographs is also found without fault."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from lapor.kit import clock
from lapor.reports.world import World, set_stage, tell
from tests.journeys import pages
from tests.journeys.steps import sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUIDE = "/gaya/"  # exists in development only; test_style_guide.py looks at it


def test_axe_and_the_narrowest_phone_find_nothing_on_any_page(window: Opener, stage: World) -> None:
    for _ in tell(set_stage(extras=True), now=clock.now()):
        pass
    work()
    people: dict[str | None, BrowserContext] = {None: window(viewport=PHONE)}
    found = {}
    for at, one in enumerate(pages.PAGES):
        if one.path.startswith(GUIDE):
            continue
        if one.login not in people:
            people[one.login] = window(viewport=DESK, color_scheme=("light", "dark")[at % 2])
            sign_in(people[one.login], (one.login or "").partition("@")[0]).close()
        page = people[one.login].new_page()
        follow(page, one)
        if wrong := faults(page):
            found[one.name] = wrong
        page.close()
    assert found == {}


def follow(page: Page, wanted: pages.Page) -> None:
    """Open a page as `make shots` does: by its address, then link after link."""
    page.goto(wanted.path)
    for link in filter(None, wanted.follow.split(" > then > ")):
        page.goto(page.locator(link).first.get_attribute("href") or "")
