"""A secret, anonymous report against a unit: nobody of that unit meets it anywhere; its reporter sees who read it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lapor.kit import codes
from lapor.reports.world import World
from tests.journeys.steps import fill_in, get, open_own, pick, press, receipt, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Uang aspal dibagi di kantor"
BODY = "Setiap akhir bulan potongan uang aspal dibagi di ruang rapat."
ROADS = "Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Luwu Timur"
NOBODY = codes.new_code()  # right in itself, but no report has it


def test_the_accused_unit_never_meets_the_report_and_the_reporter_sees_who_did(window: Opener, stage: World) -> None:
    phone = window(viewport=PHONE, color_scheme="dark")
    code, pin = accuse(phone.new_page())
    work()
    send_to_the_inspectorate(sign_in(window(viewport=DESK), "citra"), code)
    work()
    for who in ("dewi", "eko", "lukman"):  # liaison, leader, and the liaison of a division below
        assert_never_met(sign_in(window(viewport=DESK), who), code)
    assert_never_met(sign_in(window(viewport=DESK), "gilang"), code)
    assert_unknown_to_the_public(window(viewport=PHONE).new_page(), code)
    read(sign_in(window(viewport=DESK, color_scheme="dark"), "indra"), code)
    own = open_own(phone, code, pin)
    looks = own.get_by_role("listitem").filter(has_text="membuka isi laporan rahasia")
    expect(looks).to_have_count(2)
    expect(looks.filter(has_text="Petugas Inspektorat Kabupaten Luwu Timur")).to_have_count(1)
    expect(looks.filter(has_text="Petugas Pemerintah Kabupaten Luwu Timur")).to_have_count(1)
    look(own)


def accuse(page: Page) -> tuple[str, str]:
    page.goto("/lapor")
    fill_in(
        page,
        {"title": TITLE, "body": BODY, "email": "saksi@warga.example"},
        choices={"classification": "complaint", "identity": "anonymous", "secrecy": "secret"},
    )
    pick(page, "target", "Pemerintah Kabupaten Luwu Timur")
    page.get_by_text("Saya melaporkan instansi atau petugas tertentu").click()
    pick(page, "accused", ROADS)
    page.locator("[name=accused_text]").fill("Kepala seksi jalan")
    look(page)
    press(page, "Kirim laporan")
    code, pin = receipt(page)
    look(page)
    return code, pin


def send_to_the_inspectorate(page: Page, code: str) -> None:
    """The coordinator reads it, is never offered the accused unit, and sends it around."""
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text(BODY).first).to_be_visible()
    expect(page.get_by_text("saksi@warga.example")).to_have_count(0)
    look(page)
    page.get_by_role("link", name="Verifikasi dan disposisi").first.click()
    page.locator("[name=to_q]").press_sequentially("Pekerjaan Umum")
    expect(page.get_by_role("option").filter(has_text=ROADS)).to_have_count(0)
    page.get_by_text("Pilih dari susunan instansi").click()
    expect(page.get_by_role("button", name=ROADS)).to_have_count(0)
    look(page)
    pick(page, "to", "Inspektorat")
    page.locator("[name=oversight][value=yes]").check(force=True)
    press(page, "Verifikasi dan disposisi")
    expect(page.get_by_text("Belum ditindaklanjuti").first).to_be_visible()
    assert code.replace("-", "") in page.url


def assert_never_met(page: Page, code: str) -> None:
    """Not in the inbox, the other sections, the search or the bell; its address answers as one that never was."""
    report = code.replace("-", "")
    for address in ("/meja/", "/meja/?bagian=lain", "/meja/?bagian=selesai", f"/meja/?q={report}", "/meja/kabar/"):
        page.goto(address)
        expect(page.get_by_text(TITLE)).to_have_count(0)
        expect(page.locator(f"a[href*='/{report}']")).to_have_count(0)
    for below in ("", "follow_up/", "dispose/", "note/"):
        assert_same(page, f"/meja/{report}/{below}", f"/meja/{NOBODY}/{below}")


def assert_unknown_to_the_public(page: Page, code: str) -> None:
    report = code.replace("-", "")
    assert_same(page, f"/laporan/{report}/", f"/laporan/{NOBODY}/")
    for address in ("/", "/laporan/?kata=aspal", "/instansi/", "/sitemap.xml"):
        status, body, _ = get(page, address)
        assert (status, TITLE.encode() in body, report.encode() in body) == (200, False, False)
    page.goto("/laporan/?kata=aspal")
    look(page)


def assert_same(page: Page, secret: str, missing: str) -> None:
    """The answer for a report that is hidden is the answer for one that does not exist."""
    hidden, absent = get(page, secret), get(page, missing)
    assert hidden[0] == absent[0] == 404
    assert hidden[1] == absent[1]


def read(page: Page, code: str) -> None:
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text(BODY).first).to_be_visible()
    expect(page.get_by_text("Kepala seksi jalan")).to_be_visible()
    expect(page.get_by_text("saksi@warga.example")).to_have_count(0)
    look(page)
    assert code.replace("-", "") in page.url
