"""Let tests that commit empty the database afterwards, although the event log refuses to lose a row."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from lapor.reports import guards

DOWN = {
    "sqlite": tuple(statement for statement in guards.SQLITE if statement.startswith("DROP")),
    "postgresql": tuple(statement for statement in guards.POSTGRESQL if statement.startswith("DROP")),
}
# A busy machine may need longer for a flush than a page may take.
PATIENCE: dict[str, tuple[str, ...]] = {
    "sqlite": (),
    "postgresql": ("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"),
}
UP = {"sqlite": guards.SQLITE, "postgresql": guards.POSTGRESQL}


def allow() -> None:
    """Wrap every flush of the test database: the guards come down for it and stand again after it.

    The class is wrapped, not the connection: a browser's event loop gives the same thread another connection.
    """
    kind: Any = type(connection.ops)
    original: Callable[..., list[str]] = kind.sql_flush

    def sql_flush(self: BaseDatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        statements = original(self, *args, **kwargs)
        if not statements:
            return []
        return [*PATIENCE[connection.vendor], *DOWN[connection.vendor], *statements, *UP[connection.vendor]]

    kind.sql_flush = sql_flush
