"""`lapor regions [KODE]`: make the rows of every region, or of those below a code."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from lapor.agencies.regions import load_regions


class Command(BaseCommand):
    help = "Memuat wilayah Kemendagri sampai desa ke dalam basis data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "code", nargs="?", default="", help="kode induk, misalnya 73.24; kosong berarti seluruh Indonesia"
        )
        parser.add_argument("--depth", type=int, default=4, choices=(1, 2, 3, 4), help="sampai tingkat berapa")
        parser.add_argument("--json", action="store_true", help="jawaban yang dapat dibaca program")

    def handle(self, *args: object, code: str, depth: int, json: bool, **options: object) -> None:
        try:
            made = _load(code, depth=depth, quiet=json)
        except LookupError as error:
            raise CommandError(f"Tidak ada wilayah dengan kode {code}.") from error
        self.stdout.write(_as_json(made) if json else f"{made} wilayah baru dimuat.")


def _load(code: str, *, depth: int, quiet: bool) -> int:
    with Progress(disable=quiet, transient=True) as bar:
        task = bar.add_task("Memuat wilayah", total=None)
        return load_regions(
            code, depth=depth, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )


def _as_json(made: int) -> str:
    return json.dumps({"created": made})
