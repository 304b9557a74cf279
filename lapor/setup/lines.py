"""One line of a preview: what a row would do, or why it does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .reading import Row

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
LABELS = {NEW: "baru", CHANGED: "berubah", SAME: "tidak berubah", REFUSED: "ditolak"}


@dataclass(frozen=True, slots=True)
class Line:
    """`work` is what `applying` does for it, in words of JSON; empty for what changes nothing."""

    kind: str
    sheet: str
    number: int
    outcome: str
    subject: str
    says: str = ""
    work: dict[str, Any] | None = None

    @property
    def label(self) -> str:
        return LABELS[self.outcome]

    @property
    def place(self) -> str:
        return f"{self.sheet}, baris {self.number}" if self.sheet else f"Baris {self.number}"


def line(row: Row, outcome: str, subject: str, says: str = "", work: dict[str, Any] | None = None) -> Line:
    return Line(row.kind, row.sheet, row.number, outcome, subject[:200] or "(tanpa nama)", says, work)


def differences(changes: dict[str, tuple[str, str]]) -> str:
    """ "nama pendek: A → B; induk: X → Y"."""
    return "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, (old, new) in changes.items())
