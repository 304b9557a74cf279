"""A phone without a network: the report is written, waits, goes once, and its receipt stays until it was seen."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from lapor.agencies.models import Agency
from lapor.reports.models import Report
from lapor.reports.tests.samples import CANARY, photo_full_of_traces
from lapor.reports.world import World
from tests.journeys.counting import counted, tell
from tests.journeys.steps import fill_in, get, open_own, pick, press, receipt
from tests.journeys.watching import PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Jembatan gantung putus di hulu sungai"
WORDS = {"title": TITLE, "body": "Sejak kemarin jembatan gantung putus. Anak sekolah menyeberang lewat air."}
CHOICES = {"classification": "complaint", "identity": "none", "secrecy": "public"}
NAME = "IMG_ani_kartini.jpg"
READY = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(navigator.serviceWorker.controller);
}"""
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) found[new URL(one.url).pathname] = await (await cache.match(one)).text();
  }
  return found;
}"""
ROWS = "async () => await simpanan.all()"
TARGET = "async () => (await simpanan.all())[0].values.some(([name, value]) => name === 'target' && value)"
AGE = """async (days) => {
  const [row] = await simpanan.all();
  row.at -= days * 24 * 60 * 60 * 1000;
  await simpanan.put(row);
}"""


def phone(window: Opener, **how: Any) -> BrowserContext:
    return window(viewport=PHONE, has_touch=True, is_mobile=True, service_workers="allow", **how)


def visited(context: BrowserContext) -> Page:
    """A page on a phone that was here before: its service worker has kept what it keeps."""
    page = context.new_page()
    page.goto("/lapor")
    page.wait_for_function(READY)
    page.goto("/")
    return page


def saved(page: Page) -> None:
    expect(page.get_by_text("Disimpan di ponsel ini.")).to_be_visible()
    page.wait_for_function(f"async () => (await ({ROWS})()).some((row) => row.values.length > 5)")


def go_on(page: Page) -> None:
    """Press the form's button."""
    page.locator("form[data-phone-form] .button.primary").click()


def send(page: Page) -> None:
    """Press until there is a receipt: where the form leads to a look at what others will read, twice."""
    go_on(page)
    seen = page.locator("main input[name=dilihat]")
    expect(seen.or_(page.locator("main input[name=pin]")).first).to_be_attached()
    if seen.count():
        press(page, "Kirim laporan")


def go_when_it_can(page: Page) -> None:
    go_on(page)
    page.get_by_role("button", name="Kirim begitu ada sinyal").click()


def waiting(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="Menunggu jaringan.")


def test_a_report_with_a_photo_written_offline_is_sent_once_and_its_receipt_stays_until_it_was_seen(
    window: Opener, stage: World
) -> None:
    before, context = Report.objects.count(), phone(window)
    page = visited(context)
    tally = counted(page, "a report with a photo written offline, sent by itself, its receipt seen (`test_offline.py`)")
    context.set_offline(True)
    page.goto("/lapor")
    expect(page.get_by_role("heading", name="Ceritakan apa yang terjadi")).to_be_visible()
    fill_in(page, WORDS, choices=CHOICES)
    page.locator("[name=files]").set_input_files(
        {"name": NAME, "mimeType": "image/jpeg", "buffer": photo_full_of_traces()}
    )
    saved(page)
    go_when_it_can(page)
    expect(waiting(page)).to_contain_text(TITLE)
    page.goto("/laporan/")  # any page: without a network it says so, and what waits
    expect(page.get_by_role("heading", name="Tidak ada jaringan")).to_be_visible()
    expect(waiting(page)).to_be_visible()
    look(page)
    assert Report.objects.count() == before
    context.set_offline(False)
    done = page.get_by_role("status").filter(has_text="Laporan Anda sudah terkirim.")
    expect(done).to_be_visible()
    page.goto("/")
    expect(done).to_be_visible()
    look(page)
    code, pin = done.locator("[data-fill=code]").inner_text(), done.locator("[data-fill=pin]").inner_text()
    done.get_by_role("button", name="Sudah saya catat").click()
    expect(done).to_have_count(0)
    assert page.evaluate(ROWS) == []
    tell(tally)
    assert Report.objects.count() == before + 1
    own = open_own(context, code, pin)
    expect(own.get_by_text(TITLE).first).to_be_visible()
    kept = page.evaluate(KEPT)
    assert {"/lapor", "/luring"} < kept.keys()
    told = "\n".join(kept.values())
    assert not [one for one in (TITLE, WORDS["body"], code, pin, code.replace("-", "")) if one in told]
    assert not [path for path in kept if path.startswith(("/laporan-saya", "/terima", "/laporan/"))]


def test_a_photo_is_small_nameless_and_without_traces_before_it_leaves_the_phone(window: Opener, stage: World) -> None:
    page = phone(window).new_page()
    page.goto("/lapor")
    fill_in(page, WORDS, choices=CHOICES)
    page.locator("[name=files]").set_input_files({"name": NAME, "mimeType": "image/jpeg", "buffer": large_photo()})
    page.wait_for_function("() => document.querySelector('[name=files]').files[0]?.name === 'foto-1.jpg'")
    name, content = page.evaluate(
        """async () => {
      const [file] = document.querySelector("[name=files]").files;
      return [file.name, [...new Uint8Array(await file.arrayBuffer())]];
    }"""
    )
    image = Image.open(io.BytesIO(bytes(content)))
    assert (name, max(image.size), image.format) == ("foto-1.jpg", 1600, "JPEG")
    assert (bool(image.getexif()), CANARY in bytes(content)) == (False, False)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    look(page)
    send(page)
    receipt(page)
    assert page.evaluate(ROWS) == []
    assert not [body for body in sent if NAME in body]


def large_photo() -> bytes:
    image = Image.open(io.BytesIO(photo_full_of_traces()))
    file = io.BytesIO()
    image.resize((2400, 1200)).save(file, "JPEG", exif=image.info.get("exif", b""), comment=CANARY)
    return file.getvalue()


def test_a_network_that_breaks_while_sending_loses_nothing_and_leaves_one_report(window: Opener, stage: World) -> None:
    before, context = Report.objects.count(), phone(window)
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', {get: () => true})")
    visited(context).close()
    page = context.new_page()
    page.goto("/lapor")
    fill_in(page, WORDS, choices=CHOICES)
    saved(page)
    context.set_offline(True)
    go_on(page)
    expect(page.get_by_role("heading", name="Tidak ada jaringan")).to_be_visible()
    lost = page.get_by_role("status").filter(has_text="Laporan Anda belum terkirim.")
    lost.get_by_role("button", name="Kirim sendiri begitu ada sinyal").click()
    expect(waiting(page)).to_be_visible()
    context.set_offline(False)
    page.goto("/")
    expect(page.get_by_text("Laporan Anda sudah terkirim.")).to_be_visible()
    assert Report.objects.count() == before + 1


def test_the_same_draft_in_two_tabs_is_one_report(window: Opener, stage: World) -> None:
    before, context = Report.objects.count(), phone(window)
    first = visited(context)
    first.goto("/lapor")
    fill_in(first, WORDS, choices=CHOICES)
    saved(first)
    second = context.new_page()
    second.goto("/lapor")
    expect(second.locator("[name=title]")).to_have_value(TITLE)
    context.set_offline(True)
    go_when_it_can(first)
    expect(waiting(first)).to_be_visible()
    go_when_it_can(second)
    expect(waiting(second)).to_be_visible()
    context.set_offline(False)
    for page in (first, second):
        expect(page.get_by_text("Laporan Anda sudah terkirim.")).to_be_visible()
    assert Report.objects.count() == before + 1


def test_a_draft_of_two_months_ago_comes_back_and_says_what_to_choose_again(window: Opener, stage: World) -> None:
    page = visited(phone(window))
    page.goto("/lapor")
    fill_in(page, WORDS, choices=CHOICES)
    pick(page, "target", "Dinas Pekerjaan Umum")
    saved(page)
    page.wait_for_function(TARGET)
    name = page.locator("[name=target_q]").input_value()
    Agency.objects.filter(name=name).update(is_open=False)
    page.evaluate(AGE, 60)
    page.goto("/lapor")
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.get_by_role("alert").filter(has_text=f"“{name}” tidak ada lagi.")).to_be_visible()
    expect(page.locator("input[type=hidden][name=target]")).to_have_value("")
    look(page)
    page.get_by_role("button", name="Hapus dari ponsel ini").click()
    expect(page.locator("[name=title]")).to_have_value("")
    assert page.evaluate(ROWS) == []


def test_what_cannot_be_sent_is_said_while_there_is_no_network(window: Opener, stage: World) -> None:
    context = phone(window)
    page = visited(context)
    context.set_offline(True)
    page.goto("/lapor")
    fill_in(page, {"title": TITLE}, choices={})
    go_on(page)
    refused = page.get_by_role("alert").filter(has_text="Laporan belum dapat dikirim.")
    expect(refused).to_contain_text("jenis laporan, apa yang terjadi")
    expect(page.locator("[name=title]")).to_have_value(TITLE)


def test_a_shared_device_keeps_nothing_and_empties_itself(window: Opener, stage: World) -> None:
    page = phone(window).new_page()
    page.clock.install()
    page.goto("/lapor?kiosk=1")
    expect(page.get_by_text("Perangkat bersama.")).to_be_visible()
    fill_in(page, WORDS, choices=CHOICES)
    look(page)
    send(page)
    receipt(page)
    page.clock.fast_forward("04:30")
    expect(page.get_by_text("dikosongkan satu menit lagi")).to_be_visible()
    page.clock.fast_forward("01:00")
    expect(page).to_have_url("/")
    assert get(page, "/terima")[0] == 410
    page.goto("/lapor")
    expect(page.locator("[name=title]")).to_have_value("")
    assert page.evaluate(ROWS) == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    page.get_by_role("button", name="Selesai").click()
    expect(page).to_have_url("/")
