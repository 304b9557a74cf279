"""An officer works a whole report with the keyboard: no mouse, never lost, never caught."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lapor.agencies.models import Agency
from lapor.desk.about import DONE
from lapor.people.actor import PUBLIC
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.world import PASSWORD, PEOPLE, World, draft
from tests.journeys.steps import choose_a_photo, sign_in, work
from tests.journeys.watching import DESK, Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 120  # presses: more than any page of the desk has stops
# The words of what has the focus, and whether a person can see that it has it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  one.setAttribute("data-met", "");
  const shown = one.closest(".inbox-row, label, .choice, .file, .field") || one;
  const marks = (element) => { const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; };
  const box = one.getBoundingClientRect();
  return {
    words: (one.labels?.[0]?.innerText || one.innerText || one.name || "").trim(),
    name: one.name || "", value: one.value || "", tag: one.tagName,
    seen: marks(one) || marks(shown) || [...shown.querySelectorAll("*")].some(marks),
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""

# What can be pressed or filled in and was not met on the way; of a group of radios one stop is enough.
MISSED = """() => [...document.querySelectorAll("a[href], button, summary, textarea, select, input:not([type=hidden])")]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({checkVisibilityCSS: true}))
  .filter((one) => !one.hasAttribute("data-met"))
  .filter((one) => one.type !== "radio" || !document.querySelector(`[name="${one.name}"][data-met]`))
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def assigned(stage: World) -> Report:
    """A report that waits for Dinas PU's first answer."""
    report = actions.submit(draft(target=stage.agencies["luwu-timur"].pk), by=PUBLIC, key="papan-ketik-" * 3).report
    actions.dispose(
        report,
        by=stage.actor("citra"),
        to=stage.agencies["dinas-pu"],
        oversight="no",
        public_title="Jalan berlubang",
        public_body="Ada lubang besar di depan pasar.",
        checked=True,
    )
    work()
    return report


def test_an_officer_signs_in_and_answers_with_the_keyboard_alone(window: Opener, assigned: Report) -> None:
    page = window(viewport=DESK).new_page()
    page.goto("/meja/")
    type_into(page, "login", PEOPLE["dewi"].email)
    type_into(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/meja/")
    skip_to_the_content(page)
    go_to(page, "Jalan berlubang di depan pasar")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/meja/{assigned.code}/")
    go_to(page, "Tindak lanjuti")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/meja/{assigned.code}/follow_up/")
    answer(page)
    expect(page).to_have_url(f"/meja/{assigned.code}/")
    expect(page.get_by_text("Lubang kami tambal besok pagi.").first).to_be_visible()


@pytest.mark.parametrize("address", ["/meja/", "/meja/{code}/", "/meja/{code}/dispose/", "/meja/profil/"])
def test_no_page_of_the_desk_keeps_the_focus(window: Opener, assigned: Report, address: str) -> None:
    page = window(viewport=DESK).new_page()
    page.goto(address.format(code=assigned.code))
    type_into(page, "login", PEOPLE["dewi"].email)
    type_into(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(address.format(code=assigned.code))
    for _ in range(MOST):
        stop = press_tab(page)
        if stop is None:
            break
    assert stop is None, f"still at {stop} after {MOST} presses"
    assert page.evaluate(MISSED) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_line_never_changes_who_receives_the_report(window: Opener, stage: World, scripts: bool) -> None:
    unit = stage.agencies["dinas-pu"]
    report = actions.submit(draft(target=unit.pk), by=PUBLIC, key="enter-ketik-" * 3).report
    page = sign_in(window(viewport=DESK, java_script_enabled=scripts), "citra")
    page.goto(f"/meja/{report.code}/dispose/")
    if scripts:
        enter_chooses_and_never_sends(page, unit)
    page.locator("[name=oversight][value=no]").check(force=True)
    page.locator("[name=public_title]").press("Enter")
    expect(page.get_by_text(DONE["dispose"])).to_be_visible()
    report.refresh_from_db()
    assert report.holder == unit


def enter_chooses_and_never_sends(page: Page, unit: Agency) -> None:
    """In the search box of the receiver: as it stands, before and after the answers came, with one that fits."""
    address = page.url
    box, receiver = page.locator("input[name=to_q]"), page.locator("input[name=to]")
    box.press("Enter")
    expect(receiver).to_have_value(str(unit.pk))
    box.fill("dinas")
    box.press("Enter")
    expect(page.get_by_role("option").nth(1)).to_be_visible()
    box.press("Enter")
    expect(receiver).to_have_value("")
    box.fill(unit.name)
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(receiver).to_have_value(str(unit.pk))
    expect(page).to_have_url(address)


def answer(page: Page) -> None:
    """Words, the flag that makes it a final answer, and a file through the chooser."""
    type_into(page, "text", "Lubang kami tambal besok pagi.")
    go_to(page, name="final")
    page.keyboard.press("Space")
    expect(page.locator("[name=final]")).to_be_checked()
    go_to(page, name="files")
    choose_a_photo(page, "lubang.jpg")
    go_to(page, "Tindak lanjuti")
    page.keyboard.press("Enter")


def skip_to_the_content(page: Page) -> None:
    """The first stop jumps over the masthead."""
    page.goto("/meja/")
    first = press_tab(page)
    assert first is not None
    assert first["words"] == "Langsung ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    following = press_tab(page)
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), following


def type_into(page: Page, name: str, words: str) -> None:
    go_to(page, name=name)
    page.keyboard.type(words)


def go_to(page: Page, words: str = "", *, name: str = "") -> None:
    """Press Tab until the focus is there."""
    for _ in range(MOST):
        stop = press_tab(page)
        if stop is None:
            continue
        if (name and stop["name"] == name) or (words and stop["words"].startswith(words)):
            return
    raise AssertionError(f"{words or name} cannot be reached with Tab on {page.url}")


def press_tab(page: Page) -> dict[str, Any] | None:
    """Where the focus is after Tab, which everybody must be able to see; None when it left the page."""
    page.keyboard.press("Tab")
    stop: dict[str, Any] | None = page.evaluate(FOCUSED)
    assert stop is None or (stop["seen"] and stop["inside"]), stop
    return stop
