"""The list of the README and the tests of this folder say the same."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROWS = [line.split("|")[2] for line in (HERE / "README.md").read_text().splitlines() if line.startswith("| ")][1:]


def test_every_row_names_tests_that_are_there_and_every_test_has_a_row() -> None:
    named = set(re.findall(r"`([a-z0-9_]+)`", " ".join(ROWS)))
    written = {
        name
        for path in HERE.glob("test_*.py")
        if path != Path(__file__)
        for name in re.findall(r"^def test_(\w+)", path.read_text(), re.MULTILINE)
    }
    assert named == written


def test_other_tests_that_the_list_names_are_there() -> None:
    elsewhere = re.findall(r"`(\w+/[\w/]+\.py)`", (HERE / "README.md").read_text())
    assert elsewhere
    assert [path for path in elsewhere if not (ROOT / path).is_file()] == []
