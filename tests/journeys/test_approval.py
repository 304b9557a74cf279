"""Four eyes on a phone: the leader reads, returns with a comment, approves; only then does the reporter read it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lapor.desk.tests.scenes import PUBLIC_VERSION
from lapor.people.actor import PUBLIC
from lapor.reports import actions, approval
from lapor.reports.models import Message, Report
from lapor.reports.world import World, draft
from tests.journeys.counting import counted, tell
from tests.journeys.steps import open_own, press, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, COMMENT, SECOND = "Lubangnya kami tambal.", "Sebut harinya.", "Lubangnya kami tambal hari Kamis."


def test_a_leader_reads_an_answer_on_his_phone_before_the_reporter_does(window: Opener, stage: World) -> None:
    receipt = actions.submit(draft(target=stage.agencies["luwu-timur"].pk), by=PUBLIC, key="setuju".ljust(22, "x"))
    dinas, citra = stage.agencies["dinas-pu"], stage.actor("citra")
    report = actions.dispose(receipt.report, by=citra, to=dinas, oversight="no", **PUBLIC_VERSION)
    approval.set_rule(dinas, "all", by=citra)
    dewi = sign_in(window(viewport=DESK), "dewi")
    tally = counted(dewi, "approval on a phone: answered, returned, mended, approved (a liaison and a leader)")
    answer(dewi, report, FIRST)
    work()
    eko = sign_in(window(viewport=PHONE), "eko")
    tally.also(eko)
    send_back(eko, report)
    assert not Message.objects.filter(report=report, kind="follow_up").exists()
    mend(dewi, report)
    approve(eko, report)
    tell(tally)
    own = open_own(window(viewport=PHONE), receipt.report.code, receipt.pin or "")
    expect(own.get_by_text(SECOND).first).to_be_visible()
    for unseen in (FIRST, COMMENT, stage.users["eko"].name):
        expect(own.get_by_text(unseen, exact=True)).to_have_count(0)


def answer(page: Page, report: Report, words: str) -> None:
    page.goto("/meja/")
    page.locator(f"main a[href='/meja/{report.code}/']").first.click()
    page.get_by_role("link", name="Tindak lanjuti", exact=True).first.click()
    expect(page.get_by_text("dibaca pimpinan dulu")).to_be_visible()
    page.locator("[name=text]").fill(words)
    press(page, "Tindak lanjuti")
    expect(page.get_by_text("Jawaban belum terkirim").first).to_be_visible()


def send_back(page: Page, report: Report) -> None:
    page.goto("/meja/")
    look(page)
    page.locator(f"main a[href='/meja/{report.code}/approve/']").click()
    expect(page.get_by_text(FIRST)).to_be_visible()
    look(page)
    page.locator("[name=comment]").fill(COMMENT)
    press(page, "Kembalikan dengan catatan")
    expect(page.get_by_text("Jawaban dikembalikan.").first).to_be_visible()


def mend(page: Page, report: Report) -> None:
    """The comment stands above the words, which are a draft again."""
    page.goto("/meja/")
    page.locator(f"main a[href='/meja/{report.code}/']").first.click()
    look(page)
    page.get_by_role("link", name="Perbaiki jawaban").click()
    expect(page.get_by_text(COMMENT)).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(FIRST)
    look(page)
    page.locator("[name=text]").fill(SECOND)
    press(page, "Tindak lanjuti")
    expect(page.get_by_text("Jawaban belum terkirim").first).to_be_visible()


def approve(page: Page, report: Report) -> None:
    page.goto("/meja/")
    page.locator(f"main a[href='/meja/{report.code}/approve/']").click()
    expect(page.get_by_text(SECOND)).to_be_visible()
    press(page, "Setujui dan kirim")
    expect(page.get_by_text("Jawaban disetujui dan sudah terkirim.").first).to_be_visible()
