"""Queries that are written once and asked often: Django takes longer to write ours than the database to answer them.

Keep what these give in an lru_cache, by everything that the query depends on and the kind of database.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

Statement = tuple[str, tuple[Any, ...]]  # SQL and its values


def written(rows: QuerySet[Any, Any]) -> Statement:
    """The statement of a queryset; one that can find nothing is a statement too."""
    statement, values = rows.query.get_compiler(rows.db, elide_empty=False).as_sql()
    return statement, tuple(values)


def counting(rows: QuerySet[Any, Any], *, what: str = "COUNT(*)") -> Statement:
    """The statement that counts the rows of a queryset (`what` may name columns that it gives)."""
    statement, values = written(rows)
    return " ".join(("SELECT", what, "FROM (", statement, ") AS found")), values
