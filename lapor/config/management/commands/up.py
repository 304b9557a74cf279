"""`lapor up`: one command from nothing to a running installation."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from lapor.config import server, starting, statics, together
from lapor.config.env import TO_FILES


class Command(BaseCommand):
    help = "Menyiapkan basis data, mengisi dunia contoh bila kosong, lalu menjalankan server web dan pekerja."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-seed", action="store_true", help="jangan mengisi dunia contoh")

    def handle(self, *args: Any, **options: Any) -> None:
        starting.refuse_or_go()
        server.require_free_port()
        call_command("migrate", interactive=False, verbosity=0)
        statics.collect()
        if not options["no_seed"]:
            self.seed_when_empty()
        connection.close()
        together.run(ready=self.greet)

    def seed_when_empty(self) -> None:
        """Fill an installation that has no people yet."""
        if not get_user_model().objects.exists() and "seed" in get_commands():
            call_command("seed", "small")

    def greet(self) -> None:
        """Print the address and, when the small world is here, the logins of its cast."""
        self.stdout.write(f"\nLAPOR berjalan di {settings.LAPOR_BASE_URL}   (Ctrl-C untuk berhenti)\n")
        if settings.EMAIL_BACKEND == TO_FILES:
            self.stdout.write(
                f"Surel belum diatur (LAPOR_SMTP_URL): tiap surel menjadi berkas di {settings.LAPOR_MAIL}"
            )
        if "logins" in get_commands():
            call_command("logins")
        self.stdout.flush()
