"""`lapor import laporan-ringkas BERKAS`: an agency's own history, from the official export."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lapor.agencies.models import Agency
from lapor.channels.laporan_ringkas.load import Summary, load, most_named
from lapor.channels.laporan_ringkas.parse import Export, open_export
from lapor.channels.laporan_ringkas.rejects import RejectsFile
from lapor.channels.laporan_ringkas.sheets import FileRefused
from lapor.channels.laporan_ringkas.tree import add_exporter, find_exporter, planned_exporter
from lapor.people.actor import SYSTEM

HELP = """Memasukkan ekspor resmi SP4N-LAPOR “Laporan Ringkas” (XLSX atau CSV).

Setiap laporan masuk sekali, dengan status terakhirnya; menjalankan lagi tidak menambah apa pun. Laporan yang isinya
berubah sejak ekspor sebelumnya diperbarui selama belum diambil untuk dikerjakan di sini. Tidak ada tenggat,
pemberitahuan atau halaman publik untuk laporan lama."""
LIST_MOST = 15
EXITS = """Kode keluar:
    0   berkas sudah masuk; baris yang ditolak disebut dan disimpan
    1   gagal di tengah jalan: jalankan lagi untuk melanjutkan
    2   berkas atau pilihan tidak dapat dibaca
  130   dihentikan: jalankan lagi untuk melanjutkan
--json mencetak satu baris {"read": …, "created": …, "unchanged": …, "rejected": …};
"changed" hanya ada bila isi laporan berubah sejak ekspor sebelumnya."""


class Command(BaseCommand):
    help = "Memasukkan laporan dari sistem lain."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="laporan-ringkas")
        one = kinds.add_parser(
            "laporan-ringkas",
            help="ekspor resmi SP4N-LAPOR",
            description=HELP,
            epilog=EXITS,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.add_argument("file", type=Path, metavar="BERKAS")
        one.add_argument("--under", metavar="SLUG", help="instansi pemilik ekspor; tanpa ini dibaca dari berkasnya")
        one.add_argument(
            "--zone", type=_zone, default="UTC", help="zona waktu dalam berkas, misalnya Asia/Jakarta (UTC)"
        )
        one.add_argument("--rejects", type=Path, metavar="BERKAS", help="tempat baris yang ditolak (di sebelah berkas)")
        one.add_argument("--dry-run", action="store_true", help="hanya tunjukkan apa yang akan terjadi")
        one.add_argument("--json", action="store_true", help="jawaban yang dapat dibaca program")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary, rejects = run(options)
        except FileRefused as error:
            raise CommandError(error.sentence, returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(summary)))
            return
        for line in _report(summary, rejects=rejects, dry=options["dry_run"]):
            self.stdout.write(line)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo({"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}.get(name, name))
    except (LookupError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"zona waktu {name} tidak dikenal, contoh: Asia/Jakarta") from None


def run(options: dict[str, Any]) -> tuple[Summary, Path | None]:
    """Read the file and take it over; returns what happened and where the rejected rows are, if there are any."""
    export = open_export(options["file"])
    name = export.agency or most_named(export.rows())
    under = exporter_of(name, slug=options["under"], dry=options["dry_run"])
    path = options["rejects"] or options["file"].with_name(f"{options['file'].stem}.ditolak.csv")
    with RejectsFile(path, header=export.header) as rejects, _bar(export) as show:
        summary = load(
            export.rows(),
            under=under,
            called=name,
            by=SYSTEM,
            zone=options["zone"],
            dry_run=options["dry_run"],
            progress=show,
            reject=None if options["dry_run"] else rejects.add,
        )
    return summary, path if summary.rejected and not options["dry_run"] else None


def exporter_of(name: str, *, slug: str | None, dry: bool) -> Agency:
    """The agency whose export this is: as told, as the file says, or made under the national root."""
    if slug:
        named = Agency.objects.filter(slug=slug).first()
        if named is None:
            raise FileRefused(f"Tidak ada instansi dengan slug “{slug}”.")
        return named
    if not name:
        raise FileRefused("Berkas ini tidak menyebut instansi pemiliknya. Sebutkan dengan --under SLUG.")
    planned = planned_exporter(name)
    return find_exporter(name) or (planned if dry else add_exporter(planned, by=SYSTEM))


@contextmanager
def _bar(export: Export) -> Iterator[Any]:
    """A progress bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Laporan", total=export.height)
        yield lambda read: bar.update(task, completed=read)


def _as_json(summary: Summary) -> dict[str, int]:
    answer = {name: getattr(summary, name) for name in ("read", "created", "unchanged", "rejected")}
    changed = summary.changed + summary.kept
    return answer | ({"changed": changed} if changed else {})


def _report(summary: Summary, *, rejects: Path | None, dry: bool) -> Iterator[str]:
    """What happened, in lines for a person: the lists first, so that the short table is what stays on the screen."""
    yield from _table("Menurut status:", summary.statuses.most_common())
    yield from _table("Kategori yang tidak dikenal (namanya disimpan):", summary.unknown_categories.most_common())
    if summary.new_agencies:
        yield f"Instansi {'yang akan dibuat' if dry else 'baru'} ({len(summary.new_agencies)}):"
        yield from _first(f"  {name}" for name in summary.new_agencies)
    yield ""
    yield "Tidak ada yang ditulis; beginilah hasilnya nanti:" if dry else "Selesai."
    labels = (
        ("dibaca", summary.read),
        ("baru", summary.created),
        ("sama seperti sebelumnya", summary.unchanged),
        ("diperbarui", summary.changed),
        ("berubah di sana, sudah dikerjakan di sini, tidak disentuh", summary.kept),
        ("ditolak", summary.rejected),
    )
    yield from (
        f"  {number:>7} {label}" for label, number in labels if number or label in ("dibaca", "baru", "ditolak")
    )
    yield from (f"• {step}" for step in _next(summary, rejects=rejects, dry=dry))


def _next(summary: Summary, *, rejects: Path | None, dry: bool) -> Iterator[str]:
    """What the person does now."""
    if dry:
        yield "Bila sudah benar, jalankan lagi tanpa --dry-run."
        return
    if rejects:
        yield f"Baris yang ditolak beserta alasannya: {rejects}. Perbaiki di sana, lalu masukkan berkas itu."
    if summary.new_agencies:
        yield "Periksa instansi baru dengan: lapor agency list. Beri admin dengan: lapor user add."
    if summary.created:
        yield "Laporan yang belum selesai ada di meja, bagian “Dari SP4N-LAPOR”. Mulai dengan “Ambil untuk dikerjakan”."
    yield "Hapus ekspor dan berkas baris yang ditolak bila sudah tidak perlu; keduanya memuat tulisan orang."


def _table(title: str, rows: list[tuple[str, int]]) -> Iterator[str]:
    if rows:
        yield title
        yield from _first(f"  {number:>7} {name}" for name, number in rows)


def _first(lines: Iterable[str]) -> Iterator[str]:
    """As many as fit on a screen, and how many more there are."""
    every = list(lines)
    yield from every[:LIST_MOST]
    if len(every) > LIST_MOST:
        yield f"  … dan {len(every) - LIST_MOST} lagi"
