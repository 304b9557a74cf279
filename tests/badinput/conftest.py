"""Each test counts its limits for itself, keeps its files for itself, and leaves nothing personal in a log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pytest_django import Settings

from tests.badinput.trying import PERSONAL


@pytest.fixture(autouse=True)
def _apart(own_limits: None, settings: Settings, tmp_path: Path) -> None:
    settings.LAPOR_FILES = tmp_path / "files"


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What our own handler writes at the level of a server; afterwards no word of a person may stand in it."""
    root = logging.getLogger()
    ours = [h for h in root.handlers if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)]
    stream, level = io.StringIO(), root.level
    monkeypatch.setattr(ours[0], "stream", stream)
    root.setLevel(logging.INFO)
    yield stream
    root.setLevel(level)
    written = stream.getvalue()
    assert [word for word in PERSONAL if word in written] == []
