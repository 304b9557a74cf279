"""Four eyes on the desk: the rule of an agency, what the leader reads, and the comment that comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lapor.desk.tests.scenes import address, assigned, press, sign_in
from lapor.kit import clock
from lapor.reports import actions, approval
from lapor.reports.models import ApprovalRule, Message, Report
from lapor.reports.tests import samples, scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def test_an_admin_sets_the_rule_of_a_unit_and_nobody_else(world: World) -> None:
    unit = world.agencies["dinas-pu"]
    path = f"/meja/instansi/{unit.pk}/persetujuan/"
    citra = sign_in(world, "citra")
    assert "Pilih salah satu." in citra.post(path, {"scope": "x"}, follow=True).content.decode()
    page = citra.post(path, {"scope": "final"}, follow=True).content.decode()
    assert "Aturan persetujuan disimpan." in page
    assert '<option value="final" selected>' in page
    assert approval.holds_for(unit, final=True)
    assert not approval.holds_for(unit, final=False)
    for who in ("dewi", "gilang"):
        assert sign_in(world, who).post(path, {"scope": "none"}).status_code in (403, 404)
    citra.post(path, {"scope": ""})
    assert ApprovalRule.objects.filter(agency=unit, until=None).count() == 0
    assert ApprovalRule.objects.filter(agency=unit).count() == 1  # what held before stays known


def test_the_writer_is_told_before_and_after_that_it_waits(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
    assert "dibaca pimpinan dulu" in dewi.get(address(report, "follow_up")).content.decode()
    answer = press(dewi, report, "follow_up", text="Kami periksa besok.")
    page = dewi.get(answer["Location"]).content.decode()
    assert "Jawaban belum terkirim" in page
    assert "Menunggu persetujuan pimpinan" in dewi.get("/meja/?bagian=lain").content.decode()
    page = dewi.get(address(report)).content.decode()
    assert "Jawaban menunggu persetujuan" in page
    assert "Kami periksa besok." in page


def test_the_leader_reads_everything_that_goes_out_and_sends_it_with_one_button(world: World) -> None:
    given = {"promise": scenes.PROMISE, "promise_until": (scenes.MONDAY + scenes.PROMISED_FOR).date()}
    file = samples.upload(samples.pdf(2), "surat.pdf")
    report, eko = scenes.waiting(world, given=given | {"files": (file,)}), sign_in(world, "eko")
    with clock.freeze(scenes.MONDAY + timedelta(days=2)):
        inbox = eko.get("/meja/").content.decode()
        assert "1 jawaban menunggu persetujuan Anda" in inbox
        assert address(report, "approve") in inbox
        page = eko.get(address(report, "approve")).content.decode()
        for words in (scenes.ANSWER, scenes.PROMISE, "20 Februari 2026", "lampiran-1.pdf", "belum jawaban akhir"):
            assert words in page
        answer = press(eko, report, "approve")
        assert "sudah terkirim" in eko.get(answer["Location"]).content.decode()
    assert Message.objects.get(report=report, kind="follow_up").approver == world.users["eko"]


def test_a_comment_stands_above_the_draft_that_it_became_with_choices_and_files(world: World) -> None:
    file = samples.upload(samples.pdf(2), "surat.pdf")
    report = scenes.waiting(world, given={"final": True, "files": (file,)})
    press(sign_in(world, "eko"), report, "send_back", comment="Sebut harinya.")
    dewi = sign_in(world, "dewi")
    assert "Sebut harinya." in dewi.get(address(report)).content.decode()
    form = dewi.get(address(report, "follow_up"))
    page = form.content.decode()
    for words in ("Sebut harinya.", scenes.ANSWER, "lampiran-1.pdf", "Jangan ikutkan berkas ini"):
        assert words in page
    assert form.context["form"]["final"].value() is True
    fields = {"turn": form.context["form"]["turn"].value(), "text": scenes.ANSWER, "kunci": form.context["key"]}
    page = dewi.post(address(report, "follow_up"), fields | {"draf_langkah": "lepas"}).content.decode()
    assert "lampiran-1.pdf" not in page
    assert not report.attachments.exists()


def test_a_comment_must_be_written(world: World) -> None:
    report, eko = scenes.waiting(world), sign_in(world, "eko")
    answer = press(eko, report, "send_back", comment="")
    assert answer.status_code == 422
    assert scenes.ANSWER in answer.content.decode()
    assert Report.objects.get(pk=report.pk).answer_waits == "leader"


def test_colleagues_of_other_units_and_copies_do_not_read_it(world: World) -> None:
    report = actions.dispose(
        scenes.submitted(world),
        by=world.actor("citra"),
        to=world.agencies["dinas-pu"],
        copies=[world.agencies["dinkes"]],
        **scenes.public(scenes.submitted(world)),
    )
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
    report = actions.follow_up(report, by=world.actor("dewi"), text=scenes.ANSWER)
    page = sign_in(world, "hana").get(address(report))
    assert page.status_code == 200
    assert scenes.ANSWER not in page.content.decode()
    assert sign_in(world, "hana").get(address(report, "approve")).status_code == 403
