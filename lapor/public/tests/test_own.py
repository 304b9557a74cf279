"""The reporter's side of a report's life, every step of it, without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lapor.channels.web.fields import as_uploads
from lapor.kit import clock, keys
from lapor.people.actor import PUBLIC, reporter_of
from lapor.public.tests.conftest import form_values, publish
from lapor.public.tests.test_form import picture
from lapor.public.views.steps import STEPS
from lapor.reports import actions, policies
from lapor.reports.actions.submit import Receipt
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def fresh(receipt: Receipt) -> Report:
    return Report.objects.get(pk=receipt.report.pk)


def take(client: Client, name: str, **values: Any) -> None:
    """Open the page of a step, fill in its form as it stands there, send it, and land on one's own page."""
    page = client.get(f"/laporan-saya/{name}")
    assert page.status_code == 200, page.content.decode()
    form = form_values(page.content.decode(), f"/laporan-saya/{name}")
    answer = client.post(f"/laporan-saya/{name}", form | values)
    assert (answer.status_code, answer["Location"]) == (302, "/laporan-saya/"), answer.content.decode()


def own_page(client: Client) -> str:
    page = client.get("/laporan-saya/")
    assert page.status_code == 200
    return page.content.decode()


def test_the_question_stands_above_the_answer_and_a_limit_that_passed_is_not_promised(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    dewi = world.actor("dewi")
    publish(world, receipt.report)
    actions.ask(fresh(receipt), by=dewi, questions="Di RT berapa?")
    html = own_page(opened(receipt))
    assert html.index("Di RT berapa?") < html.index("Jawab pertanyaan petugas</h2>") < html.index("<textarea")
    assert "Kirim jawaban</button>" in html
    actions.follow_up(fresh(receipt), by=dewi, text="Sudah ditambal.", final=True)
    closing = fresh(receipt).deadlines.get(clock="auto_close", outcome="running").due_at
    assert "Laporan ditutup bila Anda tidak menanggapi sampai" in own_page(opened(receipt))
    with clock.freeze(closing + timedelta(hours=1)):
        html = own_page(opened(receipt))
    assert "Laporan segera ditutup bila Anda tidak menanggapi." in html
    assert "terlambat" not in html


def test_an_empty_answer_comes_back_under_the_question(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    client = opened(receipt)
    publish(world, receipt.report)
    actions.ask(fresh(receipt), by=world.actor("dewi"), questions="Di RT berapa?")
    answer = client.post("/laporan-saya/add", {"text": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.index("<h1>Jawab pertanyaan petugas</h1>") < html.index("Di RT berapa?") < html.index("<textarea")
    assert "masih kosong" in html
    assert "Kirim jawaban</button>" in html
    answer = client.post("/laporan-saya/add", {"text": "RT 2."}, follow=True)
    assert "Jawaban Anda sudah terkirim." in answer.content.decode()
    assert "<h1>Tambah keterangan</h1>" in client.post("/laporan-saya/add", {"text": ""}).content.decode()


def test_who_is_asked_to_complete_sees_only_what_is_still_open(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    client, citra = opened(receipt), world.actor("citra")
    actions.hold(fresh(receipt), by=citra, questions="Di RT berapa?")
    actions.complete(fresh(receipt), by=reporter_of(receipt.report.pk), text="RT 2.")
    actions.hold(fresh(receipt), by=citra, questions="Sejak kapan?")
    html = client.get("/laporan-saya/complete").content.decode()
    assert "Sejak kapan?" in html
    assert "Di RT berapa?" not in html


def test_who_has_judged_is_not_asked_again_but_may_change_it(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    client = opened(receipt)
    publish(world, receipt.report)
    actions.follow_up(fresh(receipt), by=world.actor("dewi"), text="Sudah ditambal.", final=True)
    take(client, "close")
    assert "Beri nilai</button>" in own_page(client)
    take(client, "rate", adequate="yes", solved="partly", treated="no")
    html = own_page(client)
    assert "Beri nilai" not in html
    assert "Ubah nilai</a>" in html
    page = client.get("/laporan-saya/rate").content.decode()
    assert "<h1>Ubah nilai Anda</h1>" in page
    shown = form_values(page, "/laporan-saya/rate")
    assert (shown["adequate"], shown["solved"], shown["treated"]) == ("yes", "partly", "no")
    answer = client.post("/laporan-saya/rate", {"adequate": "no", "solved": "no", "treated": "yes"}, follow=True)
    assert "Nilai Anda sudah diubah." in answer.content.decode()
    with clock.freeze(clock.now() + 60 * DAY):
        client.post("/lacak", {"code": receipt.report.code, "pin": receipt.pin})
        html = own_page(client)
    assert "Ubah nilai" not in html
    assert "Beri nilai" not in html


def test_the_whole_life_from_the_reporters_side(world: World, client: Client, filled: dict[str, Any]) -> None:
    citra, dewi = world.actor("citra"), world.actor("dewi")
    with clock.freeze(MONDAY):
        client.post("/lapor", filled | {"target": world.agencies["luwu-timur"].pk})
        client.post("/lacak", form_values(client.get("/terima").content.decode(), "/lacak"))
        take(client, "add", text="Lubangnya makin besar.")
        actions.hold(Report.objects.get(), by=citra, questions="Di RT berapa?")
        html = own_page(client)
        assert "Laporan menunggu Anda lengkapi sampai" in html
        assert "Di RT berapa?" in html
        take(client, "complete", text="RT 2, dekat masjid.", files=SimpleUploadedFile("foto.png", picture()))
        publish(world, Report.objects.get())
        html = own_page(client)
        assert "Menunggu jawaban pertama" in html
        assert "Batas waktu tindak lanjut pertama adalah" in html
    with clock.freeze(MONDAY + DAY):
        client.post("/lacak", {"code": Report.objects.get().code, "pin": pin_of(filled)})
        actions.follow_up(Report.objects.get(), by=dewi, text="Kami tinjau besok.")
        actions.ask_phone(Report.objects.get(), by=dewi, reason="Kami ingin bertemu di lokasi.")
        assert "Petugas ingin menelepon Anda" in own_page(client)
        take(client, "share_phone", phone="0812 9876 5432")
        take(client, "respond", text="Terima kasih, saya tunggu.")
        actions.follow_up(Report.objects.get(), by=dewi, text="Sudah ditambal.", final=True)
        assert "sudah memberi jawaban akhir" in own_page(client)
        take(client, "close")
        take(client, "rate", adequate="no", solved="no", treated="partly", text="Sudah berlubang lagi.")
        take(client, "reopen", reason="Lubangnya muncul lagi.")
        assert "Sedang ditangani" in own_page(client)
        promise_and_say_kept(world)
        assert "Benar, sudah ditepati" in own_page(client)
        take(client, "confirm_promise")
        assert "Benar, sudah ditepati" not in own_page(client)
        promise_and_say_kept(world)
        take(client, "dispute_promise", reason="Belum rata.")
        assert "Janji tidak ditepati menurut pelapor" in own_page(client)
        take(client, "raise_secrecy")
        take(client, "appeal")
        take(client, "withdraw_appeal")
        assert "Di Ombudsman" not in own_page(client)
        take(client, "appeal")
        html = own_page(client)
        assert "Isi laporan sekarang rahasia." in html or "Rahasia" in html
        assert "Di Ombudsman" in html
        take(client, "withdraw", reason="Sudah cukup.")
        assert "Laporan ini diarsipkan: sesuai keinginan pelapor" in own_page(client)
        take(client, "object", reason="Saya berubah pikiran.")
        assert "Keberatan Anda sedang diperiksa" in own_page(client)
    report = Report.objects.get()
    kinds = [event.kind for event in report.events.order_by("seq") if event.actor_kind == "reporter"]
    assert set(kinds) == STEPS - {"unmerge"}


def test_who_was_answered_together_with_others_may_have_his_own_report_again(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    primary = scenes.assigned(world, at=MONDAY)
    with clock.freeze(MONDAY + DAY):
        report = actions.merge(receipt.report, by=world.actor("citra"), primary=primary.code)
        actions.follow_up(primary, by=world.actor("dewi"), text="Lubang sudah ditambal.", final=True)
    browser = opened(receipt)
    html = own_page(browser)
    assert "sudah dijawab bersama laporan lain" in html
    assert "Lubang sudah ditambal." in html
    assert primary.code not in html
    assert "Tangani laporan saya sendiri" in html
    take(browser, "unmerge", reason="Lubang saya di jalan lain.")
    assert Report.objects.get(pk=report.pk).state == "unverified"
    assert "Lubang saya di jalan lain." in own_page(browser)


def promise_and_say_kept(world: World) -> None:
    dewi, until = world.actor("dewi"), (clock.now() + timedelta(days=20)).date()
    actions.follow_up(Report.objects.get(), by=dewi, text="Kami ratakan.", promise="Diratakan.", promise_until=until)
    actions.keep_promise(Report.objects.get(), by=dewi, text="Sudah diratakan.")


def pin_of(filled: dict[str, Any]) -> str:
    return keys.provider().pin(filled["kunci"].encode(), Report.objects.get().pk)


def test_looking_changes_nothing(receipt: Receipt, opened: Callable[[Receipt], Client]) -> None:
    client = opened(receipt)
    before = fresh(receipt).last_seq
    for name in STEPS:
        assert client.get(f"/laporan-saya/{name}").status_code in (200, 409)
    assert fresh(receipt).last_seq == before
    assert client.get("/laporan-saya/dispose").status_code == 404
    assert client.get("/laporan-saya/entah").status_code == 404


def test_a_judgement_that_changes_is_called_so_and_its_reason_is_no_answer(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    publish(world, receipt.report)
    actions.follow_up(fresh(receipt), by=world.actor("dewi"), text="Sudah ditambal.", final=True)
    client = opened(receipt)
    too_early = client.get("/laporan-saya/rate")
    assert too_early.status_code == 409
    assert "Langkah “Beri nilai” belum atau tidak lagi mungkin" in too_early.content.decode()
    take(client, "close", reason="Sudah rata.")
    take(client, "rate", adequate="yes", solved="yes", treated="yes", text="Cepat.")
    assert "Pelapor mengubah nilainya." not in own_page(client)
    take(client, "rate", adequate="partly", solved="no", treated="yes", text="Berlubang lagi.")
    for viewer in (reporter_of(receipt.report.pk), world.actor("dewi"), PUBLIC):
        view = policies.redact(fresh(receipt), viewer)
        told = [item.sentence for item in view.timeline if item.kind == "rate"]
        assert told == ["Pelapor memberi nilai.", "Pelapor mengubah nilainya."]
    labels = {message.body: message.label for message in policies.redact(fresh(receipt), world.actor("dewi")).messages}
    assert (labels["Cepat."], labels["Berlubang lagi."]) == ("Alasan nilai", "Alasan nilai")
    assert labels["Sudah rata."] == "Alasan"
    html = own_page(client)
    assert "Alasan nilai" in html
    assert "Pelapor mengubah nilainya." in html


def test_a_step_that_is_no_longer_possible_says_so_and_keeps_the_words(
    receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    client = opened(receipt)
    page = client.get("/laporan-saya/respond")
    assert page.status_code == 409
    assert "belum atau tidak lagi mungkin" in page.content.decode()
    answer = client.post("/laporan-saya/respond", {"text": "Halo?", "turn": 0})
    assert answer.status_code == 422
    assert "belum atau tidak lagi mungkin" in answer.content.decode()
    assert form_values(answer.content.decode(), "/laporan-saya/respond")["text"] == "Halo?"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "masih kosong"), (" \0\u200b ", "masih kosong"), ("a" * 100_000, "Terlalu panjang (100000 huruf)")],
)
def test_a_bad_text_is_refused_in_words(
    receipt: Receipt, opened: Callable[[Receipt], Client], text: str, sentence: str
) -> None:
    answer = opened(receipt).post("/laporan-saya/add", {"text": text})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_second_tap_says_nothing_twice(receipt: Receipt, opened: Callable[[Receipt], Client]) -> None:
    client = opened(receipt)
    for _ in range(3):
        assert client.post("/laporan-saya/add", {"text": "Lubangnya makin besar."}).status_code == 302
    assert receipt.report.messages.count() == 1
    client.post("/laporan-saya/add", {"text": "Sekarang ada dua lubang."})
    assert receipt.report.messages.count() == 2
    for _ in range(2):
        assert client.post("/laporan-saya/withdraw", {"turn": fresh(receipt).turn, "reason": ""}).status_code == 302


def test_a_page_that_is_out_of_date_cannot_move_but_can_press_again(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    client = opened(receipt)
    page = form_values(client.get("/laporan-saya/withdraw").content.decode(), "/laporan-saya/withdraw")
    publish(world, receipt.report)
    answer = client.post("/laporan-saya/withdraw", page | {"reason": "Sudah beres."})
    assert answer.status_code == 409
    shown = form_values(answer.content.decode(), "/laporan-saya/withdraw")
    assert shown["reason"] == "Sudah beres."
    assert client.post("/laporan-saya/withdraw", shown).status_code == 302


def test_who_looked_is_told_by_office(world: World, receipt: Receipt, opened: Callable[[Receipt], Client]) -> None:
    client, citra = opened(receipt), world.actor("citra")
    assert "Belum ada petugas yang membuka" in own_page(client)
    actions.access.look_at_view(receipt.report, policies.redact(receipt.report, citra), by=citra)
    html = own_page(client)
    assert f"Petugas {world.agencies['luwu-timur'].name} membuka nama pelapor" in html
    assert "Citra" not in html


def test_an_own_file_waits_until_it_is_clean_and_strangers_get_nothing(
    world: World, opened: Callable[[Receipt], Client]
) -> None:
    file = SimpleUploadedFile("foto.png", picture())
    sent = draft(target=world.agencies["luwu-timur"].pk, files=as_uploads([file]))
    receipt = actions.submit(sent, by=PUBLIC, key="f" * 22)
    row = receipt.report.attachments.get()
    stranger = Client()
    assert stranger.get(f"/laporan-saya/berkas/{row.pk}").status_code == 404
    client = opened(receipt)
    assert "sedang diperiksa" in client.get(f"/laporan-saya/berkas/{row.pk}").content.decode()
    assert client.get(f"/laporan-saya/berkas/{uuid.uuid4()}").status_code == 404
    publish(world, receipt.report)
    assert stranger.get(f"/laporan/{receipt.report.code}/berkas/{row.pk}").status_code == 404


def test_one_reporter_never_sees_the_report_of_another(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    other = actions.submit(draft(title="Lampu jalan mati semua"), by=PUBLIC, key="o" * 22)
    client = opened(receipt)
    assert "Lampu jalan" not in own_page(client)
    assert client.post("/lacak", {"code": other.report.code, "pin": receipt.pin}).status_code == 422


def test_no_code_stands_in_address_or_title(receipt: Receipt, opened: Callable[[Receipt], Client]) -> None:
    client = opened(receipt)
    head = own_page(client).partition("</head>")[0]
    assert receipt.report.code not in head
    assert 'autocomplete="off"' in client.get("/lacak").content.decode()


def test_the_own_page_asks_the_database_the_same_number_of_times_however_much_was_said(
    world: World,
    receipt: Receipt,
    opened: Callable[[Receipt], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = opened(receipt)
    with django_assert_max_num_queries(24):
        own_page(client)
    for number in range(8):
        client.post("/laporan-saya/add", {"text": f"Keterangan nomor {number}."})
    actions.ask(publish(world, fresh(receipt)), by=world.actor("dewi"), questions="Kapan mulai?")
    with django_assert_max_num_queries(24):
        own_page(client)


def test_the_reporter_reads_why_each_limit_falls_on_its_day(
    world: World, receipt: Receipt, opened: Callable[[Receipt], Client]
) -> None:
    publish(world, receipt.report)
    actions.ask(fresh(receipt), by=world.actor("dewi"), questions="Di RT berapa?")
    browser = opened(receipt)
    assert "/laporan-saya/tenggat" in own_page(browser)
    page = browser.get("/laporan-saya/tenggat").content.decode()
    assert "menunggu jawaban pelapor" in page
    assert "Jawaban pelapor: " in page
    replayed = browser.get("/laporan-saya/tenggat", {"pada": "2026-02-01"}).content.decode()
    assert replayed.count("Menurut aturan pada") > 1
