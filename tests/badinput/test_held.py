"""Files of forms that come back: chosen once, sent once, for nobody else, and not for long."""

from __future__ import annotations

import base64
import errno
import io
import re
import shutil
import uuid
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from lapor.channels.web import held, limits
from lapor.channels.web.fields import NOT_YOURS
from lapor.config import worker
from lapor.desk import kept
from lapor.desk.tests.scenes import address, sign_in
from lapor.kit import clock, crypto
from lapor.public.tests.conftest import form_values
from lapor.reports import actions, files, words
from lapor.reports.files import MB
from lapor.reports.models import Attachment, Report
from lapor.reports.tests import samples, scenes
from lapor.reports.world import World
from tests.badinput.trying import filed, filled, opened, send, told
from tests.leak import dump

if TYPE_CHECKING:
    from tests.badinput.trying import Answer

pytestmark = pytest.mark.django_db
JPEG = samples.jpeg()
PHOTO = ("dari ani.jpg", JPEG)
CARD = "NIK saya 7324045203980001, lubangnya di depan rumah. Mohon segera ditambal."
MISSING = "Ceritakan apa yang terjadi"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.LAPOR_HELD = tmp_path / "held"
    settings.LAPOR_HELD.mkdir()
    return tmp_path / "held"


def tickets(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'name="files_held" value="([^"]+)" checked', html)]


def post(path: str, typed: dict[str, Any], given: list[str], *fresh: tuple[str, bytes], browser: Client) -> Answer:
    """A form with the tickets that stand in it."""
    return send(path, typed | {held.FIELD: given}, *fresh, browser=browser)


def contents() -> list[bytes]:
    """The originals of all attachments, as they came."""
    rows = Attachment.objects.order_by("number").select_related("report__key")
    return [b"".join(files.stream(row, words.key_of(row.report), original=True)) for row in rows]


class Try(NamedTuple):
    """A form that comes back with a photo: where it is posted, what was typed, and the answer."""

    path: str
    typed: dict[str, Any]
    browser: Client
    html: str


def mistaken(**changes: Any) -> Try:
    typed, browser = filled(body="", **changes), Client()
    html = told(send("/lapor", typed, PHOTO, browser=browser), 422, MISSING)
    return Try("/lapor", typed | {"body": filled()["body"]}, browser, html)


def test_a_photo_survives_a_mistake_and_is_attached_once(world: World, folder: Path) -> None:
    first = mistaken()
    assert "dari ani.jpg" in first.html
    assert "Pilih lagi berkasnya" not in first.html
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert JPEG not in path.read_bytes()
    assert b"ani" not in path.read_bytes() + path.name.encode()
    answer = post(first.path, first.typed, tickets(first.html), browser=first.browser)
    assert (answer.status_code, answer["Location"]) == (302, "/terima")
    assert contents() == [JPEG]
    assert list(folder.iterdir()) == []


def test_the_warning_about_personal_data_keeps_the_photo(world: World) -> None:
    browser, typed = Client(), filled(body=CARD, diperiksa="")
    html = told(send("/lapor", typed, PHOTO, browser=browser), 200, "tampaknya memuat data pribadi")
    again = form_values(html, "/lapor")
    assert again[held.FIELD]
    assert browser.post("/lapor", again)["Location"] == "/terima"
    assert contents() == [JPEG]


def test_the_key_of_a_held_file_lies_nowhere(world: World, folder: Path, log: io.StringIO) -> None:
    """Who has the dump, the disk and all our keys lacks the one that stands in the page alone."""
    first = mistaken()
    ticket = held._ticket(tickets(first.html)[0], f"lapor|{first.typed['kunci']}")
    assert ticket is not None
    key = base64.b64decode(ticket.key)
    homes = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    there = [*homes, *(cell.value for cell in dump.cells()), log.getvalue().encode()]
    assert len(there) > 100
    assert [one for one in there for form in (key, key.hex().encode(), ticket.key.encode()) if form in one] == []
    (sealed,) = folder.iterdir()
    with sealed.open("rb") as source:
        assert b"".join(crypto.iter_stream(key, source, context=f"held|content|{ticket.number}")) == JPEG


def test_held_and_fresh_files_go_together_and_what_is_unticked_stays_behind(world: World) -> None:
    two = [("satu.jpg", JPEG), ("dua.pdf", samples.pdf())]
    typed, browser = filled(title=""), Client()
    html = told(send("/lapor", typed, *two, browser=browser), 422, "Tulis judul singkat")
    (first, second) = tickets(html)
    html = told(post("/lapor", typed, [first, second], ("tiga.jpg", JPEG), browser=browser), 422, "Tulis judul")
    assert len(tickets(html)) == 3
    ready = typed | {"title": filled()["title"]}
    assert post("/lapor", ready, tickets(html)[1:], browser=browser).status_code == 302
    assert contents() == [two[1][1], JPEG]


def test_every_bad_file_is_named_and_the_good_ones_stay(world: World) -> None:
    uploads = [("a.exe", b"MZ" + bytes(99)), PHOTO, ("kosong.jpg", b""), ("b.svg", b"<svg/>"), ("c.jpg", JPEG)]
    browser, typed = Client(), filled()
    html = told(send("/lapor", typed, *uploads, browser=browser), 422, "Ada 3 hal")
    for name in ("a.exe", "kosong.jpg", "b.svg"):
        assert f"Berkas “{name}”" in html
    assert html.count(files.TAKEN) == 2, "once in the summary, once at the field"
    assert len(tickets(html)) == 2
    assert "Belum kami terima" not in html
    assert post("/lapor", typed, tickets(html), browser=browser).status_code == 302
    assert contents() == [JPEG, JPEG]


def test_what_can_be_taken_is_said_whichever_file_comes_last(world: World) -> None:
    html = told(send("/lapor", filled(), ("a.exe", b"MZ" + bytes(99)), ("kosong.jpg", b"")), 422, "“kosong.jpg”")
    assert html.count(files.TAKEN) == 2


def test_what_was_too_large_to_be_read_leaves_the_held_ones_alone(world: World) -> None:
    first = mistaken()
    album = [(f"{number}.jpg", b"x") for number in range(60)]
    html = told(post("/lapor", first.typed, tickets(first.html), *album, browser=first.browser), 413, "Terlalu banyak")
    assert "Pilih lagi berkasnya di bawah sebelum mengirim" in html
    assert post("/lapor", first.typed, tickets(html), browser=first.browser).status_code == 302
    assert contents() == [JPEG]


def test_a_heap_of_tickets_is_not_opened(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes must not have us open gigabytes: only as much as one form was given, and so often."""
    opened: list[str] = []
    content = held._content

    def counted(ticket: held.Ticket) -> BinaryIO | None:
        opened.append(ticket.number)
        return content(ticket)

    monkeypatch.setattr(held, "_content", counted)
    typed, browser, given = filled(body=""), Client(), list[str]()
    for _ in range(3):
        many = [(f"{number}.jpg", JPEG) for number in range(8)]
        given += tickets(told(send("/lapor", typed, *many, browser=browser), 422, MISSING))
    told(post("/lapor", typed, given * 2, browser=browser), 422, NOT_YOURS)
    assert len(opened) == len(set(opened)) == 10
    monkeypatch.setitem(limits.LIMITS, "berkas-buka", limits.Limit(2, 3600))
    large = ("besar.jpg", JPEG + bytes(3 * MB))
    given = tickets(told(send("/lapor", typed, large, browser=browser), 422, MISSING))
    for sentence in (MISSING, MISSING, "tidak lagi kami simpan"):
        told(post("/lapor", typed, given, browser=browser), 422, sentence)


def test_a_report_that_is_sent_twice_with_held_files_is_one_report(world: World) -> None:
    """The answer did not arrive, or the back button showed the old page: the tickets are spent, the receipt comes."""
    first = mistaken()
    given = tickets(first.html)
    for _ in range(3):
        assert post(first.path, first.typed, given, browser=first.browser)["Location"] == "/terima"
    assert Report.objects.count() == Attachment.objects.count() == 1


def test_a_spent_ticket_in_another_report_is_one_sentence(world: World) -> None:
    first = mistaken()
    given = tickets(first.html)
    assert post(first.path, first.typed, given, browser=first.browser).status_code == 302
    changed = first.typed | {"body": "Lampu jalan di depan pasar mati sejak kemarin malam, gelap sekali."}
    html = told(post("/lapor", changed, given, browser=first.browser), 422, "“dari ani.jpg” tidak lagi kami simpan")
    assert form_values(html, "/lapor")["body"] == changed["body"]
    assert Report.objects.count() == 1


def test_a_form_under_a_new_key_takes_its_files_along(world: World) -> None:
    """Two tabs share a key: the second is asked to press again, and has its photo still."""
    one, other = mistaken(), mistaken(title="Lampu jalan mati")
    typed = other.typed | {"kunci": one.typed["kunci"]}
    html = told(send("/lapor", typed | {"body": ""}, PHOTO, browser=other.browser), 422, MISSING)
    assert post("/lapor", one.typed, tickets(one.html), browser=one.browser).status_code == 302
    html = told(post("/lapor", typed, tickets(html), browser=other.browser), 409, "sudah dipakai untuk laporan lain")
    again = form_values(html, "/lapor")
    assert again["kunci"] != typed["kunci"]
    assert other.browser.post("/lapor", again).status_code == 302
    assert contents() == [JPEG, JPEG]


def twisted(ticket: str) -> Iterator[str]:
    at = len(ticket) // 2
    yield ticket[:at] + ("A" if ticket[at] != "A" else "B") + ticket[at + 1 :]
    yield ticket[:-8]
    yield from ("", "x", "é😀", "../../etc/passwd", "A" * 100_000, ticket * 20)


def test_a_ticket_that_was_tampered_with_is_one_sentence(world: World) -> None:
    first = mistaken()
    for wrong in twisted(tickets(first.html)[0]):
        html = told(post("/lapor", first.typed, [wrong], browser=first.browser), 422, NOT_YOURS)
        assert form_values(html, "/lapor")["body"] == first.typed["body"]
    assert not Report.objects.exists()
    assert post("/lapor", first.typed, tickets(first.html), browser=first.browser).status_code == 302


def test_a_ticket_fits_only_its_form_and_its_person(world: World) -> None:
    report = scenes.assigned(world)
    path, typed = address(report, "follow_up"), {"text": "", "turn": report.turn}
    html = told(send(path, typed, PHOTO, browser=sign_in(world, "dewi")), 422, "masih kosong")
    (ticket,) = tickets(html)
    typed["text"] = "Sudah kami tambal."
    for elsewhere, who in ((path, "citra"), (address(scenes.assigned(world), "follow_up"), "dewi")):
        html = post(elsewhere, typed, [ticket], browser=sign_in(world, who)).content.decode()
        assert NOT_YOURS in html or "tidak dapat diambil sekarang" in html
    told(post("/lapor", filled(), [ticket], browser=Client()), 422, NOT_YOURS)
    other = opened(filed(world))
    told(post("/laporan-saya/add", {"text": "Ini."}, [ticket], browser=other), 422, NOT_YOURS)
    assert not Attachment.objects.exists()
    assert post(path, typed, [ticket], browser=sign_in(world, "dewi")).status_code == 302
    assert contents() == [JPEG]


@pytest.mark.parametrize("size", [0, 20, 400], ids=["gone", "cut off", "changed"])
def test_a_damaged_or_forgotten_file_is_one_sentence(world: World, folder: Path, size: int) -> None:
    first = mistaken()
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:size] + bytes(200 if size == 400 else 0))
    if not size:
        path.unlink()
    html = told(post("/lapor", first.typed, tickets(first.html), browser=first.browser), 422, "tidak lagi kami simpan")
    assert tickets(html) == []


def test_the_worker_sweeps_what_nobody_came_back_for(world: World, folder: Path) -> None:
    first = mistaken()
    worker.sweep()
    assert len(list(folder.iterdir())) == 1
    with clock.freeze(clock.now() + held.LIFE + timedelta(minutes=1)):
        told(post("/lapor", first.typed, tickets(first.html), browser=first.browser), 422, "tidak lagi kami simpan")
        worker.sweep()
    assert list(folder.iterdir()) == []


def test_one_address_cannot_fill_the_disk(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "berkas-titip", limits.Limit(5, 3600))
    browser, typed = Client(), filled(body="")
    large = ("besar.jpg", JPEG + bytes(7 * MB))
    html = told(send("/lapor", typed, large, PHOTO, ("c.jpg", JPEG), browser=browser), 422, MISSING)
    assert len(tickets(html)) == len(list(folder.iterdir())) == 2
    assert "Belum kami terima: “c.jpg”. Pilih lagi berkasnya" in html
    # What is held already is not counted again.
    html = told(post("/lapor", typed, tickets(html), browser=browser), 422, MISSING)
    assert len(tickets(html)) == 2


def test_all_together_cannot_fill_the_disk(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST_HELD", 1_000_000)
    html = told(send("/lapor", filled(body=""), ("besar.jpg", JPEG + bytes(MB))), 422, MISSING)
    assert (tickets(html), list(folder.iterdir())) == ([], [])
    assert "Belum kami terima: “besar.jpg”" in html
    monkeypatch.setattr(held, "LEAST_FREE", shutil.disk_usage(folder).total)
    assert tickets(told(send("/lapor", filled(body=""), PHOTO), 422, MISSING)) == []


def test_limits_count_held_and_fresh_files_together(world: World) -> None:
    ten = [(f"{number}.jpg", JPEG) for number in range(10)]
    typed, browser = filled(body=""), Client()
    html = told(send("/lapor", typed, *ten, browser=browser), 422, MISSING)
    html = told(post("/lapor", typed, tickets(html), PHOTO, browser=browser), 422, "Paling banyak 10 berkas")
    assert len(tickets(html)) == 10
    assert "Belum kami terima: “dari ani.jpg”" in html
    big = ("besar.jpg", JPEG + bytes(18 * MB))
    html = told(send("/lapor", typed, big, big, big, browser=browser), 422, MISSING)
    assert len(tickets(html)) == 3
    html = told(post("/lapor", typed, tickets(html), big, browser=browser), 422, "bersama lebih dari 60 MB")
    assert len(tickets(html)) == 3


def own(world: World) -> Try:
    """Ani's step that was refused for its length, with a photo."""
    browser, path = opened(filed(world)), "/laporan-saya/add"
    html = told(send(path, {"text": "x" * 20_000}, PHOTO, browser=browser), 422, "Terlalu panjang")
    return Try(path, form_values(html, path) | {"text": "Ini fotonya."}, browser, html)


def test_a_step_of_the_reporter_keeps_its_files_and_is_done_once(world: World) -> None:
    first = own(world)
    given = tickets(first.html)
    typed = {name: value for name, value in first.typed.items() if name != held.FIELD}
    for _ in range(3):
        answer = post(first.path, typed, given, browser=first.browser)
        assert (answer.status_code, answer["Location"]) == (302, "/laporan-saya/")
    assert contents() == [JPEG]
    html = told(
        post(first.path, typed | {"text": "Lain."}, given, browser=first.browser), 422, "tidak lagi kami simpan"
    )
    assert form_values(html, first.path)["text"] == "Lain."


def test_a_second_tap_of_an_officer_with_held_files_is_taken_for_one(world: World) -> None:
    report, browser = scenes.assigned(world), sign_in(world, "dewi")
    path = address(report, "follow_up")
    typed = form_values(browser.get(path).content.decode(), "")
    html = told(send(path, typed, PHOTO, browser=browser), 422, "masih kosong")
    again = form_values(html, "") | {"text": "Sudah kami tambal."}
    assert [browser.post(path, again)["Location"] for _ in range(3)] == [f"/meja/{report.code}/"] * 3
    assert contents() == [JPEG]


def test_who_was_overtaken_has_his_photo_still(world: World) -> None:
    report, browser = scenes.assigned(world), sign_in(world, "dewi")
    path = address(report, "follow_up")
    typed = form_values(browser.get(path).content.decode(), "") | {"text": "Lihat foto.", "turn": "0"}
    html = told(send(path, typed, PHOTO, browser=browser), 409, "berubah sejak Anda membukanya")
    assert browser.post(path, form_values(html, "")).status_code == 302
    assert contents() == [JPEG]


def test_an_officer_whose_session_ended_finds_his_files_too(world: World) -> None:
    report, browser = scenes.assigned(world), sign_in(world, "dewi")
    path = address(report, "follow_up")
    typed = form_values(browser.get(path).content.decode(), "") | {"text": "Lihat foto."}
    Session.objects.all().delete()
    assert send(path, typed, PHOTO, browser=browser).status_code == 302
    browser.force_login(world.users["dewi"])  # keeps the session that was begun
    html = told(browser.get(path), 200, kept.STILL_THERE)
    assert "dari ani.jpg" in html
    assert browser.post(path, form_values(html, "")).status_code == 302
    assert contents() == [JPEG]


def test_a_reporter_whose_session_ended_finds_his_files_behind_code_and_pin(world: World) -> None:
    receipt = filed(world)
    browser, path, typed = opened(receipt), "/laporan-saya/add", {"text": "Ini fotonya."}
    with clock.freeze(clock.now() + timedelta(hours=3)):
        html = told(send(path, typed, PHOTO, browser=browser), 403, "kode dan PIN")
        assert "Berkasnya perlu Anda pilih lagi" not in html
        door = form_values(html, "/lacak") | {"code": receipt.report.code, "pin": receipt.pin}
        html = told(browser.post("/lacak", door), 200, "Tambah keterangan")
        assert "dari ani.jpg" in html
        assert browser.post(path, form_values(html, path)).status_code == 302
    assert contents() == [JPEG]


def test_a_report_form_that_lay_open_for_days_keeps_its_files(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    html = told(send("/lapor", filled(), PHOTO, browser=strict), 403, "Formulir ini terlalu lama terbuka")
    assert strict.post("/lapor", form_values(html, "/lapor")).status_code == 302
    assert contents() == [JPEG]


def test_what_breaks_below_us_loses_no_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    browser, typed = Client(raise_request_exception=False), filled()
    with monkeypatch.context() as patched:
        patched.setattr(actions, "submit", broken)
        html = told(send("/lapor", typed, PHOTO, browser=browser), 503, "Tulisan Anda masih ada")
    assert "Berkas perlu dipilih lagi" not in html
    html = told(browser.post("/lapor", form_values(html, "") | {"cari": "-"}), 200, "dari ani.jpg")
    assert browser.post("/lapor", form_values(html, "/lapor")).status_code == 302
    assert contents() == [JPEG]


def test_a_full_disk_says_that_the_files_are_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(crypto, "seal_stream", full)
    html = told(send("/lapor", filled(body=""), PHOTO), 422, MISSING)
    assert "Belum kami terima: “dari ani.jpg”. Pilih lagi berkasnya" in html


def test_without_its_folder_the_form_still_comes_back(world: World, folder: Path) -> None:
    folder.rmdir()
    html = told(send("/lapor", filled(body=""), PHOTO), 422, MISSING)
    assert "Belum kami terima: “dari ani.jpg”" in html


def test_no_address_leads_to_a_held_file(world: World, folder: Path) -> None:
    first = mistaken()
    (path,) = folder.iterdir()
    (ticket,) = tickets(first.html)
    for place in ("/held/{}", "/files/{}", "/static/{}", "/laporan-saya/berkas/{}", "/media/{}", "/{}"):
        for name in (path.name, str(uuid.UUID(path.name)), ticket):
            assert first.browser.get(place.format(name)).status_code in (302, 404)


def test_searching_in_a_picker_without_javascript_keeps_the_photo(world: World) -> None:
    typed = filled(region_q="malili", cari="region")
    html = told(send("/lapor", typed, PHOTO, ("x.exe", b"MZ"), browser=Client()), 200, "dari ani.jpg")
    assert len(tickets(html)) == 1
    assert "Foto atau berkas: Berkas “x.exe” bukan foto, PDF" in html
    assert "Belum kami terima" not in html
