"""Reviewed files that a test compares with: `SNAPSHOTS=write` writes them anew, for a person to read the diff."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"


def same(name: str, text: str, *, folder: Path = FOLDER) -> bool:
    """Whether the text is what the reviewed file says."""
    file = folder / name
    if os.environ.get("SNAPSHOTS") == "write":
        file.write_text(text, encoding="utf-8")
    return file.exists() and file.read_text(encoding="utf-8") == text
