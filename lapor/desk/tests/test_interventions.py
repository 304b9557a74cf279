"""Letters to agencies in the browser: written from the page of late agencies, read, answered and settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock, codes
from lapor.notices.models import Delivery
from lapor.reports.models import Intervention, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=30)
GIVEN = {"subject": "Laporan terlambat", "body": "Mohon selesaikan & jelaskan.", "until": "11/03/2026"}


def form_of(world: World, key: str = "dinas-pu") -> str:
    return f"/meja/nasional/{world.agencies[key].pk}/surat/"


def sent(world: World, budi: Client, *, reports: tuple[Report, ...] = (), **changes: Any) -> Intervention:
    values = GIVEN | {"reports": [report.code for report in reports]} | changes
    answer = budi.post(form_of(world), values)
    assert answer.status_code == 302, answer.content.decode()
    return Intervention.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))


def test_a_letter_is_written_read_answered_and_settled_in_the_browser(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(LATER):
        budi, eko = sign_in(world, "budi"), sign_in(world, "eko")
        assert form_of(world) in budi.get("/meja/nasional/").content.decode()
        page = budi.get(form_of(world)).content.decode()
        assert "Eko Prasetyo, Citra Lestari" in page
        assert codes.grouped(report.code) in page
        assert 'value="2026-03-11"' in page  # five working days on
        letter = sent(world, budi, reports=(report,))
        where = f"/meja/intervensi/{letter.pk}/"
        assert Delivery.objects.filter(letter=letter, user=world.users["eko"]).count() == 2
        assert "belum dibaca" in budi.get(where).content.decode()
        page = eko.get(where).content.decode()
        assert "Mohon selesaikan &amp; jelaskan." in page
        assert f"/meja/{report.code}/" in page
        assert "Nyatakan selesai" not in page
        budis = budi.get(where).content.decode()
        assert "sudah dibaca" in budis
        assert "Kirim jawaban" not in budis
        assert eko.post(f"{where}jawab/", {"text": "Selesai pekan ini."}).status_code == 302
        assert "Selesai pekan ini." in budi.get(where).content.decode()
        assert budi.post(f"{where}selesai/", follow=True).context["letter"].state == "settled"
        log = [one.get_kind_display() for one in eko.get(where).context["log"]]
        assert log == ["Surat dikirim", "Surat dibaca", "Surat dijawab", "Surat dinyatakan selesai"]


def test_what_is_wrong_with_a_letter_is_said_beside_what_was_typed(world: World) -> None:
    with clock.freeze(LATER):
        budi, eko = sign_in(world, "budi"), sign_in(world, "eko")
        for changes, says in (
            ({"until": "03/03/2026"}, "sesudah sekarang"),
            ({"until": "31/02/2026"}, "Tanggal ini tidak ada"),
            ({"body": ""}, "masih kosong"),
            ({"reports": "7K4M9QXT2"}, "lagi"),
        ):
            answer = budi.post(form_of(world), GIVEN | changes)
            assert (answer.status_code, says in answer.content.decode()) == (422, True), says
            assert GIVEN["subject"] in answer.content.decode()
        personal = GIVEN | {"body": "Hubungi loket@contoh.go.id segera."}
        answer = budi.post(form_of(world), personal)
        assert answer.status_code == 422
        assert 'name="checked"' in answer.content.decode()
        assert Intervention.objects.count() == 0
        assert budi.post(form_of(world), personal | {"checked": "on"}).status_code == 302
        where = f"/meja/intervensi/{Intervention.objects.get().pk}/jawab/"
        assert eko.post(where, {"text": " "}).status_code == 422
        answer = eko.post(where, {"text": personal["body"]})
        assert 'name="checked"' in answer.content.decode()
        assert eko.post(where, {"text": personal["body"], "checked": "on"}).status_code == 302
        again = eko.post(where, {"text": "Sekali lagi."})
        assert (again.status_code, "sudah dijawab" in again.content.decode()) == (422, True)


def test_an_agency_without_a_leader_is_named_and_its_admin_gets_the_letter(world: World) -> None:
    with clock.freeze(LATER):
        page = sign_in(world, "budi").get(form_of(world, "dinkes")).content.decode()
    assert "tidak punya pimpinan di sini. Surat sampai kepada adminnya." in page
    assert "Sampai kepada Citra Lestari" in page


def test_strangers_to_a_letter_find_nothing(world: World) -> None:
    with clock.freeze(LATER):
        letter = sent(world, sign_in(world, "budi"))
        where = f"/meja/intervensi/{letter.pk}/"
        for name in ("dewi", "gilang", "mira", "farah"):
            browser = sign_in(world, name)
            assert browser.get(where).status_code == 404, name
            assert browser.post(f"{where}jawab/", {"text": "Kami jawab."}).status_code == 404, name
            assert browser.post(f"{where}selesai/").status_code == 404, name
            assert browser.post(form_of(world), GIVEN).status_code == 404, name
        for name in ("dewi", "farah"):
            assert sign_in(world, name).get("/meja/intervensi/").status_code == 404, name
        for name in ("gilang", "mira"):
            assert "Belum ada surat" in sign_in(world, name).get("/meja/intervensi/").content.decode()
        citra = sign_in(world, "citra")
        assert citra.post(f"{where}selesai/", follow=True).context["letter"].state == "read"
    assert Intervention.objects.get().answer == ""


def test_an_overdue_letter_stands_in_red_on_the_nations_page_the_list_and_the_page_of_its_agency(world: World) -> None:
    scenes.assigned(world)
    with clock.freeze(LATER):
        letter = sent(world, sign_in(world, "budi"))
    for at, red in ((letter.due_at, False), (letter.due_at + timedelta(minutes=1), True)):
        with clock.freeze(at):
            budi = sign_in(world, "budi")
            for page in ("/meja/nasional/", "/meja/intervensi/", f"/meja/instansi/{letter.agency_id}/"):
                words = budi.get(page).content.decode()
                assert letter.label in words or page == "/meja/nasional/"
                assert any(mark in words for mark in ("Surat lewat batas", "Lewat batas", "belum dijawab")) == red, page
            for name in ("eko", "citra"):
                page = sign_in(world, name).get("/meja/intervensi/").content.decode()
                assert ("Lewat batas" in page) == red


def test_whom_an_accusation_shuts_out_reads_the_letter_without_the_report(world: World) -> None:
    report = scenes.assigned(world)
    with clock.freeze(LATER):
        letter = sent(world, sign_in(world, "budi"), reports=(report,))
        eko = sign_in(world, "eko")
        assert report.code in eko.get(f"/meja/intervensi/{letter.pk}/").content.decode()
        Report.objects.filter(pk=report.pk).update(accused=world.agencies["dinas-pu"])
        page = eko.get(f"/meja/intervensi/{letter.pk}/").content.decode()
    assert letter.subject in page
    assert report.code not in page
    assert codes.grouped(report.code) not in page


def test_the_pages_of_letters_ask_little_however_many_there_are(world: World) -> None:
    budi = sign_in(world, "budi")
    with clock.freeze(LATER):
        budi = sign_in(world, "budi")
        counts = []
        for number in range(8):
            letter = sent(world, budi, subject=f"Surat {number}")
            pages = ("/meja/intervensi/", "/meja/nasional/", f"/meja/intervensi/{letter.pk}/")
            with CaptureQueriesContext(connection) as asked:
                for page in pages:
                    assert budi.get(page).status_code == 200
            counts.append(len(asked))
    assert counts[1] == counts[-1]
