"""Reviewed files that a test compares with: `SNAPSHOTS=write` writes them anew, for a person to read the diff."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"


def difference(name: str, text: str, *, folder: Path = FOLDER) -> str:
    """What the text says otherwise than the reviewed file, line by line; empty when nothing."""
    file = folder / name
    if os.environ.get("SNAPSHOTS") == "write":
        file.write_text(text, encoding="utf-8")
    reviewed = file.read_text(encoding="utf-8") if file.exists() else ""
    return "\n".join(difflib.unified_diff(reviewed.splitlines(), text.splitlines(), "reviewed", "now", lineterm=""))
