from collections.abc import Iterator

import pytest

from lapor.standards import rulebook


@pytest.fixture(autouse=True)
def fresh_rulebook() -> Iterator[None]:
    """A rolled-back test must not leave its rules in memory."""
    rulebook.forget()
    yield
    rulebook.forget()
