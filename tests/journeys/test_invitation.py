"""An admin invites a stranger: from the form by a real mail to the stranger's first look at the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from lapor.notices.tests.conftest import Mailbox, listen, part, use_smtp
from lapor.reports.world import World
from tests.journeys.steps import pick, press, sign_in, work
from tests.journeys.test_second_factor import read_the_recovery_codes, set_up_the_app_here
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NINA = "nina@lapor.example"
HEALTH = "Dinas Kesehatan Kabupaten Luwu Timur"
PASSWORD = "kuda-baterai-staples"


@pytest.fixture
def mailbox(settings: Settings, live_server: LiveServer) -> Iterator[Mailbox]:
    box = Mailbox()
    server = listen(box)
    use_smtp(settings, port=box.port)
    settings.LAPOR_BASE_URL = live_server.url
    yield box
    server.stop()


@pytest.mark.parametrize("enforced", [False, True], ids=["with a password alone", "with a second factor"])
def test_a_stranger_is_invited_chooses_a_password_accepts_and_works(
    window: Opener, stage: World, mailbox: Mailbox, settings: Settings, enforced: bool
) -> None:
    admin = sign_in(window(viewport=DESK), "citra")
    invite(admin)
    work()
    (mail,) = mailbox.mails
    assert mail["To"] == NINA
    (link,) = re.findall(r"Buat kata sandi: (\S+)", part(mail, "plain"))
    settings.LAPOR_REQUIRE_MFA = enforced
    page = window(viewport=PHONE, color_scheme="dark" if enforced else "light").new_page()
    choose_a_password(page, link)
    accept(page)
    if enforced:
        set_up_the_app_here(page)
        read_the_recovery_codes(page)
        page.get_by_role("link", name="Sudah saya simpan, ke meja").click()
    expect(page).to_have_url("/meja/")
    look(page)
    settings.LAPOR_REQUIRE_MFA = False
    admin.goto("/meja/pengguna/")
    expect(admin.get_by_role("link", name="Nina Wulandari", exact=True)).to_be_visible()


def invite(page: Page) -> None:
    page.goto("/meja/pengguna/")
    page.get_by_role("link", name="Tambah pengguna").click()
    page.locator("[name=name]").fill("Nina Wulandari")
    page.locator("[name=email]").fill(NINA)
    pick(page, "agency", HEALTH)
    page.locator("[name=role]").select_option("liaison")
    look(page)
    press(page, "Kirim undangan")
    expect(page.get_by_text(f"Undangan segera dikirim ke {NINA}").first).to_be_visible()
    expect(page.get_by_text("Undangan menunggu dikirim")).to_be_visible()
    look(page)


def choose_a_password(page: Page, link: str) -> None:
    page.goto(link)
    look(page)
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    press(page, "Simpan kata sandi")
    expect(page).to_have_url("/meja/undangan/")


def accept(page: Page) -> None:
    """The page says who offers what before anything is pressed."""
    expect(page.get_by_text("Citra Lestari")).to_be_visible()
    expect(page.get_by_text(HEALTH).first).to_be_visible()
    look(page)
    page.get_by_role("button", name="Terima").click()
    page.wait_for_url(lambda address: "/undangan/" not in address)
