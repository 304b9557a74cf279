"""`lapor worker`: the worker alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lapor.config import starting, worker


class Command(BaseCommand):
    help = "Menjalankan pekerja saja: mengirim kabar, membersihkan lampiran, menjaga tenggat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="berhenti setelah tidak ada lagi yang menunggu")

    def handle(self, *args: Any, **options: Any) -> None:
        starting.refuse_or_go()
        worker.run(once=options["once"])
