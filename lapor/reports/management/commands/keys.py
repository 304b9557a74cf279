"""`lapor keys`: which keys wrap the reports' keys, and a new one in their place."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.kit import keys, progress
from lapor.reports import rewrapping


class Command(BaseCommand):
    help = "Mengurus kunci pembungkus."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|rotate")
        listing = verbs.add_parser("list", help="menampilkan kunci pembungkus dan berapa laporan memakainya")
        rotate = verbs.add_parser(
            "rotate",
            help="membuat kunci pembungkus baru dan membungkus ulang semua kunci laporan; melanjutkan yang terputus",
        )
        for one in (listing, rotate):
            one.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        {"list": self.show, "rotate": self.rotate}[options["verb"]](as_json=options["json"])

    def show(self, *, as_json: bool) -> None:
        """One line per key, never its secret."""
        known, used = keys.wrapping_keys(), rewrapping.counts()
        rows: list[dict[str, Any]] = [
            {
                "number": key.number,
                "id": key.name.hex(),
                "made_at": key.made_at.isoformat(timespec="seconds"),
                "current": key is known[-1],
                "reports": used.get(key.name, 0),
            }
            for key in known
        ]
        if as_json:
            self.stdout.write(json.dumps(rows))
            return
        for row in rows:
            state = "dipakai sekarang" if row["current"] else "lama"
            self.stdout.write(
                f"{row['number']:>3}  {row['id']}  {row['made_at'][:10]}  {row['reports']} laporan, {state}"
            )

    def rotate(self, *, as_json: bool) -> None:
        """Finish a rotation that was broken off, else begin one; then wrap until nothing is left."""
        resumed = rewrapping.left().exists() and len(keys.wrapping_keys()) > 1
        name = keys.wrapping_keys()[-1].name.hex() if resumed else keys.rotate_kek()
        done = 0
        while total := rewrapping.left().count():
            batches = -(-total // rewrapping.BATCH)
            wrapped = sum(progress.bar(rewrapping.rewrap(), total=batches, label="Membungkus ulang"))
            if not wrapped:
                raise CommandError(f"{total} kunci laporan tidak dapat dibuka. Pulihkan folder kek/ dari cadangan.")
            done += wrapped
        if as_json:
            self.stdout.write(json.dumps({"id": name, "rewrapped": done, "resumed": resumed}))
            return
        begun = "Pergantian yang terputus dilanjutkan" if resumed else "Kunci pembungkus baru dibuat"
        self.stdout.write(f"{begun} ({name}). {done} kunci laporan dibungkus ulang. Cadangkan folder kunci sekarang.")
