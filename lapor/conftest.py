"""What tests of all floors share: the world."""

from collections.abc import Iterator

import pytest

from lapor.agencies import regions
from lapor.reports.world import World
from lapor.standards import rulebook
from tests.harness.stage import stage


@pytest.fixture(autouse=True)
def _fresh_rules() -> Iterator[None]:
    rulebook.forget()
    regions.forget()
    yield
    rulebook.forget()
    regions.forget()


@pytest.fixture
def world(db: None) -> World:
    """The regency of Luwu Timur and the cast of the guide, made by the real actions."""
    return stage()
