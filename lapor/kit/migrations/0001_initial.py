"""The counters of `kit.ratelimit` on PostgreSQL; on SQLite they live in a file of their own."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# UNLOGGED: a counter that is gone after a crash does no harm, and no backup or WAL archive ever holds one.
CREATE = """
CREATE UNLOGGED TABLE kit_ratelimit (
    name varchar(60) NOT NULL,
    bucket varchar(80) NOT NULL,
    slot bigint NOT NULL,
    hits integer NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (name, bucket, slot)
)
"""
# Read by ratelimit, which deletes what has expired.
INDEX = "CREATE INDEX kit_ratelimit_expires ON kit_ratelimit (expires)"


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table where the database is PostgreSQL."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)
        schema_editor.execute(INDEX)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the table away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE kit_ratelimit")


class Migration(migrations.Migration):
    """Counters of rate limits."""

    initial = True
    dependencies = []
    operations = [migrations.RunPython(create, drop, elidable=False)]
