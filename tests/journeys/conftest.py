"""Debian's Chromium for the journeys, or one clear line."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.harness import chromium


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
