"""An official export as it was downloaded: whole, nothing rejected, its own numbers by status."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from lapor.channels.laporan_ringkas.load import load
from lapor.channels.laporan_ringkas.parse import open_export
from lapor.channels.laporan_ringkas.tree import add_exporter, planned_exporter
from lapor.notices.models import Delivery
from lapor.people.actor import SYSTEM
from lapor.reports import events
from lapor.reports.models import Deadline, Disposition, Event, ExternalReference, Reaction, Report

FILE = Path(__file__).parents[5] / "shared" / "data" / "complaints" / "laporan-ringkas-kab-bandung.xlsx"
# What each label means, written down a second time.
MEANING = {
    "Ditutup oleh Sistem": ("closed", "system"),
    "Ditutup oleh Admin": ("closed", "admin"),
    "Ditutup oleh Pelapor": ("closed", "reporter"),
    "Diarsipkan oleh Admin": ("archived", "admin"),
    "Diarsipkan oleh Sistem": ("archived", "system"),
    "Diarsipkan oleh Pelapor": ("archived", "reporter"),
    "Menunggu Kelengkapan Informasi": ("pending", ""),
    "Belum Terverifikasi": ("unverified", ""),
}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_official_export_comes_in_whole() -> None:
    if not FILE.exists():
        pytest.skip("needs ../shared/data/complaints to read an official export")
    export = open_export(FILE)
    begun = time.monotonic()
    under = add_exporter(planned_exporter(export.agency), by=SYSTEM)
    summary = load(export.rows(), under=under)
    spent = time.monotonic() - begun
    print(f"{summary.read} rows in {spent:.1f} s")
    assert (summary.read, summary.created, summary.rejected) == (1108, 1108, 0)
    assert spent < 60
    assert Counter(Report.objects.values_list("state", "closed_by")) == numbers_in_the_file()
    check_the_log()
    again = load(open_export(FILE).rows(), under=under)
    assert (again.created, again.unchanged, Report.objects.count()) == (0, 1108, 1108)


def numbers_in_the_file() -> Counter[tuple[str, str]]:
    """By status, counted from the cells alone."""
    lines = CalamineWorkbook.from_path(FILE).get_sheet_by_index(0).to_python()
    head = next(index for index, line in enumerate(lines) if "Tracking ID" in line)
    column = lines[head].index("Status Laporan")
    return Counter(MEANING[str(line[column])] for line in lines[head + 1 :])


def check_the_log() -> None:
    """One sound event, one holder and one number each; no clock runs, nobody is told."""
    chains: dict[object, list[Event]] = {}
    for event in Event.objects.order_by("report", "seq"):
        chains.setdefault(event.report_id, []).append(event)
    assert len(chains) == 1108
    assert {len(chain) for chain in chains.values()} == {1}
    assert all(events.first_break(chain) is None for chain in chains.values())
    assert not Deadline.objects.exists()
    assert not Reaction.objects.exists()
    assert not Delivery.objects.exists()
    assert ExternalReference.objects.filter(system="lapor").count() == 1108
    assert Disposition.objects.filter(until=None).count() == 1108
    assert not Report.objects.filter(published_at__isnull=False).exists()
