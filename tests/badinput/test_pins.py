"""Wrong, reused and guessed PINs, a thousand tries from one place and from many, and a PIN that is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from lapor.api.tests.calling import is_problem
from lapor.kit import codes
from lapor.notices import pins, work
from lapor.reports import actions, reactions
from lapor.reports.models import Event, PinRequest
from lapor.reports.world import World
from tests.badinput.trying import filed, nothing_written, told

if TYPE_CHECKING:
    from tests.badinput.trying import Answer

pytestmark = pytest.mark.django_db
WRONG = "0000-0000-0000"
NO_FIT, WAIT = "Kode dan PIN ini tidak cocok", "Terlalu banyak percobaan. Tunggu 15 menit"


def try_pin(code: str, pin: str, *, place: str = "192.0.2.1") -> Answer:
    return Client().post("/lacak", {"code": code, "pin": pin}, REMOTE_ADDR=place)


def ask(code: str, pin: str, *, place: str = "192.0.2.1") -> Answer:
    """The same through the API."""
    headers = {"X-Laporan-PIN": pin}
    return Client(REMOTE_ADDR=place).get(f"/api/v1/laporan/{code}", headers=headers)


def test_a_wrong_pin_and_the_pin_of_another_report_open_nothing(world: World) -> None:
    mine, other = filed(world), filed(world, title="Lampu jalan mati")
    for pin in (WRONG, other.pin, mine.pin[::-1], mine.pin[:-1] + ("0" if mine.pin[-1] != "0" else "1")):
        with nothing_written():
            html = told(try_pin(mine.report.code, pin), 422, NO_FIT)
            assert is_problem(ask(mine.report.code, pin), 401)["detail"] == f"{NO_FIT}."
        assert f'value="{mine.report.code}"' in html
        assert f'value="{pin}"' in html, "one letter may be wrong: it can be mended"


def test_a_pin_may_be_used_as_often_as_its_owner_likes(world: World) -> None:
    receipt = filed(world)
    for _ in range(5):
        assert try_pin(receipt.report.code, receipt.pin)["Location"] == "/laporan-saya/"
        assert ask(receipt.report.code, receipt.pin).status_code == 200


def test_an_old_pin_that_was_renewed_is_as_wrong_as_any(world: World) -> None:
    receipt = filed(world)
    fresh = actions.renew_pin(receipt.report)
    told(try_pin(receipt.report.code, receipt.pin), 422, NO_FIT)
    is_problem(ask(receipt.report.code, receipt.pin), 401)
    assert try_pin(receipt.report.code, fresh)["Location"] == "/laporan-saya/"


def test_a_guess_says_the_same_for_a_report_and_for_none(world: World) -> None:
    """Nobody learns from the answer whether a code exists, is secret or belongs to an open report."""
    receipt, secret = filed(world), filed(world, secrecy="secret")
    answers = [try_pin(code, WRONG) for code in (receipt.report.code, secret.report.code, codes.new_code())]
    assert {answer.status_code for answer in answers} == {422}
    assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1
    problems = [ask(code, WRONG).content for code in (receipt.report.code, secret.report.code, codes.new_code())]
    assert len(set(problems)) == 1


def test_a_thousand_tries_from_one_address(world: World) -> None:
    receipt = filed(world)
    code = receipt.report.code
    with nothing_written():
        tried = [try_pin(code, f"{number:012d}") for number in range(500)]
        asked = [ask(code, f"{number:012d}", place="192.0.2.2").status_code for number in range(500)]
    assert [answer.status_code for answer in tried[:10]] == [422] * 10
    assert {answer.status_code for answer in tried[10:]} == {429}
    assert (asked[:10], set(asked[10:])) == ([401] * 10, {429})
    html = told(tried[-1], 429, WAIT)
    assert "Laporan Anda tetap aman" in html
    assert 0 < int(tried[-1]["Retry-After"]) <= 900
    assert try_pin(code, receipt.pin).status_code == 429, "who guessed waits, even with the right one"
    assert try_pin(code, receipt.pin, place="203.0.113.5")["Location"] == "/laporan-saya/"


def test_a_thousand_tries_from_as_many_addresses(world: World) -> None:
    """Each address tries once: the code's own limit stops them, and its owner still comes in from anywhere."""
    receipt = filed(world)
    code = receipt.report.code
    with nothing_written():
        tried = [
            try_pin(code, f"{number:012d}", place=f"198.51.{number // 250}.{number % 250 + 1}").status_code
            for number in range(1_000)
        ]
    assert (tried[:30], set(tried[30:])) == ([422] * 30, {429})
    assert ask(code, WRONG, place="2001:db8::1").status_code == 429, "the API counts with the pages"
    for place in ("203.0.113.5", "2001:db8:1::9", "198.51.0.1"):
        assert try_pin(code, receipt.pin, place=place)["Location"] == "/laporan-saya/"
    assert ask(code, receipt.pin, place="203.0.113.6").status_code == 200


def test_one_household_of_many_ipv6_addresses_is_one_address(world: World) -> None:
    code = filed(world).report.code
    tried = [try_pin(code, f"{n:012d}", place=f"2001:db8:7:7::{n:x}").status_code for n in range(1, 21)]
    assert (tried[:10], set(tried[10:])) == ([422] * 10, {429})


def go_round() -> None:
    """What the worker does until nothing is left to do."""
    for _ in range(3):
        reactions.work("test")
        pins.work_pins("test")
        work.work("test")


def lose(code: str, email: str) -> Answer:
    answer = Client().post("/pin-hilang", {"code": code, "email": email})
    go_round()
    return answer


@pytest.mark.parametrize(
    ("identity", "contact", "mails"),
    [("named", "ani@warga.example", 1), ("anonymous", "ani@warga.example", 1), ("anonymous", "", 0), ("none", "", 0)],
)
def test_a_lost_pin(world: World, settings: Settings, identity: str, contact: str, mails: int) -> None:
    """The page says the same whether there was a contact or not; only the owner's mailbox knows."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    receipt = filed(world, identity=identity, email=contact, phone="")
    go_round()
    mail.outbox.clear()
    answer = lose(codes.grouped(receipt.report.code), " ANI@warga.example ")
    assert (answer.status_code, answer["Location"]) == (302, "/pin-hilang/terkirim")
    assert "tidak dapat diganti oleh siapa pun" in Client().get("/pin-hilang").content.decode()
    assert "Bila kode dan surel itu cocok" in Client().get("/pin-hilang/terkirim").content.decode()
    assert not PinRequest.objects.exists()
    assert len(mail.outbox) == mails
    assert Event.objects.filter(kind="renew_pin").count() == mails
    if not mails:
        assert try_pin(receipt.report.code, receipt.pin)["Location"] == "/laporan-saya/", "the old one still opens"
        return
    fresh = re.search(r"PIN baru: (\S+)", str(mail.outbox[0].body))
    assert fresh
    told(try_pin(receipt.report.code, receipt.pin), 422, NO_FIT)
    assert try_pin(receipt.report.code, fresh[1])["Location"] == "/laporan-saya/"


@pytest.mark.parametrize(
    ("code", "email", "sentence"),
    [
        ("", "ani@warga.example", "Ketik kode laporan Anda"),
        ("7K4M9QXT", "ani@warga.example", "salah ketik"),
        ("7K4M9QXT2", "", "Tulis alamat surel"),
        ("7K4M9QXT2", "\0\u202e", "Tulis alamat surel"),
        ("7K4M9QXT2", "a" * 100_000, "Terlalu panjang"),
    ],
)
def test_a_form_for_a_lost_pin_with_nonsense_in_it(world: World, code: str, email: str, sentence: str) -> None:
    with nothing_written():
        html = told(Client().post("/pin-hilang", {"code": code, "email": email}), 422, sentence)
    assert f'value="{code}"' in html or not code
