"""Writing many rows of different kinds with little work and, on PostgreSQL, in one round trip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Field, ForeignKey, Model


def insert(*rows: Model) -> None:
    """Insert rows in this order, within the transaction at hand; raises IntegrityError as a save would.

    Keys that the database draws are not read back; only the row directly after may refer to such a row.
    """
    before: Model | None = None
    with together(), connection.cursor() as cursor:
        for row in rows:
            statement, fields = _statement(type(row), *_refers(row, before), connection.vendor)
            cursor.execute(statement, _values(row, fields, add=True))
            row._state.adding, row._state.db = False, connection.alias
            before = row


def update(row: Model, *names: str) -> None:
    """Write these fields of a row that this transaction has locked."""
    if names:
        statement, fields = _update(type(row), names)
        with connection.cursor() as cursor:
            cursor.execute(statement, _values(row, fields, add=False))


def lock(kind: type[Model], pk: UUID) -> None:
    """Let no other transaction change a row before this one ends; SQLite's have one writer at a time anyway.

    On PostgreSQL a statement of its own, never a join: what a locking query has joined is gone when the row pointed
    elsewhere by the time the lock was had.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_locking(kind), [pk])


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of the body without waiting for each answer, where the database can (PostgreSQL)."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    with connection.wrap_database_errors, raw.pipeline():
        yield


def _values(row: Model, fields: tuple[Field[Any, Any], ...], *, add: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add=add), connection=connection) for field in fields]


def _refers(row: Model, before: Model | None) -> tuple[str, type[Model] | None]:
    """The column that refers to the row just before, whose key nobody knows yet, and what kind of row that is."""
    if before is None or before.pk is not None:
        return "", None
    for field in row._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.is_cached(row) and field.get_cached_value(row) is before:
            return str(field.column), type(before)
    return "", None


@cache
def _statement(
    kind: type[Model], referring: str, before: type[Model] | None, vendor: str
) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """INSERT for a kind of row, and the fields whose values it takes."""
    drawn = [field for field in kind._meta.concrete_fields if not isinstance(field, AutoField)]
    quote, latest = connection.ops.quote_name, _latest(before, vendor) if before else ""
    columns = ", ".join(quote(str(field.column)) for field in drawn)
    marks = ", ".join(latest if field.column == referring else "%s" for field in drawn)
    statement = " ".join(("INSERT INTO", quote(kind._meta.db_table), f"({columns}) VALUES ({marks})"))
    return statement, tuple(field for field in drawn if field.column != referring)


def _latest(kind: type[Model], vendor: str) -> str:
    """The key that the database drew last for a kind of row, on this connection.

    Not lastval(): the key of the row that asks is drawn before.
    """
    if vendor == "sqlite":
        return "last_insert_rowid()"
    return f"currval(pg_get_serial_sequence('{kind._meta.db_table}', '{kind._meta.pk.column}'))"


@cache
def _update(kind: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """UPDATE of some fields of one row, and the fields whose values it takes: theirs, then the key."""
    quote, key = connection.ops.quote_name, kind._meta.pk
    fields = [field for field in kind._meta.concrete_fields if {field.name, field.attname} & set(names)]
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    statement = " ".join(("UPDATE", quote(kind._meta.db_table), "SET", changes, f"WHERE {quote(str(key.column))} = %s"))
    return statement, (*fields, key)


@cache
def _locking(kind: type[Model]) -> str:
    quote, key = connection.ops.quote_name, kind._meta.pk
    return " ".join(("SELECT 1 FROM", quote(kind._meta.db_table), f"WHERE {quote(str(key.column))} = %s FOR UPDATE"))
