"""`lapor config export|import BERKAS`: what an installation is set up with, as one JSON document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.agencies.queries import actor_for
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.setup import configuration
from lapor.setup.importing import FILE_MOST, Outcome, bring_in
from lapor.setup.lines import LABELS, REFUSED, SAME


class Command(BaseCommand):
    help = "Mengekspor dan mengimpor konfigurasi: instansi, kategori, kewenangan, aturan, standar dan templat."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="export|import")
        out = kinds.add_parser("export", help="menulis konfigurasi ke berkas JSON")
        out.add_argument("file", type=Path, metavar="BERKAS")
        into = kinds.add_parser("import", help="menunjukkan apa yang akan berubah; --apply menerapkannya")
        into.add_argument("file", type=Path, metavar="BERKAS")
        into.add_argument("--apply", action="store_true", help="terapkan; tanpa ini hanya ditunjukkan")
        into.add_argument("--by", metavar="SUREL", help="admin nasional yang menulis aturan dan templat")
        into.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["kind"] == "export":
                options["file"].write_text(configuration.export(), encoding="utf-8", newline="\n")
                self.stdout.write(f"Konfigurasi ditulis ke {options['file']}. Tidak ada orang dan kunci di dalamnya.")
                return
            with options["file"].open("rb") as file:
                content = file.read(FILE_MOST + 1)
        except OSError as error:
            raise CommandError(f"“{options['file']}” tidak dapat dibuka: {error.strerror}.", returncode=2) from error
        self.bring_in(content, options)

    def bring_in(self, content: bytes, options: dict[str, Any]) -> None:
        """Show what the document does, and say whether it was done; exit 1 when a row is refused."""
        try:
            found = bring_in(content, by=_doer(options["by"]), apply=options["apply"])
        except Refused as error:
            raise CommandError(error.sentence) from error
        if options["json"]:
            self.stdout.write(json.dumps({**found.counts, "applied": found.applied}))
        else:
            self.show(found)
        if found.counts[REFUSED]:
            raise CommandError("Belum ada yang diterapkan: perbaiki baris yang ditolak, lalu ulangi.")

    def show(self, found: Outcome) -> None:
        for row in found.rows:
            if row.outcome != SAME:
                says = f" · {row.says}" if row.says else ""
                self.stdout.write(f"{row.table.label}: {LABELS[row.outcome]} · {row.subject}{says}")
        self.stdout.write(", ".join(f"{found.counts[name]} {label}" for name, label in LABELS.items()) + ".")
        self.stdout.write("Diterapkan." if found.applied else "Tidak ada yang ditulis. Terapkan dengan --apply.")


def _doer(email: str | None) -> Actor:
    if email is None:
        return SYSTEM
    user = User.objects.filter(email__iexact=email.strip()).first()
    actor = actor_for(user, channel="console") if user else None
    if actor is None or not actor.has_role("national_admin"):
        raise CommandError(f"{email} bukan admin nasional.")
    return actor
