"""Django's migrate, after which the guards of the event log and the index for words stand."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from lapor.reports import guards, wordindex


class Command(migrate.Command):
    help = "Memperbarui susunan basis data, penjaga catatan dan indeks kata."

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        using = options["database"]
        if guards.TABLE in connections[using].introspection.table_names():
            guards.put_up(using)
            wordindex.put_up(using)
