"""The report form in a browser: what it asks for, what it says before an upload, and the way back from its answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lapor.reports.files import LARGEST_FILE
from lapor.reports.models import Report
from lapor.reports.world import World
from tests.journeys.steps import fill_in, press, receipt
from tests.journeys.watching import PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "Sejak dua minggu ada lubang besar di depan pasar. Mohon segera ditambal."
WORDS = {"title": "Jalan berlubang di depan pasar", "body": BODY}
CHOICES = {"classification": "complaint", "identity": "none", "secrecy": "public"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_enter_in_a_search_box_searches_and_who_gives_no_name_is_not_asked_for_one(
    window: Opener, stage: World, scripts: bool
) -> None:
    before, page = Report.objects.count(), window(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto("/lapor")
    expect(page.get_by_label("Alamat surel")).to_be_visible()
    fill_in(page, WORDS, choices=CHOICES)
    expect(page.get_by_label("Alamat surel")).to_be_hidden()
    page.locator("[name=region_q]").fill("malili")
    page.locator("[name=region_q]").press("Enter")
    found = page.get_by_role("option") if scripts else page.locator("[name=region][type=radio]")
    expect(found.first).to_be_attached()
    look(page, scripts=scripts)
    assert Report.objects.count() == before
    (found.first.click if scripts else found.first.check)(force=True)
    page.locator("[name=title]").press("Enter")
    receipt(page)


def test_a_file_that_is_too_large_is_named_before_it_is_uploaded(window: Opener, stage: World) -> None:
    page = window(viewport=PHONE).new_page()
    page.goto("/lapor")
    fill_in(page, WORDS, choices=CHOICES)
    files = page.locator("[name=files]")
    films = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": bytes(LARGEST_FILE + 1)}
    files.set_input_files(films)  # type: ignore[arg-type]
    refused = page.get_by_role("alert").filter(has_text="“film.mp4” lebih besar dari 20 MB")
    expect(refused).to_be_visible()
    sent = posts(page)
    press(page, "Kirim laporan")
    expect(files).to_be_focused()
    look(page)
    assert sent == []
    refused.get_by_role("button", name="Kosongkan").click()
    expect(refused).to_have_count(0)
    press(page, "Kirim laporan")
    receipt(page)


def posts(page: Page) -> list[str]:
    """The addresses to which this page sends something from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def test_back_after_a_question_leads_to_the_form_and_not_to_an_error_of_the_browser(
    window: Opener, stage: World
) -> None:
    page = window(viewport=PHONE).new_page()
    page.goto("/lapor")
    fill_in(page, WORDS | {"body": f"{BODY} Hubungi saya di 0812 3456 7890."}, choices=CHOICES)
    press(page, "Kirim laporan")
    expect(page.get_by_text("tampaknya memuat data pribadi")).to_be_visible()
    press(page, "Kirim laporan")
    receipt(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Ceritakan apa yang terjadi")).to_be_visible()
    expect(page.get_by_text("tampaknya memuat data pribadi")).to_have_count(0)
