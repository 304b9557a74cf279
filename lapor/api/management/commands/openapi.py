"""`lapor openapi`: writes the API's document, or (`--check`) tells whether the committed one is current."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.api import openapi


class Command(BaseCommand):
    help = "Menulis dokumen OpenAPI ke docs/api/openapi.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="hanya memeriksa apakah dokumen itu masih sama")

    def handle(self, *args: Any, **options: Any) -> None:
        made = openapi.text()
        same = openapi.SNAPSHOT.is_file() and openapi.SNAPSHOT.read_text(encoding="utf-8") == made
        if options["check"]:
            if not same:
                raise CommandError(
                    "docs/api/openapi.json tidak sama dengan rute di kode; jalankan `lapor openapi`. / "
                    "docs/api/openapi.json differs from the routes in the code; run `lapor openapi`."
                )
            sys.stdout.write("Dokumen OpenAPI sama dengan kode.\n")
            return
        openapi.SNAPSHOT.parent.mkdir(parents=True, exist_ok=True)
        openapi.SNAPSHOT.write_text(made, encoding="utf-8")
        sys.stdout.write(f"{openapi.SNAPSHOT.relative_to(openapi.ROOT)} ditulis.\n")
