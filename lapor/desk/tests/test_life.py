"""One report from the officers' side, button by button."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lapor.desk.tests.scenes import address, filed, press, sign_in
from lapor.people.actor import reporter_of
from lapor.reports import actions
from lapor.reports.choices import State
from lapor.reports.models import Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_officers_carry_a_report_from_queue_to_answer(world: World) -> None:
    report = filed(world)
    citra, dewi, hana = (sign_in(world, name) for name in ("citra", "dewi", "hana"))
    assert "Jalan berlubang di depan pasar" in citra.get("/meja/").content.decode()
    assert dewi.get(address(report)).status_code == 404

    page = citra.get(address(report, "dispose")).content.decode()
    assert "Ani Kartini" not in page
    moved = press(citra, report, "dispose", to=world.agencies["dinkes"].pk, oversight="no", note="Mohon diperiksa.")
    assert moved["Location"] == address(report)
    assert again(report).holder == world.agencies["dinkes"]

    press(hana, report, "return_up", reason="Ini jalan kabupaten.", proposed=world.agencies["dinas-pu"].pk)
    assert (again(report).state, again(report).returns) == (State.UNVERIFIED, 1)
    press(citra, report, "dispose", to=world.agencies["dinas-pu"].pk)

    page = dewi.get(address(report)).content.decode()
    assert "Menunggu tindak lanjut pertama" in page
    assert "Mohon diperiksa." in page
    assert "Ani Kartini" in page
    evidence = SimpleUploadedFile("bukti.pdf", PDF, content_type="application/pdf")
    press(dewi, report, "follow_up", text="Besok kami tambal.", files=evidence)
    assert again(report).attachments.count() == 1
    press(dewi, report, "ask", questions="Di sisi mana?")
    actions.respond(again(report), by=reporter_of(report.pk), text="Di sisi utara.")
    press(dewi, report, "follow_up", text="Sudah ditambal.", final="on", publish_text="on")
    assert again(report).final_at
    press(citra, report, "close", reason="Sudah selesai.")
    assert again(report).state == State.CLOSED
    assert "Ditutup oleh admin" in citra.get("/meja/?bagian=selesai").content.decode()


def test_the_public_version_starts_without_personal_data(world: World) -> None:
    words = "Lubang besar di depan pasar. Hubungi Budi di 0812-3456-7890 atau budi@contoh.id."
    report = filed(world, body=words)
    page = sign_in(world, "citra").get(address(report, "dispose"))
    start = page.context["form"]["public_body"].value()
    assert "[nomor telepon]" in start
    assert "3456" not in start
    assert {one.label for one in page.context["findings"]} >= {"nomor telepon", "alamat email"}
    refused = press(sign_in(world, "citra"), report, "dispose", public_body=words, to=world.agencies["dinas-pu"].pk)
    assert refused.status_code == 422
    assert again(report).state == State.UNVERIFIED
