"""The Ombudsman's page: his cases, the file of one, and the archive that is complete in itself."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
import zeal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lapor.desk.tests.scenes import press, sign_in
from lapor.kit import clock
from lapor.people.actor import reporter_of
from lapor.reports import actions, cleaning
from lapor.reports.files import Upload
from lapor.reports.models import AccessEntry, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.test_cases import LATE, SECRET, accepted, brought, ended
from lapor.reports.world import World
from tests.architecture.kinds import picture

pytestmark = pytest.mark.django_db


def page_of(report: Report, name: str = "") -> str:
    return f"/meja/ombudsman/{report.code}/{name}"


def read(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def unpacked(browser: Client, report: Report) -> dict[str, bytes]:
    answer = browser.get(page_of(report, "berkas.zip"))
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streaming answer
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_his_page_groups_his_cases_and_says_how_long_the_oldest_waits(world: World) -> None:
    new, work, done = brought(world), accepted(world), ended(world)
    farah = sign_in(world, "farah")
    with clock.freeze(LATE + timedelta(days=14)):
        assert farah.get("/meja/")["Location"] == "/meja/ombudsman/"
        html = read(farah, "/meja/ombudsman/")
        assert "1 kasus baru" in html
        assert "Yang tertua menunggu 8 hari kerja." in html
        for group, report in (("baru", new), ("dikerjakan", work), ("selesai", done)):
            html = read(farah, f"/meja/ombudsman/?bagian={group}")
            assert [page_of(one) in html for one in (new, work, done)] == [one is report for one in (new, work, done)]
        assert "Maladministrasi ditemukan" in html


def test_a_code_leads_to_its_case_and_to_no_other_report(world: World) -> None:
    report, other = brought(world), scenes.assigned(world)
    farah = sign_in(world, "farah")
    assert farah.get("/meja/ombudsman/", {"kode": report.code.lower()})["Location"] == page_of(report)
    for code in (other.code, "entah", "7K4M9QXT2"):
        assert "Tidak ada kasus dengan kode itu" in read(farah, f"/meja/ombudsman/?kode={code}")


def test_pages_of_more_than_fifty_go_on_where_the_last_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lapor.desk.cases.PAGE", 1)
    first, second = brought(world), brought(world)
    farah = sign_in(world, "farah")
    answer = farah.get("/meja/ombudsman/")
    seen = [row.code for row in answer.context["rows"]]
    answer = farah.get("/meja/ombudsman/", {"sesudah": answer.context["next"]})
    seen += [row.code for row in answer.context["rows"]]
    assert sorted(seen) == sorted((first.code, second.code))
    assert answer.context["next"] == ""
    assert [row.code for row in farah.get("/meja/ombudsman/?sesudah=rusak").context["rows"]] == seen[:1]


def test_the_case_page_tells_all_that_was_consented_to_and_no_name(world: World) -> None:
    with clock.freeze(scenes.MONDAY):
        report = scenes.assigned(world)
        actions.note(report, by=world.actor("dewi"), text="Anggaran belum ada.")
    with clock.freeze(LATE):
        actions.appeal(report, by=reporter_of(report.pk))
        html = read(sign_in(world, "farah"), page_of(report))
    for words in (
        "Kemarin malam seorang pengendara jatuh",
        "Anggaran belum ada.",
        "tenggat terlewati",
        "peristiwa utuh",
    ):
        assert words in html
    assert "Terima kasus" in html
    for secret in ("Ani Kartini", "ani@warga.example", "081234567890"):
        assert secret not in html
    assert sign_in(world, "citra").get(page_of(report)).status_code == 404
    assert sign_in(world, "citra").get("/meja/ombudsman/").status_code == 404


def test_a_chain_that_was_tampered_with_shows_where_it_breaks(world: World) -> None:
    report = brought(world)
    Report.objects.filter(pk=report.pk).update(last_seq=report.last_seq + 1)
    assert f"putus pada peristiwa {report.last_seq + 1}" in read(sign_in(world, "farah"), page_of(report))


def test_accept_note_and_close_from_the_page_and_the_reporter_reads_it(world: World) -> None:
    with clock.freeze(LATE + timedelta(days=1)):
        report = brought(world)
        farah = sign_in(world, "farah")
        for move, values in (
            ("accept_appeal", {}),
            ("note_appeal", {"text": "Panggil kepala dinas."}),
            ("intervene", {"text": "Mohon dijawab minggu ini."}),
            ("close_appeal", {"outcome": "found", "text": "Instansi lalai menjawab."}),
        ):
            answer = press(farah, report, move, **values)
            assert answer.status_code == 302
            assert farah.get(answer["Location"])["Location"] == page_of(report)
        assert "Panggil kepala dinas." in read(farah, page_of(report))
        dewi = read(sign_in(world, "dewi"), f"/meja/{report.code}/")
    assert "Instansi lalai menjawab." in dewi
    assert "Panggil kepala dinas." not in dewi


def test_the_archive_holds_the_file_and_says_what_each_part_must_be(world: World) -> None:
    receipt = scenes.submitted(world)
    with clock.freeze(scenes.MONDAY):
        report = actions.add(receipt, by=scenes.owner(receipt), text="Ini fotonya.", files=(picture(), document()))
        while cleaning.work("test"):
            pass
    with clock.freeze(LATE):
        actions.appeal(report, by=scenes.owner(report))
        parts = unpacked(sign_in(world, "farah"), report)
    lines = [line.split("  ", 1) for line in parts.pop("SHA256SUMS").decode().splitlines()]
    listed = {name: digest for digest, name in lines}
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    data = json.loads(parts["berkas-perkara.json"])
    assert data["proof"]["broken_at"] is None
    assert data["report"]["body"].startswith("Sejak dua minggu")
    (shown, left_out) = data["files"]
    assert hashlib.sha256(parts[shown["path"]]).hexdigest() == shown["sha256"]
    assert "dapat memuat nama pembuatnya" in left_out["left_out"]
    page = parts["berkas-perkara.html"].decode()
    assert shown["sha256"] in page
    assert not any(word in page for word in ("src=", "<script", 'href="/', "Ani Kartini"))
    assert all(b"Ani" not in content for name, content in parts.items() if not name.endswith(".jpg"))


def document() -> Upload:
    """A document as an office program saves it, with its author."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("docProps/core.xml", "<dc:creator>Ani Kartini</dc:creator>")
    return Upload("surat.docx", made.tell(), io.BytesIO(made.getvalue()))


@pytest.mark.parametrize("name", ["cetak/", "berkas.zip"])
def test_what_is_taken_along_leaves_a_trace_that_the_reporter_reads(world: World, name: str) -> None:
    report = brought(world)
    farah = sign_in(world, "farah")
    assert not AccessEntry.objects.filter(report=report).exists()
    for _ in "ab":
        assert farah.get(page_of(report, name)).status_code == 200
    entry = AccessEntry.objects.get(report=report)
    assert (entry.what, entry.agency) == ("case_file", world.agencies["ombudsman"])
    assert sign_in(world, "dewi").get(page_of(report, name)).status_code == 404


def test_of_a_secret_report_without_a_name_the_file_tells_days_only(world: World) -> None:
    report = ended(world, **SECRET)
    farah = sign_in(world, "farah")
    parts = unpacked(farah, report)
    data = json.loads(parts["berkas-perkara.json"])
    times = [data["case"]["opened_at"], data["report"]["submitted_at"], *(one["at"] for one in data["timeline"])]
    assert {time[11:16] for time in times} == {"00:00"}
    assert AccessEntry.objects.filter(report=report, what="case_file").exists()
    assert "Laporan rahasia" in read(farah, "/meja/ombudsman/?bagian=selesai")


def test_his_pages_ask_little(world: World) -> None:
    for _ in "abcd":
        report = accepted(world)
    farah = sign_in(world, "farah")
    for path, most in (("/meja/ombudsman/?bagian=dikerjakan", 6), (page_of(report), 24)):
        farah.get(path)
        with CaptureQueriesContext(connection) as asked, zeal.zeal_context():
            assert farah.get(path).status_code == 200
        assert len(asked) <= most, "\n".join(row["sql"][:150] for row in asked)
