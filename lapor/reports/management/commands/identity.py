"""`lapor identity open CODE`: two custodians together read who filed a report; the reporter is told why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.kit import codes, keyfiles
from lapor.people.actor import SYSTEM
from lapor.reports import actions, queries

LABELS = {"name": "Nama", "nik": "NIK"}


class Command(BaseCommand):
    help = "Membuka identitas pelapor yang disegel, oleh dua kustodian bersama."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="open")
        verb = verbs.add_parser("open", help="membuka identitas satu laporan; pelapor membaca alasannya")
        verb.add_argument("code", metavar="KODE", help="kode laporan")
        verb.add_argument(
            "--key",
            action="append",
            required=True,
            type=Path,
            metavar="BERKAS",
            help="kunci satu kustodian; dua kali",
        )
        verb.add_argument("--reason", default="", metavar="ALASAN", help="mengapa identitas harus dibuka")
        verb.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        if len(options["key"]) != 2:
            raise CommandError("Sebut tepat dua berkas kunci: --key … --key …", returncode=2)
        one, other = (key_in(path) for path in options["key"])
        report = queries.get(SYSTEM, options["code"])
        if report is None:
            raise CommandError(f"Tidak ada laporan dengan kode {options['code']}.")
        identity = actions.open_identity(report, one=one, other=other, reason=options["reason"])
        if options["json"]:
            self.stdout.write(json.dumps({"code": report.code, **identity}, ensure_ascii=False))
            return
        self.stdout.write(f"Laporan {codes.grouped(report.code)}")
        for name, label in LABELS.items():
            self.stdout.write(f"{label}: {identity.get(name) or '(tidak diisi)'}")
        self.stderr.write("Pembukaan ini tercatat, dan pelapor membaca alasannya. Bersihkan layar setelah selesai.")


def key_in(path: Path) -> bytes:
    """Read a custodian's key; CommandError that says which file."""
    try:
        return keyfiles.read_key(path)
    except keyfiles.KeysError as error:
        raise CommandError(f"Berkas {path} tidak terbaca atau bukan kunci. Periksa nama dan isinya.") from error
