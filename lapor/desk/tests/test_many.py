"""One move for several reports: chosen by ticks, told what does not fit, one line per refusal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from lapor.desk.tests.scenes import assigned, filed, sign_in
from lapor.kit import codes
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
KEYS = "abcdef"


@pytest.fixture
def three(world: World) -> list[Report]:
    return [assigned(world, key=key) for key in KEYS[:3]]


def page_of(client: Client, name: str, *reports: Report) -> str:
    answer = client.get("/meja/sekaligus/", {"langkah": name, "kode": [one.code for one in reports]}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def filled(page: str, **words: Any) -> dict[str, Any]:
    """What a browser without JavaScript would send from the page."""
    form = page.split("data-once novalidate>")[1].split("</form>", maxsplit=1)[0]
    given: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        given.setdefault(name, []).append(value)
    return given | words


def notes(report: Report) -> int:
    return report.events.filter(kind="note").count()


def test_a_note_is_written_to_each_and_a_second_tap_writes_none(world: World, three: list[Report]) -> None:
    dewi = sign_in(world, "dewi")
    given = filled(page_of(dewi, "note", *three), text="Mohon dicek bersama.")
    for _ in range(2):
        page = dewi.post("/meja/sekaligus/note/", given).content.decode()
        assert "3 dari 3 laporan selesai" in page
    assert [notes(report) for report in three] == [1, 1, 1]


def test_each_refusal_is_a_line_of_its_own(world: World, three: list[Report]) -> None:
    citra = sign_in(world, "citra")
    foreign = filed(world, key="q", target=world.agencies["luwu-utara"].pk)
    page = page_of(citra, "archive", filed(world, key="z"), three[0], foreign)
    assert "untuk 1 laporan" in page
    assert codes.grouped(three[0].code) in page.split("Tidak ikut")[1].split("</ul>")[0]
    assert "bukan untuk Anda" in page
    assert "Jalan berlubang" not in page.split("Tidak ikut")[1].split(codes.grouped(foreign.code))[0].split("<li>")[-1]


def test_who_was_faster_wins_and_the_others_are_done(world: World, three: list[Report]) -> None:
    citra = sign_in(world, "citra")
    given = filled(page_of(citra, "dispose", *three), to=world.agencies["bina-marga"].pk, oversight="no")
    actions.dispose(three[1], by=world.actor("dewi"), to=world.agencies["bina-marga"])
    page = citra.post("/meja/sekaligus/dispose/", given).content.decode()
    assert "2 dari 3 laporan selesai" in page
    assert "sudah ditangani orang lain" in page
    for report in three:
        report.refresh_from_db()
        assert report.holder == world.agencies["bina-marga"]


def test_a_form_with_a_mistake_comes_back_with_its_reports_and_words(world: World, three: list[Report]) -> None:
    citra = sign_in(world, "citra")
    answer = citra.post("/meja/sekaligus/dispose/", filled(page_of(citra, "dispose", *three), note="Tolong segera."))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tolong segera." in page
    assert [page.count(f'value="{report.code}"') for report in three] == [1, 1, 1]


def test_forged_turns_and_unknown_moves_do_nothing(world: World, three: list[Report]) -> None:
    citra = sign_in(world, "citra")
    given = filled(page_of(citra, "dispose", *three), to=world.agencies["bina-marga"].pk, oversight="no")
    given |= {f"giliran-{three[0].code}": "９", f"giliran-{three[1].code}": "", f"giliran-{three[2].code}": "-4"}
    assert "0 dari 3 laporan selesai" in citra.post("/meja/sekaligus/dispose/", given).content.decode()
    assert citra.get("/meja/sekaligus/raise_secrecy/").status_code == 404
    assert citra.get("/meja/sekaligus/", {"langkah": "note"})["Location"] == "/meja/"


def test_the_list_offers_ticks_only_to_who_can_use_them(world: World, three: list[Report]) -> None:
    dewi = sign_in(world, "dewi")
    assert "Pilih beberapa laporan" in dewi.get("/meja/").content.decode()
    page = dewi.get("/meja/?pilih=ya").content.decode()
    assert all(f'name="kode" value="{report.code}"' in page for report in three)
    assert 'value="archive"' not in page
    assert "Pilih beberapa laporan" not in sign_in(world, "farah").get("/meja/").content.decode()


def test_other_words_from_a_page_that_was_sent_are_a_new_try(world: World, three: list[Report]) -> None:
    """Back, other words, send: no error page; a note is written, and who was sent on is refused with a sentence."""
    citra = sign_in(world, "citra")
    given = filled(page_of(citra, "note", *three), text="Mohon dicek bersama.")
    assert "3 dari 3" in citra.post("/meja/sekaligus/note/", given).content.decode()
    assert "3 dari 3" in citra.post("/meja/sekaligus/note/", given | {"text": "Besok saja."}).content.decode()
    assert [notes(report) for report in three] == [2, 2, 2]
    given = filled(page_of(citra, "dispose", *three), to=world.agencies["bina-marga"].pk, oversight="no")
    assert "3 dari 3" in citra.post("/meja/sekaligus/dispose/", given).content.decode()
    again = citra.post("/meja/sekaligus/dispose/", given | {"note": "Tolong segera."})
    assert again.status_code == 200
    assert "0 dari 3" in again.content.decode()
