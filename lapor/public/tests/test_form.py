"""The form: what it takes, what it refuses in which words, and that nothing typed is ever lost."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lapor.agencies.models import Category
from lapor.channels.web import limits
from lapor.public.tests.conftest import form_values
from lapor.reports import words
from lapor.reports.models import Report, Reporter
from lapor.reports.world import World
from lapor.ui import dates

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db


def send(client: Client, values: dict[str, Any], **more: Any) -> Answer:
    return client.post("/lapor", values | more)


def test_a_filled_form_becomes_a_report_and_leads_to_the_receipt(
    world: World, client: Client, filled: dict[str, Any]
) -> None:
    answer = send(client, filled)
    assert (answer.status_code, answer["Location"]) == (302, "/terima")
    report = Report.objects.get()
    assert words.title(report) == filled["title"]
    assert report.region_id == "73.24.04"
    assert str(report.incident_date) == "2026-01-05"


def test_nothing_is_lost_on_an_error(world: World, client: Client, filled: dict[str, Any]) -> None:
    agency = world.agencies["dinas-pu"]
    typed = filled | {"title": "ya", "target": agency.pk, "target_q": agency.name, "accused_text": "Petugas “loket” 3"}
    answer = send(client, typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Tulis judul singkat" in html
    shown = form_values(html, "/lapor")
    for name, value in typed.items():
        if not name.endswith("_q"):
            assert shown[name] == str(value), name
    assert "Malili" in shown["region_q"]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Tulis judul singkat"),
        ("title", "a", "Tulis judul singkat"),
        ("title", "a" * 100_000, "Terlalu panjang (100000 huruf)"),
        ("body", "", "Ceritakan apa yang terjadi"),
        ("body", "x", "Ceritakan apa yang terjadi"),
        ("body", "kata " * 20_000, "Terlalu panjang (99999 huruf)"),
        ("incident_date", "1900-01-01", "terlalu lama"),
        ("incident_date", "2999-01-01", "belum terjadi"),
        ("incident_date", "31/02/2026", "Tanggal ini tidak ada"),
        ("region", "99.99.99", "Wilayah ini tidak ada"),
        ("region", "'; --", "Wilayah ini tidak ada"),
        ("target", "999999999", "tidak ada atau sudah ditutup"),
        ("target", "99999999999999999999999", "tidak ada atau sudah ditutup"),
        ("target", "-1", "tidak ada atau sudah ditutup"),
        ("accused", "abc", "tidak ada atau sudah ditutup"),
        ("category", "²", "Kategori ini tidak ada"),
        ("classification", "gosip", "Pilihan ini tidak ada"),
        ("classification", "", "Pilih salah satu"),
        ("identity", "", "Pilih apakah nama Anda"),
        ("secrecy", "setengah", "Pilihan ini tidak ada"),
        ("name", "", "Tulis namanya, atau pilih"),
        ("email", "ani@", "tidak lengkap"),
        ("phone", "123", "tidak lengkap"),
        ("situs", "http://spam.example", "Kosongkan kolom ini"),
    ],
)
def test_each_mistake_has_a_sentence_and_keeps_the_rest(
    world: World, filled: dict[str, Any], field: str, value: str, sentence: str
) -> None:
    answer = send(Client(), filled, **{field: value})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert "yang perlu diperbaiki" in html
    shown = form_values(html, "/lapor")
    assert all(shown.get(name) == filled[name] for name in ("place", "kunci") if name != field)
    assert not Report.objects.exists()


def test_a_closed_agency_is_refused_with_a_way_on(world: World, client: Client, filled: dict[str, Any]) -> None:
    agency = world.agencies["dinas-pu"]
    agency.is_open = False
    agency.save()
    answer = send(client, filled, target=agency.pk, target_q=agency.name)
    assert answer.status_code == 422
    assert "sudah ditutup" in answer.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "Jalan rusak 😀👩🏽‍🚒 di depan pasar, sudah dua minggu begini.",
        "ꦗꦭꦤ꧀ꦫꦸꦱꦏ꧀ ing ngarep pasar, wis rong minggu suwene.",
        "الطريق مكسور أمام السوق منذ أسبوعين تقريبا",
    ],
)
def test_any_script_is_taken_as_it_is(world: World, client: Client, filled: dict[str, Any], text: str) -> None:
    assert send(client, filled, body=text).status_code == 302
    assert words.body(Report.objects.get()) == text


def test_what_deceives_is_taken_out_and_the_rest_stays(world: World, client: Client, filled: dict[str, Any]) -> None:
    assert send(client, filled, title="Jalan\0 \u202erusak\u202c parah").status_code == 302
    assert words.title(Report.objects.get()) == "Jalan rusak parah"


def test_bytes_that_are_no_utf8_do_no_harm(world: World, client: Client) -> None:
    body = b"title=Jalan\xff\xfe rusak&body=" + b"Lubang besar \xc3\x28 di depan pasar " * 3
    body += b"&classification=complaint&identity=none&secrecy=public&kunci=" + b"u" * 36
    answer = client.post("/lapor", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert "Jalan" in words.title(Report.objects.get())


def test_double_taps_and_a_second_tab_leave_one_report(world: World, client: Client, filled: dict[str, Any]) -> None:
    one = form_values(client.get("/lapor").content.decode(), "/lapor")["kunci"]
    two = form_values(client.get("/lapor").content.decode(), "/lapor")["kunci"]
    assert one == two, "both tabs carry one key"
    for _ in range(3):
        assert send(client, filled, kunci=one)["Location"] == "/terima"
    assert Report.objects.count() == 1
    assert form_values(client.get("/lapor").content.decode(), "/lapor")["kunci"] != one


def test_another_report_in_a_used_tab_is_kept_and_sent_with_a_second_press(
    world: World, client: Client, filled: dict[str, Any]
) -> None:
    send(client, filled)
    answer = send(client, filled, title="Lampu jalan mati di depan pasar")
    assert answer.status_code == 409
    shown = form_values(answer.content.decode(), "/lapor")
    assert shown["title"] == "Lampu jalan mati di depan pasar"
    assert client.post("/lapor", shown).status_code == 302
    assert Report.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 200, "kunci\0" * 6, "é" * 30])
def test_a_broken_key_is_replaced(world: World, client: Client, filled: dict[str, Any], key: str) -> None:
    assert send(client, filled, kunci=key).status_code == 302


def test_personal_data_is_pointed_out_once_and_never_blocks_twice(
    world: World, client: Client, filled: dict[str, Any]
) -> None:
    body = filled["body"] + " Hubungi saya di 081234567890."
    answer = send(client, filled, body=body)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Kami menemukan: nomor telepon" in html
    shown = form_values(html, "/lapor")
    assert shown["body"] == body
    assert client.post("/lapor", shown | {"title": ""}).status_code == 422
    assert client.post("/lapor", shown).status_code == 302


def test_without_identity_no_name_and_no_contact_is_kept(world: World, client: Client, filled: dict[str, Any]) -> None:
    send(client, filled, identity="none")
    assert not Reporter.objects.exists()
    send(client, filled, identity="anonymous", kunci=str(uuid.uuid4()))
    assert Reporter.objects.get().name_sealed is None


@pytest.mark.parametrize("changes", [{"email": "", "phone": "0812 3456 7890"}, {"identity": "none"}])
def test_who_leaves_no_mail_address_is_told_when_to_look_again(
    world: World, client: Client, filled: dict[str, Any], changes: dict[str, str]
) -> None:
    assert "Kabar hanya dikirim ke surel" in client.get("/lapor").content.decode()
    send(client, filled)
    assert "Tidak ada kabar yang datang sendiri" not in client.get("/terima").content.decode()
    send(client, filled, kunci=str(uuid.uuid4()), **changes)
    view = client.get("/terima").context["view"]
    due = min(one.due_at for one in view.deadlines)
    by = dates.day(due.astimezone(view.deadlines[0].calendar.zone).date())
    for page in ("/terima", "/terima/cetak"):
        html = client.get(page).content.decode()
        assert "Tidak ada kabar yang datang sendiri" in html
        assert f"sekitar {by}" in html


def test_corruption_starts_secret_and_the_receipt_says_so(world: World, client: Client, filled: dict[str, Any]) -> None:
    category = Category.objects.filter(sensitive=True, is_open=True).first()
    assert category
    send(client, filled, category=category.pk)
    assert Report.objects.get().is_secret
    assert "Isi laporan ini rahasia" in client.get("/terima").content.decode()


def test_who_is_accused_does_not_get_the_report(world: World, client: Client, filled: dict[str, Any]) -> None:
    accused = world.agencies["luwu-timur"]
    send(client, filled, target=world.agencies["dinas-pu"].pk, accused=accused.pk, accused_text="Kepala dinas")
    report = Report.objects.get()
    assert not accused.covers(report.holder)
    assert words.accused(report) == "Kepala dinas"


def test_searching_without_javascript_keeps_everything(world: World, client: Client, filled: dict[str, Any]) -> None:
    typed = {name: value for name, value in filled.items() if name != "region"}
    answer = send(client, typed, region_q="malili", cari="region")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="73.24.04"' in html
    assert "hal yang perlu diperbaiki" not in html
    assert form_values(html, "/lapor")["title"] == filled["title"]


def test_enter_in_a_search_box_searches_and_elsewhere_sends(
    world: World, client: Client, filled: dict[str, Any]
) -> None:
    typed = {name: value for name, value in filled.items() if name != "region"}
    searched = send(client, typed, region_q="malili", cari="enter")
    assert searched.status_code == 200
    assert 'value="73.24.04"' in searched.content.decode()
    assert "hal yang perlu diperbaiki" not in searched.content.decode()
    assert not Report.objects.exists()
    assert send(client, typed, region_q="malili", region="73.24.04", cari="enter").status_code == 302
    assert Report.objects.count() == 1


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    return file.getvalue()


def test_files_come_along_and_bad_ones_are_named(world: World, client: Client, filled: dict[str, Any]) -> None:
    bad = [SimpleUploadedFile("laporan.pdf", b"MZ" + bytes(90))]
    answer = send(client, filled, files=bad)
    assert answer.status_code == 422
    assert "laporan.pdf" in answer.content.decode()
    many = [SimpleUploadedFile(f"{n}.png", picture()) for n in range(30)]
    assert "Paling banyak 10 berkas" in send(client, filled, files=many).content.decode()
    assert send(client, filled, files=many[:2] and [SimpleUploadedFile("a.png", picture())]).status_code == 302
    assert Report.objects.get().attachments.count() == 1


def test_a_flood_is_told_to_wait_and_loses_nothing(
    world: World, client: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "kirim", limits.Limit(2, 3600))
    assert [send(client, filled).status_code for _ in range(3)] == [302, 302, 429]
    answer = send(client, filled)
    assert int(answer["Retry-After"]) > 0
    assert form_values(answer.content.decode(), "/lapor")["title"] == filled["title"]
    elsewhere = client.post("/lapor", filled, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 302


def test_a_form_left_open_too_long_comes_back_filled(world: World, filled: dict[str, Any]) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/lapor", filled)
    assert answer.status_code == 403
    shown = form_values(answer.content.decode(), "/lapor")
    assert shown["title"] == filled["title"]
    assert strict.post("/lapor", shown).status_code == 302
    foreign = strict.post("/lapor", filled, HTTP_SEC_FETCH_SITE="cross-site")
    assert foreign.status_code == 403
    assert filled["title"] not in foreign.content.decode()
