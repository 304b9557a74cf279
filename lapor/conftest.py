"""What tests of all floors share: the world."""

import uuid
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from lapor.agencies import queries as agencies
from lapor.agencies import regions
from lapor.kit.keys import FileKeyProvider
from lapor.reports import search
from lapor.reports.world import World
from lapor.setup import steps
from lapor.standards import rulebook
from tests.harness.stage import stage


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    _forget()
    yield
    _forget()


def _forget() -> None:
    """What a process remembers of the rows, which the next test does not have, and how often it let somebody sign in.

    Signing in is limited to thirty a minute from one address, and a quick machine signs the cast in more often.
    """
    for room in (rulebook, regions, agencies, steps, search):
        room.forget()
    cache.clear()


@pytest.fixture
def own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counters live in a file that no rollback empties, so each test counts in buckets of its own."""
    bucket, test = FileKeyProvider.bucket, str(uuid.uuid4())
    monkeypatch.setattr(FileKeyProvider, "bucket", lambda self, value, day: bucket(self, test + value, day))


@pytest.fixture
def world(db: None) -> World:
    """The regency of Luwu Timur and the cast of the guide, made by the real actions."""
    return stage()
