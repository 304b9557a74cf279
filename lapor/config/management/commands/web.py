"""`lapor web`: the web server alone."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from lapor.config import server, starting, statics


class Command(BaseCommand):
    help = "Menjalankan server web saja."

    def handle(self, *args: Any, **options: Any) -> None:
        starting.refuse_or_go()
        statics.collect()
        connection.close()
        server.require_free_port()
        server.become()
