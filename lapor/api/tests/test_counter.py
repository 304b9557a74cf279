"""The counter by programs: what an operator's key says of how a report came, and a letter with its scan."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lapor.agencies.actions import grant
from lapor.agencies.models import Role
from lapor.api.tests.calling import NEW, V1, Caller, client, is_problem, key_of, nobody
from lapor.kit import clock
from lapor.people.actions import create_user, issue_token
from lapor.people.actor import SYSTEM
from lapor.reports import words
from lapor.reports.models import Attachment, Deadline, IncomingLetter, Report
from lapor.reports.tests.samples import jpeg
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

if TYPE_CHECKING:
    from lapor.api.tests.calling import Answer

pytestmark = pytest.mark.django_db
LETTER = {
    "came_by": "letter",
    "letter_number": "12/RT/I",
    "letter_date": f"{MONDAY - timedelta(days=9):%Y-%m-%d}",
    "letter_received": f"{MONDAY - timedelta(days=5):%Y-%m-%d}",
}


def with_scan(program: Caller, key: str = "", **changes: Any) -> Answer:
    """Send a letter as multipart, its picture beside it."""
    sent = {
        "data": json.dumps(NEW | LETTER | changes),
        "files": SimpleUploadedFile("surat.jpg", jpeg(), "image/jpeg"),
    }
    headers = program.headers | {"Idempotency-Key": key or secrets.token_hex(16)}
    return client().post(f"{V1}/laporan", sent, headers=headers)


def test_an_operators_key_files_a_letter_with_its_scan(world: World) -> None:
    with clock.freeze(MONDAY):
        told = with_scan(key_of(world, "joko", "submit"))
    assert told.status_code == 201, told.content
    report = Report.objects.select_related("key").get(code=told.json()["code"])
    event = report.events.get()
    assert (report.channel, event.channel, event.actor_kind) == ("letter", "letter", "officer")
    assert (event.user, event.agency) == (world.users["joko"], world.agencies["luwu-timur"])
    assert report.pin_seen
    assert report.submitted_at == MONDAY
    letter = IncomingLetter.objects.get(report=report)
    assert words.letter_number(letter, words.key_of(report)) == LETTER["letter_number"]
    assert (str(letter.received_on), str(letter.written_on)) == (LETTER["letter_received"], LETTER["letter_date"])
    assert Attachment.objects.get(report=report).by_reporter
    begun = Deadline.objects.get(report=report, clock="verification").started_at
    assert begun < MONDAY - timedelta(days=4)  # when the office opened on the day of receipt


@pytest.mark.parametrize("way", ["counter", "phone"])
def test_other_ways_need_no_letter(world: World, way: str) -> None:
    told = key_of(world, "joko").submit(came_by=way)
    assert told.status_code == 201
    assert Report.objects.get().channel == way


def test_without_a_way_it_came_by_a_program(world: World) -> None:
    assert key_of(world, "joko").submit().status_code == 201
    assert Report.objects.get().channel == "api"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"letter_received": None}, "letter_received", "Isi kapan kantor menerima surat ini."),
        ({"came_by": "phone"}, "letter_received", "hanya untuk surat"),
        ({"came_by": None}, "letter_number", "hanya untuk surat"),
        ({"came_by": "fax"}, "came_by", "Pilih salah satu: counter, letter, phone."),
        ({"came_by": "web"}, "came_by", "Pilih salah satu"),
        ({"letter_received": "18/11/2026"}, "letter_received", "2026-11-24"),
        ({"letter_received": "2999-01-01"}, "letter_received", "belum terjadi"),
        ({"letter_received": "2020-01-01"}, "letter_received", "lebih dari setahun"),
        ({"letter_date": "2999-01-01"}, "letter_date", "belum terjadi"),
        (
            {"letter_date": LETTER["letter_received"], "letter_received": LETTER["letter_date"]},
            "letter_received",
            "seb",
        ),
        ({"letter_number": "x" * 101}, "letter_number", "terlalu panjang"),
    ],
)
def test_what_cannot_be_is_told_by_its_field(world: World, changes: dict[str, Any], field: str, sentence: str) -> None:
    with clock.freeze(MONDAY):
        told = is_problem(key_of(world, "joko").submit(**LETTER | changes), 422)
    assert [one["sentence"] for one in told["errors"] if one["field"] == field and sentence in one["sentence"]]
    assert not Report.objects.exists()


def test_everything_that_is_wrong_is_told_at_once(world: World) -> None:
    told = is_problem(key_of(world, "joko").submit(came_by="letter", title="a"), 422)
    assert {one["field"] for one in told["errors"]} == {"letter_received", "title"}


def test_nobody_else_says_how_it_came(world: World) -> None:
    user = create_user("mitra@lapor.example", name="Kanal Warga", by=SYSTEM)
    grant(user, agency=world.agencies["luwu-timur"], role=Role.PARTNER, since=MONDAY.date(), by=SYSTEM)
    _, raw = issue_token(user, name="uji", scope="submit", days=1, by=SYSTEM)
    for program in (nobody, Caller({"Authorization": f"Bearer {raw}"})):
        told = is_problem(program.submit(came_by="counter"), 422)
        assert told["errors"] == [
            {"field": "came_by", "sentence": "Hanya kunci petugas loket yang boleh mengisi bagian ini."}
        ]
        is_problem(program.submit(**LETTER), 422)
        is_problem(with_scan(program), 422)
    is_problem(key_of(world, "dewi").submit(**LETTER), 403)
    assert not Report.objects.exists()


def test_the_same_letter_again_gets_the_same_answer_and_another_way_does_not(world: World) -> None:
    joko, key = key_of(world, "joko"), secrets.token_hex(16)
    with clock.freeze(MONDAY):
        first, again = with_scan(joko, key), with_scan(joko, key)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        is_problem(with_scan(joko, key, letter_number="13"), 422)
        phone = secrets.token_hex(16)
        assert joko.submit(phone, came_by="phone").status_code == 201
        assert is_problem(joko.submit(phone, came_by="counter"), 422)["code"] == "kunci-pengiriman-terpakai"
    assert Report.objects.count() == 2
