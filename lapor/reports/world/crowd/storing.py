"""Many rows at once: COPY on PostgreSQL, bulk_create elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg.types.json import Jsonb

from lapor.reports.models import (
    Deadline,
    Disposition,
    Event,
    Message,
    OmbudsmanCase,
    Rating,
    Report,
    Reporter,
    ReportKey,
)

# Rows that others point to come first.
ORDER: tuple[type[models.Model], ...] = (
    Report,
    ReportKey,
    Reporter,
    Message,
    Disposition,
    Deadline,
    Event,
    Rating,
    OmbudsmanCase,
)


def store(rows: Iterable[models.Model]) -> None:
    """Insert new rows of any of the tables in ORDER; call it inside a transaction."""
    by_table = defaultdict[type[models.Model], list[models.Model]](list)
    for row in rows:
        by_table[type(row)].append(row)
    for table in ORDER:
        _insert(table, by_table[table])


def _insert(table: type[models.Model], rows: Sequence[models.Model]) -> None:
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(table, rows)
    else:
        table._base_manager.bulk_create(rows, batch_size=500)


def _copy(table: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Numbers of rows that the database gives itself are left out."""
    fields = [field for field in table._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    wrap = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_value(row, name, is_json=is_json) for name, is_json in wrap])


def _value(row: models.Model, name: str, *, is_json: bool) -> object:
    value: object = getattr(row, name)
    return Jsonb(value) if is_json else value
