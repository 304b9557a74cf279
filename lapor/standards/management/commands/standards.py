from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser

from lapor.standards import actions


class Command(BaseCommand):
    """`standards load` writes the general rules that are missing."""

    help = "Memuat standar layanan bawaan yang belum ada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load"])

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{actions.load_defaults()} baris standar layanan ditambahkan.")
