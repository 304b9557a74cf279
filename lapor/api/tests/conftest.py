"""Each test of the API counts its limits for itself."""

import pytest


@pytest.fixture(autouse=True)
def _own_limits(own_limits: None) -> None:
    """Whoever asked before does not count."""
