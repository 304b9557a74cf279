"""`lapor agency`: add, list, move, close and open agencies from the console."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.agencies import actions
from lapor.agencies.models import Agency
from lapor.agencies.regions import ensure_region
from lapor.people.actor import SYSTEM
from lapor.reports import retiring


class Command(BaseCommand):
    help = "Mengurus susunan instansi."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|move|close|open")
        add = verbs.add_parser("add", help="menambah instansi di bawah instansi lain")
        add.add_argument("name", metavar="NAMA")
        add.add_argument("--parent", metavar="SLUG", help="induknya; tanpa ini instansi paling atas")
        add.add_argument("--short", metavar="NAMA", help="nama pendek; bawaan: nama lengkapnya")
        add.add_argument("--kind", choices=Agency.Kind.values, default=Agency.Kind.UNIT.value)
        add.add_argument("--region", metavar="KODE", help="kode wilayah Kemendagri, misalnya 73.24")
        add.add_argument("--email", default="", metavar="SUREL", help="surel kantor")
        add.add_argument("--inspectorate", action="store_true", help="pengawas internal")
        add.add_argument("--twin", action="store_true", help="instansi lain dengan nama yang sudah dipakai")
        listing = verbs.add_parser("list", help="menampilkan susunan dengan slug setiap instansi")
        listing.add_argument("--below", metavar="SLUG", help="hanya instansi ini dan yang di bawahnya")
        move = verbs.add_parser("move", help="memindahkan instansi dengan semua yang di bawahnya")
        move.add_argument("slug", metavar="SLUG")
        move.add_argument("--to", required=True, metavar="SLUG", help="induk barunya")
        for verb, meaning in (("close", "menutup instansi tanpa laporan terbuka"), ("open", "membukanya lagi")):
            verbs.add_parser(verb, help=meaning).add_argument("slug", metavar="SLUG")
        for one in verbs.choices.values():
            one.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "list":
            self.show(rows_below(options["below"]), as_json=options["json"])
            return
        row, sentence = VERBS[options["verb"]](options)
        self.stdout.write(json.dumps(as_data(row), ensure_ascii=False) if options["json"] else sentence)

    def show(self, rows: list[Agency], *, as_json: bool) -> None:
        """Print the tree."""
        if as_json:
            self.stdout.write(json.dumps([as_data(row) for row in rows], ensure_ascii=False))
            return
        for row in rows:
            closed = "" if row.is_open else " (ditutup)"
            self.stdout.write(f"{'  ' * (row.depth - 1)}{row.name}{closed}  [{row.slug}]")


def found(slug: str) -> Agency:
    """Find an agency by its slug; CommandError when there is none."""
    row = Agency.objects.filter(slug=slug).first()
    if row is None:
        raise CommandError(f"Tidak ada instansi dengan slug “{slug}”. Lihat: lapor agency list.")
    return row


def rows_below(slug: str | None) -> list[Agency]:
    path = found(slug).path if slug else ""
    return list(Agency.objects.filter(path__startswith=path).select_related("parent").order_by("path"))


def add(options: dict[str, Any]) -> tuple[Agency, str]:
    """Add an agency."""
    region = ensure_region(options["region"]) if options["region"] else None
    if options["region"] and region is None:
        raise CommandError(f"Tidak ada wilayah dengan kode {options['region']}.")
    try:
        row = actions.add_agency(
            name=options["name"],
            short_name=options["short"] or options["name"],
            kind=options["kind"],
            parent=found(options["parent"]) if options["parent"] else None,
            region=region,
            email=options["email"],
            is_inspectorate=options["inspectorate"],
            twins_are_meant=options["twin"],
            by=SYSTEM,
        )
    except actions.HasTwins as refused:
        raise CommandError(f"{refused.sentence} Bila memang instansi lain, tambahkan --twin.") from refused
    return row, f"{row.name} ditambahkan, slug {row.slug}."


def move(options: dict[str, Any]) -> tuple[Agency, str]:
    """Move a branch."""
    row = actions.move_branch(found(options["slug"]), to=found(options["to"]), by=SYSTEM)
    return row, f"{row.name} sekarang di bawah {found(options['to']).name}."


def close(options: dict[str, Any]) -> tuple[Agency, str]:
    """Close an agency that holds no open report."""
    row = retiring.close_agency(found(options["slug"]), by=SYSTEM)
    return row, f"{row.name} ditutup."


def reopen(options: dict[str, Any]) -> tuple[Agency, str]:
    """Open an agency again."""
    row = actions.reopen_agency(found(options["slug"]), by=SYSTEM)
    return row, f"{row.name} menerima laporan lagi."


VERBS = {"add": add, "move": move, "close": close, "open": reopen}


def as_data(row: Agency) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "short_name": row.short_name,
        "kind": row.kind,
        "parent": row.parent.slug if row.parent else None,
        "region": row.region_id,
        "is_open": row.is_open,
        "is_inspectorate": row.is_inspectorate,
    }
