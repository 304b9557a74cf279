"""A reporter who got no answer goes to the Ombudsman, who takes the case, asks for attention, and says how it ended."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lapor.desk.tests.scenes import PUBLIC_VERSION
from lapor.kit import clock
from lapor.people.actor import PUBLIC
from lapor.reports import actions
from lapor.reports.actions.submit import Receipt
from lapor.reports.world import World, draft
from tests.journeys.counting import counted, tell
from tests.journeys.steps import open_own, press, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "Sudah tiga bulan tidak ada jawaban."
NOTE = "Minta keterangan kepala dinas."
ATTENTION = "Mohon pelapor dijawab dalam tiga hari."
END = "Dinas tidak menjawab dalam batas waktu yang berlaku."


def test_a_report_without_an_answer_goes_to_the_ombudsman_and_comes_back_with_an_outcome(
    window: Opener, stage: World
) -> None:
    receipt = forgotten(stage)
    own = open_own(window(viewport=PHONE), receipt.report.code, receipt.pin)
    bring(own)
    work()
    farah = sign_in(window(viewport=DESK), "farah")
    tally = counted(farah, "a case at the Ombudsman, from the list to its end")
    examine(farah)
    tell(tally)
    take_along(farah, receipt.report.code)
    work()
    read_the_end(own)
    dewi = sign_in(window(viewport=PHONE), "dewi")
    dewi.goto(f"/meja/{receipt.report.code}/")
    expect(dewi.get_by_text(END)).to_be_visible()
    expect(dewi.get_by_text(NOTE)).to_have_count(0)


def forgotten(stage: World) -> Receipt:
    """Sent to the Dinas PU three months ago and not answered."""
    with clock.freeze(clock.now() - timedelta(days=90)):
        given = draft(target=stage.agencies["luwu-timur"].pk, incident_date=None)
        receipt = actions.submit(given, by=PUBLIC, key="k" * 22)
        to = stage.agencies["dinas-pu"]
        actions.dispose(receipt.report, by=stage.actor("citra"), to=to, oversight="no", **PUBLIC_VERSION)
    return receipt


def bring(page: Page) -> None:
    page.get_by_role("link", name="Bawa ke Ombudsman").click()
    expect(page.get_by_text("Nama dan kontak yang Anda isi tidak ikut.")).to_be_visible()
    look(page)
    page.locator("[name=reason]").fill(WHY)
    press(page, "Ya, bawa ke Ombudsman")
    expect(page.get_by_text("Ombudsman belum menerimanya")).to_be_visible()
    look(page)


def examine(page: Page) -> None:
    """From his list through every step to the end."""
    page.goto("/meja/")
    expect(page.get_by_role("heading", name="1 kasus baru")).to_be_visible()
    look(page)
    page.locator(".inbox-row a").first.click()
    expect(page.get_by_text(WHY)).to_be_visible()
    expect(page.get_by_text("tenggat terlewati")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Terima kasus").click()
    press(page, "Terima kasus")
    expect(page.get_by_text("Kasus sudah diterima.").first).to_be_visible()
    write(page, "Catatan Ombudsman", NOTE)
    write(page, "Intervensi", ATTENTION)
    page.get_by_role("link", name="Tutup kasus").click()
    page.locator("[name=outcome][value=found]").check(force=True)
    page.locator("[name=text]").fill(END)
    look(page)
    press(page, "Tutup kasus")
    expect(page.get_by_text("Maladministrasi ditemukan").first).to_be_visible()
    look(page)


def write(page: Page, move: str, words: str) -> None:
    page.get_by_role("link", name=move, exact=False).first.click()
    page.locator("[name=text]").fill(words)
    press(page, move)
    expect(page.get_by_text(words).first).to_be_visible()


def take_along(page: Page, code: str) -> None:
    with page.expect_download() as waited:
        page.get_by_role("link", name="Unduh berkas perkara").click()
    with zipfile.ZipFile(io.BytesIO(waited.value.path().read_bytes())) as archive:
        assert "berkas-perkara.html" in archive.namelist()
        assert NOTE not in archive.read("berkas-perkara.html").decode()
    page.get_by_role("link", name="Cetak").click()
    expect(page.get_by_role("heading", name="Berkas perkara")).to_be_visible()
    look(page)


def read_the_end(page: Page) -> None:
    page.goto("/laporan-saya/")
    expect(page.get_by_text("Maladministrasi ditemukan").first).to_be_visible()
    expect(page.get_by_text(END).first).to_be_visible()
    expect(page.get_by_text("membuka seluruh berkas perkara")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_have_count(0)
    look(page)
