"""Triggers that make logs append-only, on both databases.

On SQLite a migration that rebuilds the table drops them, so `migrate` calls `put_up` again each time; on PostgreSQL the
serving role does not own the tables and could not take them down.
"""

from __future__ import annotations

from django.db import connections

# Each append-only table, and what the names of its triggers begin with.
TABLES = {"reports_event": "event", "reports_interventionevent": "intervention"}
REFUSAL = "events are append-only"


def put_up(using: str = "default") -> None:
    """Make the triggers of the tables that are there, or make them again."""
    connection = connections[using]
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, name in TABLES.items():
            for statement in make(table, name) if table in there else ():
                cursor.execute(statement)


def standing(using: str = "default") -> bool:
    """Whether every trigger is in its place."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, name in TABLES.items():
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s "
                    "AND tgenabled <> 'D'",
                    [table, f"{name}\\_no\\_%"],
                )
            else:
                cursor.execute(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s",
                    [table, f"{name}_no_%"],
                )
            if cursor.fetchone()[0] < 2:
                return False
    return True


def _sqlite(table: str, name: str) -> tuple[str, ...]:
    return tuple(
        statement
        for action in ("update", "delete")
        for statement in (
            f"DROP TRIGGER IF EXISTS {name}_no_{action}",
            f"CREATE TRIGGER {name}_no_{action} BEFORE {action.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        )
    )


def _postgresql(table: str, name: str) -> tuple[str, ...]:
    return (
        f"""CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
        f"DROP TRIGGER IF EXISTS {name}_no_change ON {table}",
        f"""CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_event_change()""",
        f"DROP TRIGGER IF EXISTS {name}_no_truncate ON {table}",
        f"""CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()""",
    )


SQLITE = tuple(statement for table, name in TABLES.items() for statement in _sqlite(table, name))
POSTGRESQL = tuple(statement for table, name in TABLES.items() for statement in _postgresql(table, name))
