"""Receipt, code and PIN: shown once, guessed never, and the same answer for missing, secret and forbidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from lapor.kit import clock, codes, keys
from lapor.people.actor import PUBLIC, reporter_of
from lapor.public.tests.conftest import form_values, publish
from lapor.reports import actions
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.models.access import PinRequest
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
WRONG = "0000-0000-0000"


def test_the_receipt_shows_code_and_pin_for_ten_minutes_and_then_no_more(
    world: World, client: Client, filled: dict[str, Any]
) -> None:
    with clock.freeze(MONDAY):
        client.post("/lapor", filled)
        first, again = client.get("/terima"), client.get("/terima")
    report = Report.objects.get()
    html = first.content.decode()
    assert codes.grouped(report.code) in html
    assert "Paling lambat" in html
    assert "WITA" in html or "WIB" in html
    assert first["Cache-Control"] == "no-store"
    assert "PIN" in again.content.decode()
    assert report.code not in html.partition("</title>")[0]
    with clock.freeze(MONDAY + timedelta(minutes=11)):
        gone = client.get("/terima")
    assert gone.status_code == 410
    assert codes.grouped(report.code) not in gone.content.decode()


def test_the_printed_receipt_has_a_qr_whose_pin_stands_behind_the_hash(
    world: World, client: Client, filled: dict[str, Any]
) -> None:
    client.post("/lapor", filled)
    html = client.get("/terima/cetak").content.decode()
    assert "<svg" in html
    assert "<noscript>" in html
    assert "Tekan Ctrl+P" in html
    assert f"{settings.LAPOR_BASE_URL}/lacak lalu ketik" in html
    assert f"/lacak#{Report.objects.get().code}" not in html


@pytest.mark.parametrize("address", ["/lapor", "/lacak", "/pin-hilang"])
def test_a_slash_too_many_leads_to_the_form(client: Client, address: str) -> None:
    assert client.get(f"{address}/?a=1")["Location"] == f"{address}?a=1"
    assert client.post(f"{address}/").status_code == 405


def test_the_session_holds_no_pin_and_no_code(world: World, client: Client, filled: dict[str, Any]) -> None:
    client.post("/lapor", filled)
    report = Report.objects.get()
    pin = keys.provider().pin(filled["kunci"].encode(), report.pk)
    kept = str(dict(client.session))
    assert pin not in kept
    assert report.code not in kept
    client.post("/lacak", {"code": report.code, "pin": pin})
    assert set(client.session["laporan"]) == {"report", "at"}
    assert "tanda_terima" not in client.session


def test_a_receipt_opens_the_report_with_one_press(world: World, client: Client, filled: dict[str, Any]) -> None:
    client.post("/lapor", filled)
    answer = client.post("/lacak", form_values(client.get("/terima").content.decode(), "/lacak"))
    assert answer["Location"] == "/laporan-saya/"
    page = client.get("/laporan-saya/")
    assert "Menunggu pemeriksaan" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_code_alone_finds_what_is_published_and_nothing_else(world: World, client: Client, receipt: Receipt) -> None:
    code = codes.grouped(receipt.report.code).lower()
    assert client.post("/lacak", {"code": code}).status_code == 404
    publish(world, receipt.report)
    assert client.post("/lacak", {"code": code})["Location"] == f"/laporan/{receipt.report.code}/"


def test_missing_secret_and_forbidden_look_the_same(world: World, client: Client, receipt: Receipt) -> None:
    secret = actions.submit(draft(secrecy="secret"), by=PUBLIC, key="s" * 22).report
    names = [codes.new_code(), secret.code, receipt.report.code]
    tracked = [client.post("/lacak", {"code": name}) for name in names]
    pages = [client.get(f"/laporan/{name}/") for name in names]
    for answers in (tracked, pages):
        assert {answer.status_code for answer in answers} == {404}
        assert len({len(answer.content) // 64 for answer in answers}) == 1
        assert len({frozenset(answer.headers) for answer in answers}) == 1
    assert "Kami tidak menemukan laporan terbit" in tracked[0].content.decode()
    wrong = [client.post("/lacak", {"code": name, "pin": WRONG}) for name in names]
    assert {answer.status_code for answer in wrong} == {422}
    assert all("tidak cocok" in answer.content.decode() for answer in wrong)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"code": ""}, "Ketik kode laporan"),
        ({"code": "7K4-M9Q-XT3X"}, "salah ketik"),
        ({"code": "\0" * 9}, "salah ketik"),
        ({"code": "ꦗ" * 80}, "9 huruf dan angka"),
        ({"code": "7K4M9QXT2", "pin": "12"}, "tidak lengkap"),
        ({"code": "7K4M9QXT2", "pin": "1" * 5000}, "12 huruf dan angka"),
    ],
)
def test_what_is_no_code_or_pin_is_told_so(db: None, client: Client, values: dict[str, str], sentence: str) -> None:
    answer = client.post("/lacak", values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_typed_variants_of_code_and_pin_open_too(receipt: Receipt, client: Client) -> None:
    code, pin = codes.grouped(receipt.report.code).lower(), codes.grouped(receipt.pin).replace("-", " ").lower()
    assert client.post("/lacak", {"code": f" {code} ", "pin": pin})["Location"] == "/laporan-saya/"


def test_a_thousand_guesses_meet_a_wall_and_the_owner_still_comes_in(receipt: Receipt, client: Client) -> None:
    code = receipt.report.code
    pins = (f"{number:012d}" for number in range(1000))
    given = [client.post("/lacak", {"code": code, "pin": pin}, REMOTE_ADDR="192.0.2.1").status_code for pin in pins]
    assert given[:10] == [422] * 10
    assert set(given[10:]) == {429}
    spread = [
        client.post("/lacak", {"code": code, "pin": WRONG}, REMOTE_ADDR=f"198.51.100.{n}").status_code
        for n in range(40)
    ]
    assert spread[-1] == 429
    blocked = client.post("/lacak", {"code": code, "pin": receipt.pin}, REMOTE_ADDR="192.0.2.1")
    assert blocked.status_code == 429
    assert 0 < int(blocked["Retry-After"]) <= 900
    owner = client.post("/lacak", {"code": code, "pin": receipt.pin}, REMOTE_ADDR="203.0.113.5")
    assert owner["Location"] == "/laporan-saya/"


def test_opening_changes_the_session_key_and_ends_after_two_hours(receipt: Receipt, client: Client) -> None:
    with clock.freeze(MONDAY):
        client.get("/lacak")
        session = client.session
        session["x"] = 1
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = before = str(session.session_key)
        client.post("/lacak", {"code": receipt.report.code, "pin": receipt.pin})
        assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
        assert client.get("/laporan-saya/").status_code == 200
    with clock.freeze(MONDAY + timedelta(hours=2, minutes=1)):
        assert client.get("/laporan-saya/")["Location"] == "/lacak"


def test_leaving_ends_it_at_once_and_needs_a_post(receipt: Receipt, opened: Callable[[Receipt], Client]) -> None:
    client = opened(receipt)
    assert client.get("/laporan-saya/keluar").status_code == 405
    assert client.post("/laporan-saya/keluar")["Location"] == "/"
    assert client.get("/laporan-saya/")["Location"] == "/lacak"


def test_words_outlive_the_session(receipt: Receipt, client: Client) -> None:
    lost = client.post("/laporan-saya/add", {"text": "Lubangnya <b>makin</b> besar."})
    assert lost.status_code == 403
    shown = form_values(lost.content.decode(), "/lacak")
    assert shown["text"] == "Lubangnya <b>makin</b> besar."
    back = client.post("/lacak", shown | {"code": receipt.report.code, "pin": receipt.pin})
    assert back.status_code == 200
    again = form_values(back.content.decode(), "/laporan-saya/add")
    assert again["text"] == "Lubangnya <b>makin</b> besar."
    assert client.post("/laporan-saya/add", again).status_code == 302


def test_a_lost_pin_gets_one_answer_and_a_box_that_only_the_worker_opens(receipt: Receipt, client: Client) -> None:
    for code in (receipt.report.code, codes.new_code()):
        answer = client.post("/pin-hilang", {"code": code, "email": "Ani@Warga.example"})
        assert answer["Location"] == "/pin-hilang/terkirim"
    assert "Bila kode dan surel itu cocok" in client.get("/pin-hilang/terkirim").content.decode()
    row = PinRequest.objects.get(code=receipt.report.code)
    opened = keys.private_provider().open_contact(bytes(row.contact_box), context=f"pinrequest|contact|{row.pk}")
    assert opened == b"ani@warga.example"
    assert b"ani@" not in bytes(row.contact_box)
    assert "tidak dapat diganti oleh siapa pun" in client.get("/pin-hilang").content.decode()


def test_asking_for_a_pin_again_and_again_writes_to_nobody_more_often(receipt: Receipt, client: Client) -> None:
    for number in range(6):
        values = {"code": receipt.report.code, "email": "ani@warga.example"}
        answer = client.post("/pin-hilang", values, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer["Location"] == "/pin-hilang/terkirim"
    assert PinRequest.objects.count() == 3
    assert client.post("/pin-hilang", {"code": "x", "email": "ani"}).status_code == 422


def test_a_renewed_pin_replaces_the_old_one(receipt: Receipt, client: Client) -> None:
    fresh = actions.renew_pin(receipt.report)
    assert client.post("/lacak", {"code": receipt.report.code, "pin": receipt.pin}).status_code == 422
    assert client.post("/lacak", {"code": receipt.report.code, "pin": fresh})["Location"] == "/laporan-saya/"
    assert reporter_of(receipt.report.pk).report_id == receipt.report.pk
