"""Rows become reports: the state they had, one event, no clocks, nobody told; twice is once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lapor.agencies.models import Agency, Category
from lapor.channels.laporan_ringkas.load import Summary, load
from lapor.channels.laporan_ringkas.parse import Reject, open_export
from lapor.channels.laporan_ringkas.tests.files import LONG, OFFICE, Cells, cells, xlsx
from lapor.channels.laporan_ringkas.tree import add_exporter, find_exporter, planned_exporter
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import PUBLIC, SYSTEM
from lapor.reports import actions, events, policies, queries, words
from lapor.reports.actions.imported import take_over_all
from lapor.reports.models import Deadline, Disposition, Event, ExternalReference, Message, Reaction, Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> Agency:
    return world.agencies["luwu-timur"]


def take(tmp_path: Path, under: Agency, *rows: Cells, **options: object) -> Summary:
    path = xlsx(tmp_path / "a.xlsx", rows, columns=LONG)
    return load(open_export(path).rows(), under=under, called=OFFICE, **options)  # type: ignore[arg-type] # options of load


def the_report(number: str = "7000001") -> Report:
    return ExternalReference.objects.get(system="lapor", value=number).report


def said_of(report: Report) -> list[tuple[str, str]]:
    key = words.key_of(report)
    return sorted((row.kind, words.message(row, key)) for row in report.messages.all())


def test_a_report_comes_in_with_what_the_file_says_and_nothing_more(tmp_path: Path, office: Agency) -> None:
    summary = take(
        tmp_path, office, cells(unit="Dinas Contoh Kab. Luwu Timur", unit_id=""), zone=ZoneInfo("Asia/Makassar")
    )
    report = the_report()
    assert (summary.read, summary.created, summary.rejected) == (1, 1, 0)
    assert (report.origin, report.state, report.closed_by, report.closed_at) == ("imported", "closed", "system", None)
    assert report.submitted_at == datetime(2023, 9, 19, 19, 16, 47, tzinfo=UTC)
    assert (report.channel, report.identity, report.secrecy, report.oversight) == ("web", "anonymous", "public", False)
    assert (report.category and report.category.lapor_id, report.region_id) == (1398, "73.24.04.1003")
    assert (report.pin_verifier, report.published_at, report.due_at, report.waits_for) == (None, None, None, "nobody")
    assert report.holder.name == "Dinas Contoh Kab. Luwu Timur"
    assert report.holder.path.startswith(office.path)
    assert words.title(report) == "Lampu padam nomor 1"
    assert said_of(report) == []


def test_there_is_one_event_in_a_sound_chain_and_nobody_hears_of_it(tmp_path: Path, office: Agency) -> None:
    take(tmp_path, office, *(cells(n) for n in range(1, 4)))
    for report in Report.objects.all():
        log = list(report.events.order_by("seq"))
        assert [(e.kind, e.from_state, e.to_state) for e in log] == [("imported", "", "closed")]
        assert events.first_break(log) is None
        assert report.last_seq == 1
    assert not Deadline.objects.exists()
    assert not Reaction.objects.exists()


def test_a_second_run_adds_nothing(tmp_path: Path, office: Agency) -> None:
    rows = [cells(n) for n in range(1, 131)]
    take(tmp_path, office, *rows)
    before = (Report.objects.count(), Event.objects.count(), Message.objects.count(), Agency.objects.count())
    again = take(tmp_path, office, *rows)
    assert (again.read, again.created, again.unchanged) == (130, 0, 130)
    assert (Report.objects.count(), Event.objects.count(), Message.objects.count(), Agency.objects.count()) == before


def test_a_trial_run_writes_nothing(tmp_path: Path, office: Agency) -> None:
    take(tmp_path, office, cells(1))
    agencies = Agency.objects.count()
    summary = take(
        tmp_path, office, cells(1), cells(2, unit="Dinas Lain", category="Layang", category_id=""), dry_run=True
    )
    assert (summary.created, summary.unchanged, summary.new_agencies) == (1, 1, ["Dinas Lain"])
    assert summary.unknown_categories == {"Layang": 1}
    assert (Report.objects.count(), Agency.objects.count()) == (1, agencies)


def test_pending_and_archived_reports_may_have_a_unit_and_no_classification(tmp_path: Path, office: Agency) -> None:
    take(
        tmp_path,
        office,
        cells(1, status="Menunggu Kelengkapan Informasi", classification="", reason="Sebutkan nama jalannya"),
        cells(2, status="Diarsipkan oleh Admin", classification="", reason="Mengandung SARA dan tidak jelas"),
        cells(3, status="Belum Terverifikasi", classification="", unit=""),
    )
    pending, archived, fresh = the_report(), the_report("7000002"), the_report("7000003")
    assert (pending.state, pending.oversight, pending.holder.parent) == ("pending", None, office)
    assert ("reason", "Sebutkan nama jalannya") in said_of(pending)
    assert (archived.state, archived.archive_reason, archived.closed_by) == ("archived", "other", "admin")
    assert ("reason", "Mengandung SARA dan tidak jelas") in said_of(archived)
    assert policies.redact(archived, SYSTEM).state_label == "Diarsipkan oleh admin"
    assert (fresh.state, fresh.oversight) == ("unverified", None)


def test_what_has_no_column_here_is_kept_as_sealed_words(tmp_path: Path, office: Agency) -> None:
    take(
        tmp_path, office, cells(category="Layang", category_id=99999, source="Merpati", last_body="Isi lain", unit_id=5)
    )
    report = the_report()
    assert report.category is None
    assert report.channel == "import"
    assert said_of(report) == [
        (
            "note",
            "Data asal dari SP4N-LAPOR:\nSumber Laporan: Merpati\nID Kategori: 99999\nKategori: Layang\nID Instansi: 5",
        ),
        ("note", "Isi laporan akhir menurut SP4N-LAPOR:\n\nIsi lain"),
    ]
    assert "Merpati" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_tree_grows_under_the_exporting_agency_by_name(tmp_path: Path, office: Agency, world: World) -> None:
    there = world.agencies["dinas-pu"]
    take(
        tmp_path,
        office,
        cells(1, unit=there.name.upper()),
        cells(2, unit="Dinas Baru Kab. Luwu Timur"),
        cells(3, unit="DINAS BARU KABUPATEN LUWU TIMUR"),
        cells(4, unit="Bidang Uji", parent="Dinas Baru Kab. Luwu Timur"),
        cells(5, unit="Dinas Tiga > Seksi Satu", parent=office.name),
        cells(6, unit="", parent="Badan Sendiri"),
        cells(7, unit="", parent=office.name),
        cells(8, unit="Dinas Empat", parent=world.agencies["kemen-pu"].name),
    )
    holders = {n: the_report(f"{7_000_000 + n}").holder for n in range(1, 9)}
    assert holders[1] == there
    assert holders[2] == holders[3]
    assert holders[4].parent == holders[2]
    assert (holders[5].name, holders[5].parent and holders[5].parent.name) == ("Seksi Satu", "Dinas Tiga")
    assert holders[6].name == "Badan Sendiri"
    assert holders[7] == office
    assert holders[8].parent == office
    assert all(holder.path.startswith(office.path) and holder.is_open for holder in holders.values())


def test_an_officer_of_the_exporting_agency_sees_its_history_and_no_other_does(
    tmp_path: Path, office: Agency, world: World
) -> None:
    take(tmp_path, office, cells(1), cells(2, kind="Anonim, Rahasia"))
    open_one, secret = the_report(), the_report("7000002")
    citra, gilang = world.actor("citra"), world.actor("gilang")
    assert {queries.get(citra, report.code) for report in (open_one, secret)} == {open_one, secret}
    assert {queries.get(gilang, report.code) for report in (open_one, secret)} == {None}
    assert queries.get(PUBLIC, open_one.code) is None


def test_a_sensitive_category_starts_secret_whatever_the_file_says(tmp_path: Path, office: Agency) -> None:
    leaf = Category.objects.filter(parent__sensitive=True).first() or Category.objects.filter(sensitive=True)[0]
    take(tmp_path, office, cells(category=leaf.name, category_id=leaf.lapor_id or ""))
    assert (the_report().category, the_report().secrecy) == (leaf, "secret")


def test_an_open_report_can_be_taken_up_and_its_clocks_start_that_day(
    tmp_path: Path, office: Agency, world: World
) -> None:
    take(
        tmp_path, office, cells(unit=world.agencies["dinas-pu"].name, status="Belum Ditindaklanjuti", classification="")
    )
    day = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
    with clock.freeze(day):
        report = actions.adopt(the_report(), by=world.actor("citra"))
    rows = {row.clock: row for row in Deadline.objects.filter(report=report)}
    assert set(rows) == {"response", "completion"}
    assert {row.started_at for row in rows.values()} == {day}
    assert (report.origin, report.waits_for) == ("native", "officer")
    assert events.first_break(report.events.order_by("seq")) is None
    with clock.freeze(day):
        report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah kami perbaiki.", final=True)
    assert report.state == "in_progress"


def test_a_changed_row_is_told_by_a_second_event_while_nobody_took_it_up(
    tmp_path: Path, office: Agency, world: World
) -> None:
    unit = world.agencies["dinas-pu"].name
    take(tmp_path, office, cells(status="Sedang Diproses", unit="Dinas Lama", kind="Rahasia"))
    again = take(tmp_path, office, cells(status="Ditutup oleh Pelapor", unit=unit, kind="", title="Judul kedua"))
    report = the_report()
    assert (again.changed, again.created) == (1, 0)
    assert (report.state, report.closed_by, words.title(report)) == ("closed", "reporter", "Judul kedua")
    assert report.secrecy == "secret"  # it never falls
    assert [e.from_state for e in report.events.order_by("seq")] == ["", "in_progress"]
    assert events.first_break(report.events.order_by("seq")) is None
    assert not Reaction.objects.exists()
    live = Disposition.objects.get(report=report, until=None)
    assert live.agency == world.agencies["dinas-pu"]
    assert take(
        tmp_path, office, cells(status="Ditutup oleh Pelapor", unit=unit, kind="", title="Judul kedua")
    ).unchanged


def test_a_report_that_is_worked_on_here_is_left_alone(tmp_path: Path, office: Agency, world: World) -> None:
    take(tmp_path, office, cells(status="Sedang Diproses"))
    actions.adopt(the_report(), by=world.actor("citra"))
    again = take(tmp_path, office, cells(status="Ditutup oleh Sistem"))
    assert (again.kept, again.changed) == (1, 0)
    assert the_report().state == "in_progress"


def test_one_number_twice_in_a_file_counts_once(tmp_path: Path, office: Agency) -> None:
    refused: list[Reject] = []
    summary = take(tmp_path, office, cells(1), cells(1), cells(1, title="Lain"), reject=refused.append)
    assert (summary.read, summary.created, summary.unchanged, summary.rejected) == (3, 1, 1, 1)
    assert "baris 8" in refused[0].reason


def test_an_unknown_status_is_rejected_with_its_name(tmp_path: Path, office: Agency) -> None:
    refused: list[Reject] = []
    take(tmp_path, office, cells(status="Melayang"), reject=refused.append)
    assert [row.reason for row in refused] == ["Status “Melayang” tidak dikenal."]


def test_an_unknown_exporting_agency_is_made_under_the_national_root(db: None) -> None:
    assert find_exporter(OFFICE) is None
    made = add_exporter(planned_exporter("Pemerintah Kabupaten Luwu Timur"), by=SYSTEM)
    assert made.parent is not None
    assert (made.kind, made.parent.kind, made.region_id, made.zone_name) == (
        "regency",
        "nation",
        "73.24",
        "Asia/Makassar",
    )
    assert find_exporter("PEMKAB Luwu Timur") == made


def test_only_the_system_takes_over(world: World) -> None:
    with pytest.raises(Refused):
        take_over_all([], by=world.actor("citra"))
