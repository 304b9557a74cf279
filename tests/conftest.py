"""What the tests across all floors share: the world, and limits that each test counts for itself."""

from __future__ import annotations

import uuid

import pytest

from lapor.conftest import _fresh_memory, world
from lapor.kit.keys import FileKeyProvider

__all__ = ["_fresh_memory", "own_limits", "world"]


@pytest.fixture
def own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counters live in a file that no rollback empties, so each test counts in buckets of its own."""
    bucket, test = FileKeyProvider.bucket, str(uuid.uuid4())
    monkeypatch.setattr(FileKeyProvider, "bucket", lambda self, value, day: bucket(self, test + value, day))
