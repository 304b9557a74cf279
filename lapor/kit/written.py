"""Queries that are written once and asked often: Django takes longer to write ours than the database to answer them.

Keep what these give in an lru_cache, by everything that the query depends on and the kind of database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Statement = tuple[str, tuple[Any, ...]]  # SQL and its values
Key = UUID | str | int
M = TypeVar("M", bound=Model)
ANY = UUID(int=2**128 - 1)  # stands for a key in a queryset that is kept


def written(rows: QuerySet[Any, Any]) -> Statement:
    """The statement of a queryset; one that can find nothing is a statement too."""
    statement, values = rows.query.get_compiler(rows.db, elide_empty=False).as_sql()
    return statement, tuple(values)


def counting(rows: QuerySet[Any, Any], *, what: str = "COUNT(*)") -> Statement:
    """The statement that counts the rows of a queryset (`what` may name columns that it gives)."""
    statement, values = written(rows)
    return " ".join(("SELECT", what, "FROM (", statement, ") AS found")), values


class Kept(Generic[M]):
    """A queryset of rows, written once with a stand-in for a key and then asked for one key after another.

    It gives what the queryset would: rows of the model, with columns left out and with rows joined (select_related).
    Not for prefetched or annotated ones. Belongs to the kind of database that it was written for.
    """

    def __init__(self, rows: QuerySet[M], stand_in: Key = ANY) -> None:
        compiler = rows.query.get_compiler(rows.db, elide_empty=False)
        self._statement, values = compiler.as_sql()
        self._stand_in = _prepared(stand_in)
        self._values = tuple(values)
        select, kind = compiler.select, compiler.klass_info
        self._model: type[M] = kind["model"]
        self._first, self._end = kind["select_fields"][0], kind["select_fields"][-1] + 1
        self._names = [column.target.attname for column, _, _ in select[self._first : self._end]]
        self._joined = get_related_populators(kind, select, rows.db)  # type: ignore[call-arg]  # the stubs know Django 6.1's
        self._converters = list(compiler.get_converters([column for column, _, _ in select]).items())

    def asked(self, key: Key = ANY) -> Iterator[M]:
        """The rows that the queryset finds for this key (none where the queryset has no stand-in)."""
        given = _prepared(key)
        with connection.cursor() as cursor:
            cursor.execute(self._statement, [given if value == self._stand_in else value for value in self._values])
            found = cursor.fetchall()
        for row in self._converted(found):
            instance = self._model.from_db(connection.alias, self._names, row[self._first : self._end])
            for joined in self._joined:
                joined.populate(row, instance)
            yield instance

    def _converted(self, found: list[tuple[Any, ...]]) -> Iterator[list[Any]]:
        for row in map(list, found):
            for at, (steps, column) in self._converters:
                for step in steps:
                    row[at] = step(row[at], column, connection)
            yield row


def _prepared(key: Key) -> Key:
    return key.hex if isinstance(key, UUID) and not connection.features.has_native_uuid_field else key
