"""The index for words in published reports: trigrams, on PostgreSQL, where its extension pg_trgm can be had.

Without it a rare word is looked for in every published report. Half a million of them take a second; the embedded
database is for installations with fewer. `migrate` tries to make it each time, because an administrator may install
the extension later.
"""

from __future__ import annotations

from django.db import connections

NAME = "report_words"
# As Django writes `icontains`: the planner knows an expression only by its very form.
INDEX = f"""CREATE INDEX IF NOT EXISTS {NAME} ON reports_report
    USING gin (upper(public_title::text) gin_trgm_ops, upper(public_body::text) gin_trgm_ops)
    WHERE published_at IS NOT NULL"""
# The extension is a trusted one: who may create in the database may also install it.
OBTAINABLE = """SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')
    OR EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm')
    AND has_database_privilege(current_database(), 'CREATE')"""


def put_up(using: str = "default") -> None:
    """Make the index unless it is there or cannot be had."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(OBTAINABLE)
        if cursor.fetchone()[0]:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(INDEX)


def missing(using: str = "default") -> bool:
    """Whether this database could have the index and does not."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [NAME])
        return bool(cursor.fetchone()[0])
