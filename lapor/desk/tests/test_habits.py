"""How an officer works: one report after the other, keys, rows close together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lapor.desk.about import DONE
from lapor.desk.tests.scenes import address, assigned, filed, press, sign_in
from lapor.kit import clock, codes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)


def test_after_a_move_comes_the_report_that_waits_behind_it(world: World) -> None:
    with clock.freeze(MONDAY):
        first = assigned(world, key="a")
    with clock.freeze(MONDAY + timedelta(days=1)):
        second = assigned(world, key="b")
    with clock.freeze(MONDAY + timedelta(days=2)):
        third = assigned(world, key="c")
        dewi = sign_in(world, "dewi")
        answer = press(dewi, second, "follow_up", text="Sudah kami tambal.", final="on")
        assert answer["Location"] == address(third)
        page = dewi.get(answer["Location"]).content.decode()
        assert f'<a href="{address(second)}">{codes.grouped(second.code)}</a>: {DONE["follow_up"]}' in page
        assert press(dewi, third, "follow_up", text="Sudah.", final="on")["Location"] == address(first)
        assert press(dewi, first, "follow_up", text="Sudah.", final="on")["Location"] == address(first)


def test_a_report_that_waits_still_stays_open(world: World) -> None:
    report, _ = assigned(world, key="a"), assigned(world, key="b")
    dewi = sign_in(world, "dewi")
    assert press(dewi, report, "note", text="Menunggu aspal.")["Location"] == address(report)


def test_a_report_names_its_neighbours_in_the_list(world: World) -> None:
    made = []
    for n in range(3):
        with clock.freeze(MONDAY + timedelta(days=n)):
            made.append(assigned(world, key=f"a{n}"))
    page = sign_in(world, "dewi").get(address(made[1]))
    assert (page.context["before"], page.context["after"]) == (made[0].code, made[2].code)
    assert f'rel="next" href="{address(made[2])}"' in page.content.decode()
    last = sign_in(world, "dewi").get(address(made[2]))
    assert (last.context["before"], last.context["after"]) == (made[1].code, "")
    assert 'rel="next"' not in last.content.decode()


def test_the_next_of_a_long_list_is_looked_up_when_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lapor.desk.views.report.BESIDE", 2)
    made = []
    for n in range(3):
        with clock.freeze(MONDAY + timedelta(days=n)):
            made.append(assigned(world, key=f"a{n}"))
    dewi = sign_in(world, "dewi")
    assert f'rel="next" href="{address(made[1])}"' in dewi.get(address(made[0])).content.decode()
    for here, there in ((made[1], made[2]), (made[2], made[0])):
        asked = f"{address(here)}berikutnya/"
        assert f'rel="next" href="{asked}"' in dewi.get(address(here)).content.decode()
        assert dewi.get(asked)["Location"] == address(there)
    assert sign_in(world, "gilang").get(f"{address(made[0])}berikutnya/").status_code == 404


def test_without_another_report_the_next_is_the_list_and_says_so(world: World) -> None:
    dewi, alone = sign_in(world, "dewi"), assigned(world)
    answer = dewi.get(f"{address(alone)}berikutnya/", follow=True)
    assert answer.redirect_chain[-1][0] == "/meja/"
    assert "Tidak ada laporan lain yang menunggu Anda." in answer.content.decode()


def test_rows_stand_close_for_who_wants_it_and_the_list_stays_as_it_was(world: World) -> None:
    filed(world)
    citra, dewi = sign_in(world, "citra"), sign_in(world, "dewi")
    assert 'class="inbox dense"' not in citra.get("/meja/").content.decode()
    answer = citra.post("/meja/tampilan/", {"rapat": "ya", "kembali": "bagian=saya&status=unverified"})
    assert answer["Location"] == "/meja/?bagian=saya&status=unverified"
    assert 'class="inbox dense"' in citra.get("/meja/").content.decode()
    assert 'class="inbox dense"' not in dewi.get("/meja/").content.decode()
    for nonsense in ("//jahat.example/", "https://jahat.example", "\r\nX: y"):
        assert citra.post("/meja/tampilan/", {"kembali": nonsense})["Location"].startswith("/meja/?")
    assert 'class="inbox dense"' not in citra.get("/meja/").content.decode()


def test_keys_of_one_letter_can_be_switched_off_and_are_listed_without_javascript(world: World) -> None:
    citra = sign_in(world, "citra")
    assert 'data-keys="on"' in citra.get("/meja/").content.decode()
    assert "Ctrl+Enter" in citra.get("/meja/tombol/").content.decode()
    citra.post("/meja/tombol/", {"satu_huruf": "tidak"})
    assert 'data-keys="off"' in citra.get("/meja/").content.decode()
    assert "sedang mati" in citra.get("/meja/tombol/").content.decode()
    citra.post("/meja/tombol/", {"satu_huruf": "ya"})
    assert 'data-keys="on"' in citra.get("/meja/").content.decode()
