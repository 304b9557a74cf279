"""`lapor standards`: the general rules, days off that were decreed here, and what they come to for a report."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.agencies.models import Agency
from lapor.people.actor import SYSTEM
from lapor.reports import queries
from lapor.reports.policies import clocks
from lapor.reports.policies.clocks import DeadlineView
from lapor.standards import actions
from lapor.standards.models import DayOff


class Command(BaseCommand):
    """`load` writes the general rules that are missing; `day-off` decrees a day off, `days-off` lists them; `explain`
    tells why the limits of a report fall on their days.
    """

    help = "Mengurus standar layanan dan hari libur."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="load|day-off|days-off|explain")
        verbs.add_parser("load", help="memuat standar layanan bawaan yang belum ada")
        decree = verbs.add_parser("day-off", help="menetapkan hari libur; tenggat yang berjalan ikut mundur")
        decree.add_argument("day", metavar="TANGGAL", help="misalnya 2026-12-28")
        decree.add_argument("--name", required=True, metavar="NAMA", help="nama hari itu; pelapor membacanya")
        decree.add_argument("--agency", metavar="SLUG", help="hanya instansi ini dan unit di bawahnya")
        decree.add_argument("--working", action="store_true", help="sebaliknya: tetap hari kerja")
        decree.add_argument("--json", action="store_true", help="keluaran untuk program")
        told = verbs.add_parser("explain", help="menjelaskan tenggat satu laporan, hari demi hari")
        told.add_argument("code", metavar="KODE", help="kode laporan")
        told.add_argument("--on", metavar="TANGGAL", help="juga menurut aturan pada hari itu, misalnya 2026-03-01")
        told.add_argument("--json", action="store_true", help="keluaran untuk program")
        listing = verbs.add_parser("days-off", help="menampilkan hari libur yang ditetapkan di sini")
        listing.add_argument("--json", action="store_true", help="keluaran untuk program")

    def handle(self, *args: Any, **options: Any) -> None:
        verbs = {"load": self.load, "day-off": self.decree, "days-off": self.show, "explain": self.explain}
        verbs[options["verb"]](options)

    def load(self, options: dict[str, Any]) -> None:
        """Write the general rules that are missing."""
        self.stdout.write(f"{actions.load_defaults()} baris standar layanan ditambahkan.")

    def decree(self, options: dict[str, Any]) -> None:
        """Make a day off, or a working day."""
        row = actions.add_day_off(
            day_of(options["day"]),
            by=SYSTEM,
            name=options["name"],
            agency=agency_of(options["agency"]),
            is_working=options["working"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(as_data(row), ensure_ascii=False))
            return
        follow = "" if row.is_working else " Pekerja menggeser tenggat yang sedang berjalan dalam beberapa menit."
        self.stdout.write(f"{sentence_of(row)}{follow}")

    def show(self, options: dict[str, Any]) -> None:
        """List what was decreed here, beside the national list."""
        rows = list(DayOff.objects.select_related("agency"))
        if options["json"]:
            self.stdout.write(json.dumps([as_data(row) for row in rows], ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(sentence_of(row))
        if not rows:
            self.stdout.write("Belum ada hari libur yang ditetapkan di sini; daftar nasional tetap berlaku.")

    def explain(self, options: dict[str, Any]) -> None:
        """Tell why each limit of a report falls on its day."""
        report = queries.get(SYSTEM, options["code"])
        if report is None:
            raise CommandError(f"Tidak ada laporan dengan kode {options['code']}.")
        on = day_of(options["on"]) if options["on"] else None
        found = clocks.all_of(report)
        if options["json"]:
            self.stdout.write(json.dumps([explained(one, on) for one in found], ensure_ascii=False, default=str))
            return
        for one in found:
            self.stdout.write(f"{one.label.capitalize()}, {one.agency} ({one.outcome_label})")
            replayed = [one.as_of(on).sentence(report.holder.zone_name)] if on else []
            for line in (*one.why(), *replayed):
                self.stdout.write(f"  {line}")
            for day in one.days():
                said = f"hari ke-{day.number}" if day.number else f"tidak dihitung: {day.reason}"
                self.stdout.write(f"    {day.date:%d-%m-%Y}  {said}")
        if not found:
            self.stdout.write("Laporan ini belum punya tenggat.")


def explained(one: DeadlineView, on: date | None) -> dict[str, Any]:
    """One limit for a program to read."""
    shown = ("clock", "agency", "started_at", "due_at", "amount", "unit", "basis", "outcome")
    told = {name: getattr(one, name) for name in shown}
    days = [{"date": day.date, "number": day.number, "reason": day.reason} for day in one.days()]
    replayed = {"as_of": asdict(one.as_of(on))} if on else {}
    return told | {"why": one.why(), "days": days} | replayed


def day_of(text: str) -> date:
    """Read a day; CommandError for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” bukan tanggal. Contoh: 2026-12-28.", returncode=2) from None


def agency_of(slug: str | None) -> Agency | None:
    """Find the agency; CommandError when there is none."""
    if slug is None:
        return None
    found = Agency.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"Tidak ada instansi dengan alamat halaman “{slug}”. Lihat: lapor agency list.")
    return found


def sentence_of(row: DayOff) -> str:
    kind = "tetap hari kerja" if row.is_working else "hari libur"
    return f"{row.date:%d-%m-%Y} {kind} untuk {row.agency or 'semua instansi'}: {row.name}."


def as_data(row: DayOff) -> dict[str, Any]:
    agency = row.agency.slug if row.agency else None
    return {"date": row.date.isoformat(), "name": row.name, "agency": agency, "is_working": row.is_working}
