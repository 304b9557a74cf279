"""Moves that came too late, twice or never: words are given back, and whatever is sent again is done once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from lapor.api.tests.calling import is_problem, key_of
from lapor.desk.tests.scenes import address, sign_in
from lapor.kit import clock
from lapor.public.tests.conftest import form_values
from lapor.public.tests.test_form import picture
from lapor.reports import actions
from lapor.reports.models import Event, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World, set_stage
from tests.badinput.trying import filed, filled, nothing_written, opened, send, still_there, told

WORDS = "Sudah kami <b>periksa</b>, besok ditambal."
# Who writes, which move, in which report it is no longer possible, and what it takes.
TOO_LATE: dict[str, tuple[str, Callable[[World], Report], dict[str, str], str]] = {
    "hold": ("citra", scenes.assigned, {"questions": WORDS}, "belum ditindaklanjuti"),
    "archive": ("citra", scenes.closed, {"archive_reason": "unclear", "reason": WORDS}, "selesai"),
    "follow_up": ("dewi", scenes.closed, {"text": WORDS}, "selesai"),
    "return_up": ("dewi", scenes.closed, {"reason": WORDS}, "selesai"),
    "dispose": ("citra", scenes.closed, {"note": WORDS}, "selesai"),
    "split": (
        "citra",
        lambda world: actions.merge(
            scenes.assigned(world), by=world.actor("citra"), primary=scenes.assigned(world).code
        ),
        {"part_title": "Lampu jalan padam", "part_body": WORDS},
        "Tekan “Lepaskan gabungan” dulu",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TOO_LATE)
def test_a_move_that_is_no_longer_possible_gives_the_words_back(world: World, name: str) -> None:
    who, scene, typed, state = TOO_LATE[name]
    report, browser, program = scene(world), sign_in(world, who), key_of(world, who)
    with nothing_written():
        html = told(send(address(report, name), typed | {"turn": report.turn}, browser=browser), 409, state)
        assert "Belum tersimpan. Salin dari sini" in html
        assert "Sudah kami &lt;b&gt;periksa&lt;/b&gt;" in html
        given = typed | ({"to": world.agencies["dinas-pu"].slug} if name == "dispose" else {})
        given |= {"proposed": world.agencies["perhubungan"].slug} if name == "return_up" else {}
        problem = is_problem(program.move(report.code, name, **given), 409)
    assert problem["detail"].endswith(".")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "field"), [("respond", "text"), ("complete", "text"), ("reopen", "reason")])
def test_so_does_a_step_of_the_reporter(world: World, name: str, field: str) -> None:
    receipt, path = filed(world), f"/laporan-saya/{name}"
    browser = opened(receipt)
    with nothing_written():
        html = told(send(path, {field: WORDS, "turn": 0}, browser=browser), 422, "belum atau tidak lagi mungkin")
    still_there(html, path, {field: WORDS})


@pytest.mark.django_db
def test_who_was_overtaken_reads_it_and_may_press_again(world: World) -> None:
    report, dewi = scenes.assigned(world), sign_in(world, "dewi")
    path = address(report, "follow_up")
    typed = form_values(dewi.get(path).content.decode(), "") | {"text": WORDS}
    actions.reclassify(report, by=world.actor("citra"), classification="aspiration")
    with nothing_written():
        html = told(send(path, typed, browser=dewi), 409, "sudah ditangani orang lain")
    still_there(html, "", typed, "text")
    assert send(path, form_values(html, ""), browser=dewi).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["approve", "send_back"])
def test_an_approval_after_the_report_moved_on_says_so_and_loses_nothing(world: World, name: str) -> None:
    report, eko, dewi = scenes.waiting(world), sign_in(world, "eko"), sign_in(world, "dewi")
    path, typed = address(report, name), {"turn": report.turn} | ({"comment": WORDS} if name == "send_back" else {})
    actions.follow_up(actions.take_back(report, by=world.actor("dewi")), by=world.actor("dewi"), text="Lebih baru.")
    with nothing_written():  # another answer waits by now: he reads it before he presses again
        html = told(send(path, typed, browser=eko), 409, "Baca lagi di bawah, lalu putuskan.")
        assert "Lebih baru." in html
        assert ("Sudah kami &lt;b&gt;periksa&lt;/b&gt;" in html) == (name == "send_back")
    report.refresh_from_db()
    report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["perhubungan"])
    with nothing_written():
        html = told(send(path, typed, browser=eko), 409, "Tidak ada jawaban yang menunggu persetujuan")
        assert ("Sudah kami &lt;b&gt;periksa&lt;/b&gt;" in html) == (name == "send_back")
    assert "Lebih baru." in dewi.get(address(report)).content.decode()


@pytest.mark.django_db
def test_a_report_out_of_sight_is_the_same_page_as_none_and_gives_the_words_back(world: World) -> None:
    report, gilang = scenes.assigned(world, secrecy="secret"), sign_in(world, "gilang")
    with nothing_written():
        gone = told(send(address(report, "note"), {"text": WORDS}, browser=gilang), 404, "Sudah kami &lt;b&gt;periksa")
        missing = told(send("/meja/7K4M9QXT2/note/", {"text": WORDS}, browser=gilang), 404, "atau bukan untuk Anda")
    assert gone.replace(report.code, "7K4M9QXT2") == missing


@pytest.mark.django_db
def test_two_tabs_double_taps_and_impatient_reloads_leave_one_report(world: World) -> None:
    browser = Client()
    tabs = [form_values(browser.get("/lapor").content.decode(), "/lapor") for _ in "ab"]
    assert tabs[0]["kunci"] == tabs[1]["kunci"]
    typed = filled(kunci=tabs[0]["kunci"])
    answers = [send("/lapor", typed, browser=browser) for _ in range(4)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/terima")}
    codes = {browser.get("/terima").content.decode().count(report.code) for report in Report.objects.all()}
    assert Report.objects.count() == 1
    assert codes
    other = send("/lapor", typed | {"title": "Lampu jalan mati"}, browser=browser)
    html = told(other, 409, "Formulir ini sudah dipakai untuk laporan lain")
    still_there(html, "/lapor", typed | {"title": "Lampu jalan mati"}, "title", "body", "name")


@pytest.mark.django_db
def test_who_goes_back_and_sends_the_same_words_again_is_led_to_his_report(world: World) -> None:
    browser = Client()
    typed = filled(kunci=form_values(browser.get("/lapor").content.decode(), "/lapor")["kunci"])
    assert send("/lapor", typed, ("lubang.png", picture()), browser=browser)["Location"] == "/terima"
    fresh = form_values(browser.get("/lapor").content.decode(), "/lapor")["kunci"]
    assert fresh != typed["kunci"], "going back asks for the form anew"
    with nothing_written():
        html = told(send("/lapor", typed | {"kunci": fresh}, browser=browser), 409, "sudah kami terima tadi")
    assert 'href="/terima"' in html
    still_there(html, "/lapor", typed, "title", "body", "name")
    assert html.index("Kirim laporan</button>") < html.index("kirim juga"), "the Enter key must not press it"
    other_words = typed | {"kunci": str(uuid.uuid4()), "title": "Lampu jalan mati"}
    assert send("/lapor", other_words, browser=browser).status_code == 302
    assert 'href="/lacak"' in told(send("/lapor", typed | {"kunci": fresh}, browser=browser), 409, "kami terima tadi")
    on_purpose = form_values(html, "/lapor") | {"lain": "1"}
    assert send("/lapor", on_purpose, browser=browser).status_code == 302
    assert Report.objects.count() == 3


@pytest.mark.django_db
def test_the_same_words_half_an_hour_later_or_from_somebody_else_are_another_report(world: World) -> None:
    browser, typed = Client(), filled()
    again = [typed | {"kunci": str(uuid.uuid4())} for _ in range(4)]
    assert send("/lapor", typed, browser=browser).status_code == 302
    with clock.freeze(clock.now() + timedelta(minutes=31)):
        assert send("/lapor", again[0], browser=browser).status_code == 302
        assert send("/lapor", again[1], browser=browser).status_code == 409
        assert send("/lapor", again[1], browser=Client()).status_code == 302
        other = filed(world)
        browser.post("/lacak", {"code": other.report.code, "pin": other.pin})
        assert send("/lapor", again[2], browser=browser).status_code == 302, "who opened another report is another"
        browser.post("/laporan-saya/keluar")
        assert not browser.session.keys()
        assert send("/lapor", again[3], browser=browser).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["follow_up", "note"])
def test_an_officer_who_taps_twice_did_it_once(world: World, name: str) -> None:
    """Without JavaScript nothing stops the second tap; it is no race that somebody else has won."""
    report, dewi = scenes.assigned(world), sign_in(world, "dewi")
    path = address(report, name)
    typed = form_values(dewi.get(path).content.decode(), "") | {"text": WORDS}
    answers = [send(path, typed, browser=dewi) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, address(report))}
    assert report.events.filter(kind=name).count() == 1
    other = send(path, typed | {"text": "Yang lain."}, browser=dewi)
    assert other.status_code == {"follow_up": 409, "note": 302}[name], "other words are another move"
    assert key_of(world, "citra").move(report.code, "note", text=WORDS).status_code == 200


@pytest.mark.django_db
def test_who_sent_a_report_away_and_taps_twice_is_led_to_the_list(world: World) -> None:
    report, dewi = scenes.assigned(world), sign_in(world, "dewi")
    path = address(report, "return_up")
    typed = form_values(dewi.get(path).content.decode(), "")
    typed |= {"reason": WORDS, "proposed": str(world.agencies["perhubungan"].pk)}
    first, again = send(path, typed, browser=dewi), send(path, typed, browser=dewi)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Report.objects.get().returns == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sixteen_taps_at_the_same_moment_leave_one_report(transactional_db: None) -> None:
    set_stage()
    typed = filled()
    assert at_once(16, lambda: send("/lapor", typed).status_code) == [302] * 16
    assert Report.objects.count() == 1
    assert Event.objects.count() == 1


def at_once(count: int, act: Callable[[], Any]) -> list[Any]:
    """What so many threads get that act at the same moment, sorted."""
    gate, got, lock = threading.Barrier(count), [], threading.Lock()

    def run() -> None:
        gate.wait()
        answer = act()
        with lock:
            got.append(answer)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(got)


@pytest.mark.django_db
def test_a_secret_report_is_no_primary_of_a_public_one(world: World) -> None:
    secret, report = scenes.submitted(world, secrecy="secret"), scenes.submitted(world)
    browser, program = sign_in(world, "citra"), key_of(world, "citra")
    with nothing_written():
        given = {"primary": secret.code, "turn": report.turn}
        html = told(send(address(report, "merge"), given, browser=browser), 422, "lebih rahasia")
        is_problem(program.move(report.code, "merge", primary=secret.code), 409)
    assert f'value="{secret.code}"' in html
