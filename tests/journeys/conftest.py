"""Debian's Chromium for the journeys, or one clear line; and the windows in which people work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from lapor.reports.world import World
from lapor.standards import rulebook
from tests.harness import chromium
from tests.harness.stage import stage as copy_of_the_stage
from tests.journeys.watching import PATIENCE, Opener, listen

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    try:
        given = chromium.arguments()
    except chromium.Unavailable as error:
        pytest.skip(f"SKIPPED: browser: {error}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**given)
        yield browser
        browser.close()


@pytest.fixture
def stage(transactional_db: None, own_limits: None) -> World:
    rulebook.forget()
    return copy_of_the_stage()


@pytest.fixture
def window(chrome: Browser, live_server: LiveServer) -> Iterator[Opener]:
    """Opens windows of different people; what any page in them did wrong fails the test at its end."""
    troubles: list[str] = []
    opened: list[BrowserContext] = []

    def open_one(**how: Any) -> BrowserContext:
        # A worker asks for pages by itself; only the journeys about it wait for it.
        how = {"service_workers": "block"} | how
        context = chrome.new_context(locale="id-ID", base_url=live_server.url, **how)
        context.set_default_timeout(PATIENCE)
        listen(context, live_server.url, troubles)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert troubles == []
