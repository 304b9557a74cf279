"""How much work a journey is: pages that were opened, and what a person had to do by hand."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from playwright.sync_api import Page

# One for each press of the mouse, key or chord; a field that is typed into counts once, however long the words are.
# Kept in the window's own storage, which outlives its pages; a window without JavaScript cannot be counted.
HANDS = """(() => {
  const typed = "input:not([type=checkbox], [type=radio], [type=submit], [type=button], [type=file]), textarea";
  const add = () => sessionStorage.setItem("hands", Number(sessionStorage.getItem("hands") || 0) + 1);
  let writing = null;
  addEventListener("mousedown", add, true);
  addEventListener("focusout", () => (writing = null), true);
  addEventListener("input", (event) => {
    if (!event.target.matches(typed) || writing === event.target) return;
    writing = event.target;
    add();
  }, true);
  addEventListener("change", (event) => {
    if (event.target.type === "file" || (event.target.matches("select") && !event.isTrusted)) add();
  }, true);
  addEventListener("keydown", (event) => {
    if (event.repeat || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    const chord = event.ctrlKey || event.altKey || event.metaKey;
    const words = event.key.length === 1 || ["Backspace", "Delete"].includes(event.key);
    const line = event.key === "Enter" && event.target.matches("textarea");
    if (!chord && (words || line) && event.target.matches(typed)) return;
    add();
  }, true);
})()"""


@dataclass(slots=True)
class Tally:
    """What one journey took: page views, and interactions in the windows that are counted."""

    journey: str
    views: int = 0
    pages: list[Page] = field(default_factory=list)

    def also(self, page: Page) -> None:
        """Count this window too, from its next page on."""
        page.add_init_script(HANDS)
        page.on("domcontentloaded", lambda _: self._seen())
        self.pages.append(page)

    def _seen(self) -> None:
        self.views += 1

    @property
    def interactions(self) -> int:
        """Clicks, keys and chords, and fields that were typed into."""
        return sum(page.evaluate("Number(sessionStorage.getItem('hands') || 0)") for page in self.pages)

    def line(self, reports: int = 1) -> str:
        """A row of the table in bench/README.md."""
        hands = self.interactions
        per_report = f"{self.views / reports:.1f} | {hands / reports:.1f}"
        return f"| {self.journey} | {self.views} | {hands} | {reports} | {per_report} |"


def counted(page: Page, journey: str) -> Tally:
    """Count what is done in this window from its next page on: open or reload one after this."""
    tally = Tally(journey)
    tally.also(page)
    return tally


def tell(tally: Tally, *, reports: int = 1) -> None:
    """Show the row (pytest -s, or in the report of a failure)."""
    sys.stdout.write(f"\n{tally.line(reports)}\n")
