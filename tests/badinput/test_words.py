"""Texts of every length and script, through every face: taken and shown again, or refused with a sentence and kept."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from lapor.api.tests.calling import NEW, V1, Caller, client, holder_of, is_problem, key_of, nobody
from lapor.channels.laporan_ringkas.tests.files import LONG, cells, csv_file
from lapor.desk.tests.scenes import address, sign_in
from lapor.public.tests.conftest import form_values
from lapor.reports import actions, words
from lapor.reports.models import Message, Report
from lapor.reports.tests import scenes
from lapor.reports.world import World
from tests.badinput.trying import cleaned, filed, filled, kept, nothing_written, opened, send, still_there, told

pytestmark = pytest.mark.django_db
LONG_TEXT = "kata " * 20_000  # 100,000 characters
# What can be a report: name, and the bytes or characters as they are typed.
TAKEN: dict[str, str | bytes] = {
    "emoji": "Jalan rusak 😀👩🏽‍🚒🇮🇩 di depan pasar, sudah dua minggu begini.",
    "javanese": "ꦗꦭꦤ꧀ꦫꦸꦱꦏ꧀ ing ngarep pasar, wis rong minggu suwene.",
    "rtl": "\u202eJalan\u202c \u2067rusak\u2069 di depan pasar الطريق مكسور أمام السوق",
    "nul": "Jalan\0 rusak\0 di depan pasar sudah dua minggu.",
    "bytes": b"Jalan rusak \xff\xfe di depan \xc3\x28 pasar sudah dua minggu.",
}
INVISIBLE = "\0\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@dataclass(frozen=True)
class Refusal:
    """What is typed, and what is said about it as body and as title."""

    typed: str
    body: str
    title: str


REFUSED = {
    "empty": Refusal("", "Ceritakan apa yang terjadi", "Tulis judul singkat"),
    "blank": Refusal(" \t\r\n\u200b ", "Ceritakan apa yang terjadi", "Tulis judul singkat"),
    "one": Refusal("x", "Ceritakan apa yang terjadi", "Tulis judul singkat"),
    "long": Refusal(LONG_TEXT, "Terlalu panjang (99999 huruf)", "Terlalu panjang (99999 huruf)"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_the_form_takes_every_script_and_shows_it_again(world: World, name: str) -> None:
    typed = TAKEN[name]
    browser = Client()
    answer = send("/lapor", filled(body=typed, title=typed, place=typed, name=typed), browser=browser)
    assert answer.status_code == 302, answer.content.decode()
    report = Report.objects.get()
    assert kept(report) == (cleaned(typed), cleaned(typed))
    assert not set(INVISIBLE) & set(words.body(report))
    assert browser.get("/terima").status_code == 200
    page = sign_in(world, "budi").get(address(report))
    assert page.status_code == 200
    assert cleaned(typed)[:12] in page.content.decode()


@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize("name", REFUSED)
def test_the_form_refuses_the_others_and_keeps_what_was_typed(world: World, field: str, name: str) -> None:
    case = REFUSED[name]
    typed = filled(**{field: case.typed})
    with nothing_written():
        html = told(send("/lapor", typed), 422, getattr(case, field))
    assert "yang perlu diperbaiki" in html
    still_there(html, "/lapor", typed, field, "place", "name", "kunci")


@pytest.mark.parametrize("name", TAKEN)
def test_the_api_takes_every_script_or_says_that_it_is_no_json(world: World, name: str) -> None:
    typed = TAKEN[name]
    if isinstance(typed, bytes):
        body = json.dumps(NEW | {"body": "KATA"}).encode().replace(b"KATA", typed)
        with nothing_written():
            is_problem(client().post(f"{V1}/laporan", body, content_type="application/json", headers=KEY), 400)
        return
    receipt = nobody.submit(body=typed, title=typed, place=typed)
    assert receipt.status_code == 201, receipt.content
    read = holder_of(receipt).get(f"/laporan/{receipt.json()['code']}").json()
    assert (read["title"], read["body"], read["place"]) == (cleaned(typed),) * 3


KEY = {"Idempotency-Key": secrets.token_hex(16)}


@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize("name", REFUSED)
def test_the_api_names_the_field_that_is_too_short_or_too_long(world: World, field: str, name: str) -> None:
    with nothing_written():
        problem = is_problem(nobody.submit(**{field: REFUSED[name].typed}), 422)
    assert [one["field"] for one in problem["errors"]] == [field]
    assert problem["errors"][0]["sentence"].endswith(".")


@pytest.mark.parametrize("name", TAKEN)
def test_officer_and_reporter_write_to_each_other_in_every_script(world: World, name: str) -> None:
    typed, report = TAKEN[name], scenes.assigned(world)
    answer = send(address(report, "follow_up"), {"text": typed, "turn": report.turn}, browser=sign_in(world, "dewi"))
    assert answer.status_code == 302, answer.content.decode()
    receipt = filed(world)
    assert send("/laporan-saya/add", {"text": typed}, browser=(ani := opened(receipt))).status_code == 302
    said = [words.message(row, words.key_of(row.report)) for row in Message.objects.select_related("report__key")]
    assert said.count(cleaned(typed)) == 2
    assert cleaned(typed)[:12] in ani.get("/laporan-saya/").content.decode()


@pytest.mark.parametrize("typed", ["", " \n ", LONG_TEXT])
def test_an_answer_that_is_empty_or_endless_comes_back(world: World, typed: str) -> None:
    report, receipt = scenes.assigned(world), filed(world)
    sentence = "Terlalu panjang (99999 huruf)" if typed == LONG_TEXT else "Bagian ini masih kosong"
    for path, browser, action in (
        (address(report, "follow_up"), sign_in(world, "dewi"), ""),
        ("/laporan-saya/add", opened(receipt), "/laporan-saya/add"),
    ):
        with nothing_written():
            html = told(send(path, {"text": typed, "turn": report.turn}, browser=browser), 422, sentence)
        assert form_values(html, action)["text"].split() == typed.split()


def test_moves_of_the_api_are_as_strict(world: World) -> None:
    report, dewi = scenes.assigned(world), key_of(world, "dewi")
    for typed in ("", LONG_TEXT):
        with nothing_written():
            assert is_problem(dewi.move(report.code, "follow_up", text=typed), 422)["errors"][0]["field"] == "text"
    for typed in ("x", *(words_ for words_ in TAKEN.values() if isinstance(words_, str))):
        assert dewi.move(report.code, "follow_up", text=typed).status_code == 200


@pytest.mark.parametrize("name", [*TAKEN, *REFUSED])
def test_the_importer_takes_what_an_old_system_kept(world: World, tmp_path: Path, name: str) -> None:
    """What is history already is not refused for being short, long or odd."""
    typed = TAKEN[name] if name in TAKEN else REFUSED[name].typed
    word = typed if isinstance(typed, str) else "KATA"
    rows = [cells(body=word, last_body=word, title=word[:300], reason="Alasan" + " – panjang" * 12)]
    path = csv_file(tmp_path / "a.csv", rows, columns=LONG)
    path.write_bytes(path.read_bytes().replace(b"KATA", typed if isinstance(typed, bytes) else b"KATA"))
    call_command("import", "laporan-ringkas", str(path), "--json")
    assert kept(Report.objects.get())[1].split() == cleaned(typed).split()


SEARCHES = ["/laporan/?kata={}", "/instansi/?kata={}", "/cari/wilayah?q={}", "/meja/?q={}", "/meja/pengguna/?q={}"]


@pytest.mark.parametrize("where", SEARCHES)
def test_searches_and_filters_bear_every_text(world: World, where: str) -> None:
    browser = sign_in(world, "citra")
    for typed in ("", "x", "%00", "%ff%fe", "%F0%9F%98%80", "%EA%A6%97", "%E2%80%AE", "a" * 5_000, "%25_%5C'\"()|&!:*"):
        assert browser.get(where.format(typed)).status_code == 200, typed


def test_a_form_beyond_all_measure_is_one_sentence(world: World) -> None:
    """Three megabytes of words are no report: 413, whatever way they come."""
    huge = "a" * 3_000_000
    with nothing_written():
        told(send("/lapor", filled(body=huge)), 413, "Ringkas tulisannya")
        told(Client().post("/lapor", f"body={huge}", content_type="application/x-www-form-urlencoded"), 413, "Ringkas")
        many = "&".join(f"a{number}=1" for number in range(1_500))
        told(Client().post("/lapor", many, content_type="application/x-www-form-urlencoded"), 413, "Ringkas")
        is_problem(Caller().submit(body=huge), 413)


@pytest.mark.parametrize("number", ["12", "seribu", "+1 202 555 0143", "0812-😀"])
def test_a_phone_number_that_is_none_comes_back_with_an_example(world: World, number: str) -> None:
    receipt = filed(world)
    report = actions.dispose(
        receipt.report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **scenes.public(receipt.report)
    )
    actions.ask_phone(report, by=world.actor("dewi"), reason="Kami ingin bertemu di lokasi.")
    path, browser = "/laporan-saya/share_phone", opened(receipt)
    with nothing_written():
        html = told(send(path, {"phone": number, "turn": report.turn}, browser=browser), 422, "0812 3456 7890")
    still_there(html, path, {"phone": number})
