"""Let tests that commit empty the database afterwards, although the event log refuses to lose a row."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from lapor.reports import guards

DOWN = {
    "sqlite": tuple(statement for statement in guards.SQLITE if statement.startswith("DROP")),
    "postgresql": tuple(statement for statement in guards.POSTGRESQL if statement.startswith("DROP")),
}
UP = {"sqlite": guards.SQLITE, "postgresql": guards.POSTGRESQL}


def allow() -> None:
    """Wrap every flush of the test database: the guards come down for it and stand again after it."""
    ops: Any = connection.ops
    original: Callable[..., list[str]] = ops.sql_flush

    def sql_flush(*args: Any, **kwargs: Any) -> list[str]:
        statements = original(*args, **kwargs)
        return [*DOWN[connection.vendor], *statements, *UP[connection.vendor]] if statements else []

    ops.sql_flush = sql_flush
