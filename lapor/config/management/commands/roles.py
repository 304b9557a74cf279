"""`lapor roles --serving lapor_app`: what the serving role may do on PostgreSQL; run by the owner after each migrate.

The owner of the tables migrates; the serving role reads and writes rows, and cannot change or take away an event.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg import sql

READ_ONLY = "django_migrations"


class Command(BaseCommand):
    help = "Memberi peran basis data yang melayani hak secukupnya (PostgreSQL)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--serving", required=True, metavar="PERAN", help="peran yang dipakai server web dan pekerja"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Perintah ini hanya untuk PostgreSQL; SQLite tidak mengenal peran.")
        role = options["serving"]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
            me, exists = cursor.fetchone()
            if not exists:
                raise CommandError(f"Tidak ada peran “{role}” di basis data ini.")
            if me == role:
                raise CommandError("Jalankan perintah ini sebagai pemilik tabel, bukan sebagai peran yang melayani.")
            for statement in statements(role, connection.introspection.table_names(cursor)):
                cursor.execute(statement.as_string(cursor.connection))
        self.stdout.write(f"Hak peran {role} sudah diatur.")


def statements(role: str, tables: list[str]) -> list[sql.Composed]:
    """Return the grants: everything on rows, only reading and adding on what is append-only, nothing on the schema."""
    who = sql.Identifier(role)
    given = [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(who),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who),
    ]
    return given + [
        sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights(table)), sql.Identifier(table), who) for table in tables
    ]


def rights(table: str) -> str:
    """Return what the serving role may do with a table."""
    if table == READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in settings.LAPOR_APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
