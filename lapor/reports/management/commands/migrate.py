"""Django's migrate, after which the guards of the event log and the index for words stand."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from lapor.reports import guards, wordindex
from lapor.reports.models import Event


class Command(migrate.Command):
    help = "Memperbarui susunan basis data, penjaga catatan dan indeks kata."

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        using = options["database"]
        guards.put_up(using)
        if Event._meta.db_table in connections[using].introspection.table_names():
            wordindex.put_up(using)
