"""Triggers that make the log append-only, on both databases.

On SQLite a migration that rebuilds the table drops them, so `migrate` calls `put_up` again each time; on PostgreSQL the
serving role does not own the tables and could not take them down.
"""

from __future__ import annotations

from django.db import connections

TABLE = "reports_event"
REFUSAL = "events are append-only"


def put_up(using: str = "default") -> None:
    """Make the triggers, or make them again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def standing(using: str = "default") -> bool:
    """Whether every trigger is in its place."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s AND tgenabled <> 'D'",
                [TABLE, "event\\_no\\_%"],
            )
        else:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s",
                [TABLE, "event_no_%"],
            )
        return bool(cursor.fetchone()[0] >= 2)


SQLITE = tuple(
    statement
    for action in ("update", "delete")
    for statement in (
        f"DROP TRIGGER IF EXISTS event_no_{action}",
        f"CREATE TRIGGER event_no_{action} BEFORE {action.upper()} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    )
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    f"DROP TRIGGER IF EXISTS event_no_change ON {TABLE}",
    f"""CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION refuse_event_change()""",
    f"DROP TRIGGER IF EXISTS event_no_truncate ON {TABLE}",
    f"""CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()""",
)
