"""The database as a thief would have it: every column of every table, and the pages in which SQLite keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from tests.leak.sinks import Sinks


class Cell(NamedTuple):
    """One value with its place."""

    table: str
    column: str
    value: bytes


def cells() -> Iterator[Cell]:
    """Every value that is not NULL."""
    for table, row in rows():
        for column, value in row.items():
            if value is not None:
                yield Cell(table, column, as_bytes(value))


def rows() -> Iterator[tuple[str, dict[str, object]]]:
    """Every row of every table, by the names of its columns."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(" ".join(("SELECT * FROM", connection.ops.quote_name(table))))
            names = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                yield table, dict(zip(names, row, strict=True))


def as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def keep(sinks: Sinks) -> None:
    """Keep the whole database, column by column, and what stands in the server's own log or pages."""
    columns: dict[tuple[str, str], list[bytes]] = {}
    for cell in cells():
        columns.setdefault((cell.table, cell.column), []).append(cell.value)
    for (table, column), values in columns.items():
        sinks.add("database", f"{table}.{column}", "its rows", b"\n".join(values))
    if connection.vendor == "sqlite":
        sinks.add("pages", "", "the file", pages())
    else:
        sinks.add("log", "", "the database server's log", server_log().read_bytes())


def pages() -> bytes:
    """SQLite's own pages, free ones and what is not yet committed among them."""
    file = connection.connection
    assert isinstance(file, sqlite3.Connection)
    return file.serialize()


def server_log() -> Path:
    """Where the throw-away cluster of tests/harness/postgres.py writes its log: beside its data."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return Path(cursor.fetchone()[0]).parent / "log"
