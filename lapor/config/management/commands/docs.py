"""`lapor docs`: write the documents that the code knows better than a person, or check that they are current."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.config import documents


class Command(BaseCommand):
    help = "Menulis dokumen yang dibuat dari kode (docs/workflow.md, tabel pengaturan di README)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="hanya memeriksa; keluar dengan 1 bila ada yang usang")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = documents.stale()
        if options["check"]:
            if stale:
                names = ", ".join(str(path.relative_to(documents.ROOT)) for path in stale)
                raise CommandError(f"Dokumen usang: {names}. Jalankan: lapor docs. / Stale documents; run: lapor docs.")
            return
        for path, text in documents.all_documents().items():
            path.write_text(text, encoding="utf-8")
        self.stdout.write("Dokumen sudah sesuai dengan kode.")
