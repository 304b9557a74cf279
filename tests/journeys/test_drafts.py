"""Two officers of one unit and one answer: words outlive a closed page, and neither overwrites the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lapor.agencies.actions import grant
from lapor.desk.tests.scenes import address, assigned
from lapor.people.actor import SYSTEM
from lapor.reports.models import AnswerDraft
from lapor.reports.world import World
from tests.journeys.steps import press, sign_in
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS = "Lubangnya kami tutup hari Kamis."
HIS = "Kami periksa dulu bersama camat."


def test_words_outlive_a_closed_page_and_a_colleague_overwrites_nothing(window: Opener, stage: World) -> None:
    grant(stage.users["hana"], agency=stage.agencies["dinas-pu"], role="liaison", by=SYSTEM)
    report = assigned(stage)
    hana = sign_in(window(viewport=PHONE), "hana")
    hana.goto(address(report, "follow_up"))
    dewi = sign_in(window(viewport=DESK), "dewi")
    begin_and_leave(dewi, address(report), "follow_up")
    expect(dewi.get_by_text("sedang menulis")).to_be_visible()
    look(dewi)
    hana.locator("[name=text]").fill(HIS)
    expect(hana.get_by_text("Ada draf yang lebih baru.")).to_be_visible()
    expect(hana.get_by_label("Isi draf itu")).to_have_value(HERS)
    expect(hana.locator("[name=text]")).to_have_value(HIS)
    look(hana)
    press(hana, "Pakai draf itu")
    expect(hana.locator("[name=text]")).to_have_value(HERS)
    expect(hana.get_by_label("Tulisan Anda sebelumnya")).to_have_value(HIS)
    press(hana, "Tindak lanjuti")
    expect(hana.get_by_text("Jawaban sudah dikirim.")).to_be_visible()
    assert not AnswerDraft.objects.exists()


def begin_and_leave(page: Page, report: str, move: str) -> None:
    """Type, and go back at once by the link: what was typed goes along."""
    page.goto(f"{report}{move}/")
    page.locator("[name=text]").fill(HERS)
    page.get_by_role("link", name="Batal").click()
    expect(page).to_have_url(report)
    page.wait_for_timeout(500)  # the goodbye of a page is not waited for by the next one
    page.reload()
    expect(page.get_by_text("Ada draf “Tindak lanjuti”")).to_be_visible()


def test_without_javascript_a_button_keeps_the_words(window: Opener, stage: World) -> None:
    report = assigned(stage)
    page = sign_in(window(viewport=PHONE, java_script_enabled=False), "dewi")
    page.goto(address(report, "follow_up"))
    page.locator("[name=text]").fill(HERS)
    press(page, "Simpan draf")
    expect(page.get_by_text("Draf tersimpan. Rekan")).to_be_visible()
    page.goto(address(report))
    page.get_by_role("link", name="Lanjutkan draf").click()
    expect(page.locator("[name=text]")).to_have_value(HERS)
    press(page, "Buang draf")
    expect(page.locator("[name=text]")).to_have_value("")
