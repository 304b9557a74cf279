"""The main promise in a real browser: from the first page with a photo to the rating, with and without JavaScript."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from lapor.reports.tests.samples import CANARY, photo_full_of_traces
from lapor.reports.world import World
from tests.journeys.steps import fill_in, get, open_own, pick, press, receipt, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "Sejak dua minggu ada lubang besar di depan pasar. Mohon segera ditambal."
TITLE = "Jalan berlubang di depan pasar"
PHOTO = {"name": "dari-ani.jpg", "mimeType": "image/jpeg"}
SECTION = "Bidang Bina Marga Dinas PU Kabupaten Luwu Timur"
ROADS = "Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Luwu Timur"


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_report_with_a_photo_is_filed_verified_answered_discussed_and_rated(
    window: Opener, stage: World, scripts: bool
) -> None:
    how = {"java_script_enabled": scripts}
    phone = window(viewport=PHONE, **how)
    code, pin = file_a_report(phone.new_page(), scripts=scripts)
    work()
    verify(sign_in(window(viewport=DESK, color_scheme="dark", **how), "citra"), code, scripts=scripts)
    work()
    unit = sign_in(window(viewport=DESK, **how), "dewi")
    answer(unit, code, scripts=scripts)
    work()
    own = open_own(phone, code, pin)
    reply(own, scripts=scripts)
    work()
    answer_again(unit, code)
    work()
    finish_and_rate(own, scripts=scripts)
    read_as_anybody(window(viewport=PHONE, color_scheme="dark", **how).new_page(), code, scripts=scripts)


def file_a_report(page: Page, *, scripts: bool) -> tuple[str, str]:
    page.goto("/")
    look(page, scripts=scripts)
    page.get_by_role("link", name="Buat laporan").last.click()
    fill_in(
        page,
        {
            "title": TITLE,
            "body": f"{BODY} Hubungi saya di 0812 3456 7890.",
            "name": "Ani Kartini",
        },
        choices={"classification": "complaint", "identity": "named", "secrecy": "public"},
    )
    pick(page, "target", SECTION, scripts=scripts)
    page.locator("[name=files]").set_input_files({**PHOTO, "buffer": photo_full_of_traces()})  # type: ignore[arg-type]
    look(page, scripts=scripts)
    press(page, "Kirim laporan")
    expect(page.get_by_text("tampaknya memuat data pribadi")).to_be_visible()
    still_chosen(page, "foto-1.jpg" if scripts else PHOTO["name"], scripts=scripts)
    fill_in(page, {"body": BODY}, choices={})
    press(page, "Kirim laporan")
    code, pin = receipt(page)
    look(page, scripts=scripts)
    page.get_by_role("link", name="Cetak atau simpan").click()
    expect(page.get_by_text(pin.replace("-", "")[:4]).first).to_be_attached()
    look(page, scripts=scripts)
    return code, pin


def still_chosen(page: Page, name: str, *, scripts: bool) -> None:
    """The form came back with the photo: it is there and will go along, nothing has to be chosen again."""
    expect(page.get_by_role("checkbox", name=name)).to_be_checked()
    expect(page.get_by_text("Pilih lagi berkasnya")).to_have_count(0)
    look(page, scripts=scripts)


def verify(page: Page, code: str, *, scripts: bool) -> None:
    look(page, scripts=scripts)
    page.get_by_role("link", name=TITLE).first.click()
    look(page, scripts=scripts)
    page.get_by_role("link", name="Verifikasi dan disposisi").first.click()
    expect(page.locator("[name=to_q]")).to_have_value(SECTION)  # what the reporter chose; the office is to see it first
    pick(page, "to", ROADS, scripts=scripts)
    page.locator("[name=oversight][value=no]").check(force=True)
    look(page, scripts=scripts)
    press(page, "Verifikasi dan disposisi")
    expect(page.get_by_text("Belum ditindaklanjuti").first).to_be_visible()
    assert page.url.rstrip("/").endswith(code.replace("-", ""))


def answer(page: Page, code: str, *, scripts: bool) -> None:
    page.goto("/meja/")
    page.get_by_role("link", name=TITLE).first.click()
    assert_clean_photo(page)
    look(page, scripts=scripts)
    page.get_by_role("link", name="Tindak lanjuti").first.click()
    look(page, scripts=scripts)
    fill_in(page, {"text": "Petugas kami sudah melihat lubangnya. Besok kami tambal."}, choices={})
    page.locator("[name=files]").set_input_files(
        {"name": "petugas.jpg", "mimeType": "image/jpeg", "buffer": photo_full_of_traces()}
    )
    press(page, "Tindak lanjuti")
    expect(page.get_by_text("Sedang diproses").first).to_be_visible()
    assert page.url.rstrip("/").endswith(code.replace("-", ""))


def reply(own: Page, *, scripts: bool) -> None:
    """The reporter sees both photos, his own and the unit's, and answers on the same page."""
    expect(own.get_by_text("Petugas kami sudah melihat lubangnya.")).to_be_visible()
    expect(own.locator(".files a")).to_have_count(2)
    assert_clean_photo(own)
    look(own, scripts=scripts)
    fill_in(own, {"text": "Terima kasih. Tolong juga perbaiki tepi jalannya."}, choices={})
    press(own, "Tanggapi")
    expect(own.get_by_text("Tanggapan Anda sudah terkirim.")).to_be_visible()


def answer_again(page: Page, code: str) -> None:
    page.goto(f"/meja/{code.replace('-', '')}/")
    expect(page.get_by_text("Tolong juga perbaiki tepi jalannya.")).to_be_visible()
    page.get_by_role("link", name="Tindak lanjuti").first.click()
    fill_in(page, {"text": "Lubang dan tepi jalan sudah diperbaiki kemarin pagi."}, choices={})
    page.locator("[name=final]").check(force=True)
    press(page, "Tindak lanjuti")
    expect(page.get_by_text("Lubang dan tepi jalan sudah diperbaiki").first).to_be_visible()


def finish_and_rate(own: Page, *, scripts: bool) -> None:
    own.goto("/laporan-saya/")
    expect(own.get_by_text("Lubang dan tepi jalan sudah diperbaiki")).to_be_visible()
    own.get_by_role("link", name="Sudah selesai").click()
    look(own, scripts=scripts)
    press(own, "Sudah selesai")
    expect(own.get_by_text("Ditutup oleh pelapor").first).to_be_visible()
    fill_in(own, {"text": "Cepat ditangani."}, choices={"adequate": "yes", "solved": "yes", "treated": "yes"})
    press(own, "Beri nilai")
    expect(own.get_by_text("Pelapor memberi nilai").first).to_be_visible()
    look(own, scripts=scripts)


def read_as_anybody(page: Page, code: str, *, scripts: bool) -> None:
    """Code alone shows the public report: no name, no photo of the reporter."""
    page.goto("/lacak")
    look(page, scripts=scripts)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Lihat laporan").last.click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text("Ani Kartini")).to_have_count(0)
    expect(page.locator(".files a")).to_have_count(0)
    look(page, scripts=scripts)


def assert_clean_photo(page: Page) -> None:
    """What is served is a picture again, and holds nothing that the camera wrote."""
    link = page.locator(".files a").first
    expect(link).to_be_visible()
    expect(link).not_to_have_text(PHOTO["name"])
    address = link.get_attribute("href") or ""
    if address.endswith("/lihat/"):  # the desk shows it in a page of its own
        here = page.url
        link.click()
        picture = page.locator(".sheet img")
        expect(picture).to_be_visible()
        address = picture.get_attribute("src") or ""
        page.goto(here)
    status, body, headers = get(page, address)
    assert (status, headers["content-type"], CANARY in body) == (200, "image/jpeg", False)
    image = Image.open(io.BytesIO(body))
    assert not image.getexif()
    assert {"exif", "comment", "xmp", "icc_profile"}.isdisjoint(image.info)
