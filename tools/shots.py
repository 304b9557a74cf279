"""Contact sheets of a running server: each page at 390 and 1280 px, light and dark, in one picture."""

import argparse
import os
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from tests.harness import chromium
from tests.journeys.pages import PAGES, Page

WIDTHS = (390, 1280)
THEMES = ("light", "dark")
GAP = 16
TALLEST = 6000
GROUND = "#808080"


def main() -> int:
    """Write one sheet per page; return 1 when a page answered with an error or scrolls sideways."""
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    wanted = [page for page in PAGES if not options.only or page.name in options.only]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.arguments())
        troubles = [trouble for page in wanted for trouble in photograph(browser, page, options)]
        browser.close()
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    print(f"{len(wanted)} sheets in {options.out}")
    return 1 if troubles else 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}", help="a running server")
    parser.add_argument("--out", type=Path, default=Path("var/shots"))
    parser.add_argument("--password", default=os.environ.get("LAPOR_CAST_PASSWORD", ""), help="of the cast")
    parser.add_argument("only", nargs="*", help="names of pages; all without")
    return parser.parse_args()


def photograph(browser: Browser, page: Page, options: argparse.Namespace) -> Iterator[str]:
    """Write the sheet of one page and tell what is wrong with it."""
    shots: list[Image.Image] = []
    troubles: list[str] = []
    for width in WIDTHS:
        for theme in THEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=theme,  # type: ignore[arg-type]  # one of THEMES
                locale="id-ID",
                storage_state=signed_in(browser, page.login, options.base, options.password) if page.login else None,
            )
            picture, trouble = take(context, options.base, page, width)
            shots.append(picture)
            troubles += [f"{page.name} ({width}, {theme}): {one}" for one in trouble]
            context.close()
    sheet(shots).save(options.out / f"{page.name}.png")
    yield from (first for first, _ in groupby(troubles))


@cache
def signed_in(browser: Browser, login: str, base: str, password: str) -> StorageState:
    """Sign in once and return what the browser keeps of it."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{base}/akun/login/", wait_until="networkidle")
    tab.fill("[name=login]", login)
    tab.fill("[name=password]", password)
    tab.click("main button.primary")
    tab.wait_for_url(f"{base}/meja/**", wait_until="networkidle")
    state = context.storage_state()
    context.close()
    return state


def take(context: BrowserContext, base: str, page: Page, width: int) -> tuple[Image.Image, list[str]]:
    """Return the picture of a page and what went wrong: status, script errors, sideways scrolling."""
    tab = context.new_page()
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    tab.on("console", lambda line: troubles.append(f"console: {line.text}") if line.type == "error" else None)
    answer = tab.goto(base + page.path, wait_until="networkidle")
    for link in filter(None, page.follow.split(" > then > ")):
        answer = tab.goto(base + (tab.locator(link).first.get_attribute("href") or ""), wait_until="networkidle")
    if answer is None or answer.status >= 400:
        troubles.append(f"answered {answer.status if answer else 'nothing'}")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        troubles.append(f"scrolls sideways: {wide} px wide")
    picture = Image.open(BytesIO(tab.screenshot(full_page=True))).convert("RGB")
    return picture.crop((0, 0, picture.width, min(picture.height, TALLEST))), troubles


def sheet(shots: list[Image.Image]) -> Image.Image:
    """Return all pictures beside each other on grey."""
    width = sum(shot.width + GAP for shot in shots) + GAP
    made = Image.new("RGB", (width, max(shot.height for shot in shots) + 2 * GAP), GROUND)
    left = GAP
    for shot in shots:
        made.paste(shot, (left, GAP))
        left += shot.width + GAP
    return made


if __name__ == "__main__":
    sys.exit(main())
