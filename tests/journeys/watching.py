"""Browser windows that are listened to, and what is asked of every page of a journey."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

Opener = Callable[..., BrowserContext]

PATIENCE = 15_000  # ms: a busy machine answers late
NARROW = 320  # px: the narrowest phone that is promised
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
REFUSED = """addEventListener("securitypolicyviolation",
  (event) => console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`))"""
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"  # only where a journey has taken the network away itself
# A page whose scripts wait for ever must fail the test, not stop it: evaluate itself knows no time limit.
ASK_AXE = """async () => {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error("axe took longer than 30 s")), 30_000));
  const found = await Promise.race([axe.run(document, {resultTypes: ["violations"]}), late]);
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


def listen(context: BrowserContext, home: str, troubles: list[str]) -> None:
    """Write down what no page may do: break, complain, be refused by its own policy, or ask a foreign host."""
    context.add_init_script(REFUSED)
    context.on("weberror", lambda error: troubles.append(f"script error: {error.error}"))
    context.on("console", lambda line: complained(line, troubles))
    context.on("request", lambda request: None if is_ours(request.url, home) else troubles.append(request.url))


def complained(line: ConsoleMessage, troubles: list[str]) -> None:
    if line.type == "error" and NO_NETWORK not in line.text:
        troubles.append(f"{line.location['url']}: {line.text}")


def is_ours(address: str, home: str) -> bool:
    return address.startswith((f"{home}/", "data:", "blob:"))


def look(page: Page, *, scripts: bool = True) -> None:
    """Fail when the page scrolls sideways on the narrowest phone, or axe finds something serious.

    Without scripts axe cannot run; the page is the same one.
    """
    found = faults(page, scripts=scripts)
    assert found == [], f"{page.url}: {found}"


def faults(page: Page, *, scripts: bool = True) -> list[str]:
    """What is wrong with a page."""
    page.wait_for_load_state("load")
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if before:
        page.set_viewport_size(before)
    found = [f"scrolls sideways: {wide} px wide"] if wide > NARROW else []
    return found + (axe(page) if scripts else [])


def axe(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(ASK_AXE)
    return found
