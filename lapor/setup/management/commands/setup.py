"""`lapor setup BERKAS`: what a file of units, people, competences and categories would change, and its applying."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.agencies.queries import actor_for
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.setup.applying import apply
from lapor.setup.lines import LABELS, SAME
from lapor.setup.models import Application
from lapor.setup.planning import Plan, plan
from lapor.setup.reading import FILE_MOST, rows_of
from lapor.setup.undoing import undo


class Command(BaseCommand):
    help = "Menyiapkan unit, orang, kewenangan dan kategori dari berkas XLSX atau CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="BERKAS")
        parser.add_argument("--apply", action="store_true", help="terapkan; tanpa ini hanya ditunjukkan")
        parser.add_argument("--by", metavar="SUREL", help="admin yang menyiapkan dan mengundang; tanpa ini sistem")
        parser.add_argument("--undo", type=int, metavar="NOMOR", help="batalkan penerapan dengan nomor ini")
        parser.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        by = _doer(options["by"])
        if options["undo"] is not None:
            self.take_back(options["undo"], by=by, as_json=options["json"])
            return
        rows = rows_of(_content(options["file"]))
        found = plan(rows, by=by)
        if not options["json"]:
            self.show(found)
        done = apply(rows, seen=found.digest, by=by) if options["apply"] else None
        if options["json"]:
            self.stdout.write(json.dumps({**found.counts, "application": done.pk if done else None}))
        elif done:
            self.stdout.write(f"Diterapkan sebagai nomor {done.pk}. Membatalkan: lapor setup --undo {done.pk}")

    def show(self, found: Plan) -> None:
        """Print a line for each row but those that change nothing, and the sums."""
        for one in found.lines:
            if one.outcome != SAME:
                self.stdout.write(f"{one.place}: {one.label} · {one.subject}{' · ' if one.says else ''}{one.says}")
        self.stdout.write(", ".join(f"{found.counts[name]} {label}" for name, label in LABELS.items()) + ".")

    def take_back(self, number: int, *, by: Actor, as_json: bool) -> None:
        row = Application.objects.filter(pk=number).first()
        if row is None:
            raise CommandError(f"Tidak ada penerapan dengan nomor {number}.")
        row = undo(row, by=by)
        if as_json:
            self.stdout.write(json.dumps({"kept": row.kept}, ensure_ascii=False))
            return
        for sentence in row.kept:
            self.stdout.write(f"• {sentence}")
        self.stdout.write("Dibatalkan.")


def _doer(email: str | None) -> Actor:
    if email is None:
        return SYSTEM
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise CommandError(f"Tidak ada akun dengan alamat surel {email}.")
    return actor_for(user, channel="console")


def _content(path: Path | None) -> bytes:
    """The file as bytes; CommandError when it cannot be read."""
    if path is None:
        raise CommandError("Sebutkan berkasnya, atau --undo NOMOR.", returncode=2)
    try:
        with path.open("rb") as file:
            return file.read(FILE_MOST + 1)
    except OSError as error:
        raise CommandError(f"Berkas {path} tidak dapat dibaca: {error.strerror}.", returncode=2) from error
