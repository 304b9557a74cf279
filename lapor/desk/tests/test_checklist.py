"""What a good answer has: ticked beside the form as the draft grows, recorded with the answer, never in the way."""

from __future__ import annotations

import pytest

from lapor.desk.tests.scenes import address, assigned, press, sign_in
from lapor.desk.tests.test_drafts import Page
from lapor.reports import checklist
from lapor.reports.models import Event, Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
GOOD = "Yth. Ibu Ani, tim kami akan menutup lubang di depan pasar pada hari Kamis, 5 Februari 2026."


def met(report: Report, world: World, words: str, *, files: int = 0, name: str = "dewi") -> dict[str, bool]:
    found = checklist.checks(report, words, viewer=world.actor(name), files=files)
    return {one.name: one.met for one in found}


def test_a_good_answer_has_all_of_it_and_a_curt_one_nothing(world: World) -> None:
    report = assigned(world)
    assert met(report, world, GOOD, files=1) == dict.fromkeys(met(report, world, ""), True)
    assert set(met(report, world, "Terima kasih atas masukannya.").values()) == {False}


@pytest.mark.parametrize(
    ("words", "point"),
    [
        ("Yth. Ibu Ani Kartini, terima kasih.", "greets"),
        ("Lubang sudah ditutup.", "says_what"),
        ("Diteruskan ke Bidang Bina Marga.", "says_who"),
        ("Dikerjakan 3 hari lagi.", "says_when"),
        ("Ditutup 05/02/2026.", "says_when"),
    ],
)
def test_each_point_is_found_by_itself(world: World, words: str, point: str) -> None:
    assert {name for name, is_met in met(assigned(world), world, words).items() if is_met} == {point}


def test_a_name_is_asked_for_only_of_who_may_read_it(world: World) -> None:
    report = assigned(world)
    assert met(report, world, "Yth. Bapak/Ibu, terima kasih.")["greets"] is False
    assert met(report, world, "Yth. Bapak/Ibu, terima kasih.", name="citra")["greets"] is True


def test_every_question_of_the_reporter_is_looked_for_in_the_answer(world: World) -> None:
    report = assigned(world, body="Lubang di depan pasar. Kapan trotoar diperbaiki? Apakah drainase juga dibersihkan?")
    assert met(report, world, "Trotoar kami perbaiki Kamis.")["answers"] is False
    assert met(report, world, "Trotoar kami perbaiki Kamis, drainase menyusul.")["answers"] is True
    assert "answers" not in met(assigned(world, key="lain"), world, GOOD)


def test_the_page_ticks_what_the_draft_has_and_counts_the_files(world: World) -> None:
    report = assigned(world)
    page = Page(sign_in(world, "dewi"), report)
    assert page.drawn.content.decode().count("Belum:") == 5
    told = page.beat(text=GOOD, berkas="2").content.decode()
    assert (told.count("Sudah:"), told.count("Belum:")) == (5, 0)
    told = page.beat(berkas="banyak").content.decode()
    assert (told.count("Sudah:"), told.count("Belum:")) == (4, 1)
    note = sign_in(world, "dewi").get(address(report, "note")).content.decode()
    assert "Jawaban yang baik" not in note


def test_what_is_missing_blocks_nothing_and_is_recorded_without_a_word(world: World) -> None:
    report = assigned(world)
    assert press(sign_in(world, "dewi"), report, "follow_up", text="Sudah.").status_code == 302
    data = Event.objects.get(report=report, kind="follow_up").data
    assert data["checks"] == {
        "greets": False,
        "says_what": True,
        "says_who": False,
        "says_when": False,
        "has_evidence": False,
    }
