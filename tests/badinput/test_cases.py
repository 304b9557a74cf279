"""Cases at the Ombudsman that are ended without a word, taken too late, or taken twice."""

from __future__ import annotations

import pytest

from lapor.api.tests.calling import is_problem, key_of
from lapor.desk.tests.scenes import address, sign_in
from lapor.public.tests.conftest import form_values
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.tests.test_cases import accepted, brought, ended
from lapor.reports.world import World
from tests.badinput.trying import nothing_written, send, still_there, told

pytestmark = pytest.mark.django_db
WORDS = "Instansi <b>lalai</b> menjawab."


def test_a_case_is_not_ended_without_a_word_or_an_outcome(world: World) -> None:
    report, farah, program = accepted(world), sign_in(world, "farah"), key_of(world, "farah")
    path, turn = address(report, "close_appeal"), report.turn
    with nothing_written():
        told(send(path, {"outcome": "found", "text": " \u200b ", "turn": turn}, browser=farah), 422, "masih kosong")
        html = told(send(path, {"text": WORDS, "turn": turn}, browser=farah), 422, "Pilih")
        still_there(html, "", {"text": WORDS})
        assert send(path, {"text": WORDS, "outcome": "entah", "turn": turn}, browser=farah).status_code == 422
        is_problem(program.move(report.code, "close_appeal", outcome="found", text=""), 422)


def test_a_case_that_was_withdrawn_meanwhile_cannot_be_accepted(world: World) -> None:
    report, farah, program = brought(world), sign_in(world, "farah"), key_of(world, "farah")
    path = address(report, "accept_appeal")
    form = form_values(farah.get(path).content.decode(), "")
    actions.withdraw_appeal(report, by=scenes.owner(report))
    with nothing_written():
        told(send(path, form, browser=farah), 404, "atau bukan untuk Anda")
        is_problem(program.move(report.code, "accept_appeal"), 404)
    assert farah.get(f"/meja/ombudsman/{report.code}/berkas.zip").status_code == 404


def test_who_accepts_after_a_colleague_reads_why_not(world: World) -> None:
    report, farah = brought(world), sign_in(world, "farah")
    path = address(report, "accept_appeal")
    form = form_values(farah.get(path).content.decode(), "")
    actions.accept_appeal(Report.objects.get(pk=report.pk), by=world.actor("farah"))
    with nothing_written():
        told(send(path, form, browser=farah), 409, "sudah diterima rekan Anda")


def test_what_was_typed_for_a_case_that_ended_meanwhile_is_given_back(world: World) -> None:
    report, farah = ended(world), sign_in(world, "farah")
    with nothing_written():
        html = told(
            send(address(report, "note_appeal"), {"text": WORDS, "turn": 0}, browser=farah), 409, "sudah ditutup"
        )
    assert "Instansi &lt;b&gt;lalai&lt;/b&gt; menjawab." in html


@pytest.mark.parametrize("query", ["kode=%00", "kode=" + "9" * 500, "bagian=lain", "sesudah=~", "sesudah=2026-01-01~x"])
def test_a_broken_address_shows_the_list(world: World, query: str) -> None:
    brought(world)
    assert "1 kasus baru" in told(sign_in(world, "farah").get(f"/meja/ombudsman/?{query}"), 200, "Kasus Ombudsman")
