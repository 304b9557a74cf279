"""Official letters on the desk: the letterhead of an agency, the form of a letter, and who gets which file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from django.test import Client
from pytest_django import Settings

from lapor.agencies.models import Letterhead
from lapor.api.tests.calling import is_problem, key_of
from lapor.desk.tests.scenes import address, press, sign_in
from lapor.kit import clock
from lapor.people.actor import PUBLIC
from lapor.reports import actions
from lapor.reports.models import AccessEntry, Letter, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import LETTERHEAD, MONDAY
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
Answer: TypeAlias = Any  # of a test client, whose streams have no type
LATER = MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> None:
    settings.LAPOR_FILES = tmp_path / "files"


def page_of(world: World) -> str:
    return f"/meja/instansi/{world.agencies['dinas-pu'].pk}/surat/"


def html_of(answer: Answer, status: int) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def body_of(answer: Answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_an_admin_fills_in_the_letterhead_and_finds_it_again(world: World) -> None:
    browser = sign_in(world, "citra")
    assert browser.post(page_of(world), LETTERHEAD).status_code == 302
    row = Letterhead.objects.get()
    assert row.head_nip == "19700101 199503 1 001"
    html = html_of(browser.get(page_of(world)), 200)
    assert "Ir. Hasan Basri, M.T." in html
    assert "mendapat nomor 800/1/DPU/" in html
    assert page_of(world) in html_of(browser.get(page_of(world).removesuffix("surat/")), 200)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("head_name", "", "Bagian ini masih kosong"),
        ("head_nip", "197001", "NIP terdiri dari 18 angka"),
        ("pattern", "800/DPU", "tepat satu {nomor}"),
        ("place", "x" * 81, "80"),
    ],
)
def test_a_letterhead_that_no_letter_could_bear_comes_back(world: World, field: str, value: str, sentence: str) -> None:
    html = html_of(sign_in(world, "citra").post(page_of(world), LETTERHEAD | {field: value}), 422)
    assert sentence in html
    assert LETTERHEAD["address"] in html
    assert not Letterhead.objects.exists()


@pytest.mark.parametrize("who", ["dewi", "gilang", "eko"])
def test_nobody_else_reads_or_writes_it(world: World, who: str) -> None:
    browser = sign_in(world, who)
    assert browser.get(page_of(world)).status_code == 404
    assert browser.post(page_of(world), LETTERHEAD).status_code == 404


def test_a_liaison_makes_a_letter_with_the_next_number(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world)
    browser = sign_in(world, "dewi")
    with clock.freeze(LATER):
        html = html_of(browser.get(address(report, "issue_letter")), 200)
        assert "800/1/DPU/II/2026" in html
        assert "Tindak lanjut, 3 Feb 2026, 09.00" in html
        assert press(browser, report, "issue_letter").status_code == 302
    letter = Letter.objects.select_related("named").get()
    html = html_of(browser.get(address(report)), 200)
    assert "Surat jawaban 800/1/DPU/II/2026" in html
    assert letter.named is not None
    answer = browser.get(f"/meja/{report.code}/berkas/{letter.named.pk}")
    assert body_of(answer).startswith(b"%PDF-")
    assert "surat-jawaban" in answer["Content-Disposition"]
    assert AccessEntry.objects.filter(report=report, user=world.users["dewi"], what="identity").exists()


def test_the_letter_with_the_name_is_not_there_for_who_may_not_read_it(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.lettered(scenes.answered(world), world)
    letter = Letter.objects.select_related("named").get()
    assert letter.named is not None
    browser = sign_in(world, "citra")
    for path in ("", "/lihat/", "/halaman/1"):
        assert browser.get(f"/meja/{report.code}/berkas/{letter.named.pk}{path}").status_code == 404
    assert body_of(browser.get(f"/meja/{report.code}/berkas/{letter.file_id}")).startswith(b"%PDF-")
    program = key_of(world, "citra")
    assert program.get(f"/laporan/{report.code}/lampiran/{letter.named.pk}").status_code == 404
    assert program.get(f"/laporan/{report.code}/lampiran/{letter.file_id}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"letter_number": ""}, "masih kosong"),
        ({"letter_number": "8" * 300}, "60"),
        ({"letter_number": "800/57/<DPU>"}, "hanya boleh memuat"),
        ({"letter_date": "2026-13-01"}, "Tanggal ini tidak ada"),
        ({"letter_date": "2027-01-01"}, "Tanggal surat tidak mungkin"),
        ({"letter_subject": "x" * 151}, "150"),
        ({"answer": "00000000-0000-0000-0000-000000000000"}, "Jawaban ini tidak ada"),
    ],
)
def test_what_no_letter_can_be_made_of_comes_back_with_a_sentence(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world)
    with clock.freeze(LATER):
        html = html_of(press(sign_in(world, "dewi"), report, "issue_letter", **typed), 422)
    assert sentence in html
    assert "Malili" in html
    assert not Letter.objects.exists()


def test_a_number_that_was_used_comes_back(world: World) -> None:
    scenes.letterhead(world)
    scenes.lettered(scenes.answered(world), world)
    report = scenes.answered(world)
    with clock.freeze(LATER):
        html = html_of(press(sign_in(world, "dewi"), report, "issue_letter", letter_number="800/57/dpu/II/2026"), 422)
    assert "sudah dipakai untuk surat lain tahun 2026" in html


def test_without_a_letterhead_the_form_leads_to_where_it_is_filled_in(world: World) -> None:
    report = scenes.answered(world)
    html = html_of(sign_in(world, "dewi").get(address(report, "issue_letter")), 200)
    assert "belum diisi" in html
    assert "/surat/" not in html  # a liaison does not set it
    answer = press(sign_in(world, "dewi"), report, "issue_letter", letter_number="1")
    assert "belum diisi" in html_of(answer, 422)


def test_an_admin_of_the_agency_itself_is_led_to_the_letterhead(world: World) -> None:
    report = scenes.submitted(world)
    with clock.freeze(MONDAY + timedelta(hours=1)):
        own = actions.dispose(report, by=world.actor("citra"), to=world.agencies["luwu-timur"], **scenes.public(report))
        own = actions.follow_up(own, by=world.actor("citra"), text="Sudah kami periksa.")
    html = html_of(sign_in(world, "citra").get(address(own, "issue_letter")), 200)
    assert f"/meja/instansi/{world.agencies['luwu-timur'].pk}/surat/" in html


def test_a_program_makes_a_letter_and_reads_it_like_any_file(world: World) -> None:
    scenes.letterhead(world)
    report, program = scenes.answered(world), key_of(world, "dewi")
    seen = program.get(f"/laporan/{report.code}").json()
    answer = next(one for one in seen["messages"] if one["kind"] == "follow_up")
    given = {"letter_number": "800/57/DPU/II/2026", "answer": answer["id"], "turn": seen["turn"]}
    with clock.freeze(LATER):
        assert program.move(report.code, "issue_letter", **given).status_code == 200
        again = program.move(report.code, "issue_letter", **given | {"turn": seen["turn"] + 1})
        assert "sudah dipakai" in is_problem(again, 422)["detail"]
    told = program.get(f"/laporan/{report.code}").json()
    (file,) = next(one for one in told["messages"] if one["kind"] == "follow_up")["files"]
    assert file["letter"] == "800/57/DPU/II/2026"
    assert file["replaced"] is False
    assert body_of(program.get(f"/laporan/{report.code}/lampiran/{file['id']}")).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 422), ({"letter_number": ""}, 422), ({"letter_number": "8" * 300}, 422), ({"letter_number": 57}, 422)],
)
def test_a_program_is_told_what_is_wrong_with_a_number(world: World, given: dict[str, Any], status: int) -> None:
    scenes.letterhead(world)
    report = scenes.answered(world)
    is_problem(key_of(world, "dewi").move(report.code, "issue_letter", **given), status)


def test_the_reporter_downloads_his_letter_and_the_public_does_not(world: World) -> None:
    scenes.letterhead(world)
    with clock.freeze(MONDAY):
        receipt = actions.submit(draft(target=world.agencies["luwu-timur"].pk), by=PUBLIC, key="surat".ljust(24, "x"))
    report: Report = receipt.report
    with clock.freeze(MONDAY + timedelta(hours=1)):
        to = world.agencies["dinas-pu"]
        report = actions.dispose(report, by=world.actor("citra"), to=to, **scenes.public(report))
        report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah kami tambal.", publish_text=True)
    scenes.lettered(report, world)
    browser, letter = Client(), Letter.objects.get()
    browser.post("/lacak", {"code": report.code, "pin": receipt.pin})
    assert "Surat jawaban 800/57/DPU/II/2026" in html_of(browser.get("/laporan-saya/"), 200)
    assert body_of(browser.get(f"/laporan-saya/berkas/{letter.named_id}")).startswith(b"%PDF-")
    stranger = Client()
    assert "Surat jawaban" not in html_of(stranger.get(f"/laporan/{report.code}/"), 200)
    for pk in (letter.file_id, letter.named_id):
        assert stranger.get(f"/laporan/{report.code}/berkas/{pk}").status_code == 404


def test_everybody_downloads_the_letter_of_a_published_answer_that_names_nobody(world: World) -> None:
    scenes.letterhead(world)
    report = scenes.assigned(world, identity="anonymous")
    with clock.freeze(MONDAY + timedelta(days=1)):
        report = actions.follow_up(report, by=world.actor("dewi"), text="Sudah kami tambal.", publish_text=True)
    stranger = Client()
    assert "Surat jawaban" not in html_of(stranger.get(f"/laporan/{report.code}/"), 200)
    scenes.lettered(report, world)
    letter = Letter.objects.get()
    assert "Surat jawaban 800/57/DPU/II/2026" in html_of(stranger.get(f"/laporan/{report.code}/"), 200)
    assert body_of(stranger.get(f"/laporan/{report.code}/berkas/{letter.file_id}")).startswith(b"%PDF-")
    with clock.freeze(LATER):
        actions.raise_secrecy(Report.objects.get(pk=report.pk), by=scenes.owner(report))
    assert stranger.get(f"/laporan/{report.code}/berkas/{letter.file_id}").status_code == 404
