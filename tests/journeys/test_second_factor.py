"""Signing in with a second factor: an authenticator app, recovery codes, a passkey."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lapor.reports.world import PASSWORD, PEOPLE, World
from tests.journeys.steps import sign_in
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEP = 30  # seconds that a code lasts (RFC 6238)
TOUCH = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


def test_an_officer_sets_up_an_app_and_signs_in_with_it_and_with_a_recovery_code(window: Opener, stage: World) -> None:
    page = sign_in(window(viewport=DESK), "dewi")
    secret = set_up_the_app(page)
    codes = keep_the_recovery_codes(page)
    sign_out(page)
    again = enter_password(window(viewport=PHONE))
    look(again)
    refuse(again, "000000")
    give(again, code_of(secret, steps=1))
    sign_out(again)
    lost = enter_password(window(viewport=PHONE, color_scheme="dark"))
    give(lost, codes[0])
    sign_out(lost)
    lost = enter_password(window(viewport=PHONE))
    refuse(lost, codes[0])
    give(lost, codes[1])


def test_an_officer_adds_a_passkey_and_signs_in_with_it_alone(window: Opener, stage: World) -> None:
    desk = window(viewport=DESK)
    page = sign_in(desk, "dewi")
    put_a_finger_on(desk, page)
    page.goto("/akun/2fa/")
    page.get_by_role("link", name="Tambah kunci sandi").click()
    look(page)
    page.locator("[name=name]").fill("Ponsel saya")
    page.locator("[name=passwordless]").check(force=True)
    press_button(page, "Tambah")
    keep_the_recovery_codes(page)
    page.goto("/akun/2fa/webauthn/")
    expect(page.get_by_text("Ponsel saya").first).to_be_visible()
    look(page)
    sign_out(page)
    page.goto("/akun/login/")
    look(page)
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page).to_have_url("/meja/")


def set_up_the_app(page: Page) -> str:
    """From the profile to the code that the app shows; returns the secret that the QR code carries."""
    page.goto("/meja/profil/")
    page.get_by_role("link", name="Verifikasi dua langkah dan kunci sandi").click()
    return set_up_the_app_here(page)


def set_up_the_app_here(page: Page) -> str:
    """The same, where one stands already; who has just signed in is not asked for his password again."""
    look(page)
    page.get_by_role("link", name="Aktifkan").click()
    page.get_by_text("Tidak dapat memindai?").click()
    look(page)
    secret = page.locator("#authenticator_secret").inner_text()
    page.locator("[name=code]").fill(code_of(secret))
    press_button(page, "Aktifkan")
    return secret


def read_the_recovery_codes(page: Page) -> list[str]:
    expect(page).to_have_url("/akun/2fa/recovery-codes/")
    look(page)
    codes = page.locator("#recovery_codes").inner_text().split()
    assert len(codes) == 10
    return codes


def keep_the_recovery_codes(page: Page) -> list[str]:
    """They stand on the page that follows, and never again."""
    codes = read_the_recovery_codes(page)
    page.goto("/akun/2fa/recovery-codes/")
    assert codes[0] not in page.content()
    look(page)
    return codes


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows; with `steps` 1 on a phone whose clock is half a minute ahead (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // STEP + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def enter_password(desk: BrowserContext) -> Page:
    """The first of two steps."""
    page = desk.new_page()
    page.goto("/akun/login/")
    page.locator("[name=login]").fill(PEOPLE["dewi"].email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.locator("[name=code]")).to_be_visible()
    return page


def give(page: Page, code: str) -> None:
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url("/meja/")


def refuse(page: Page, code: str) -> None:
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_text("Kode tidak cocok").first).to_be_visible()
    look(page)


def put_a_finger_on(desk: BrowserContext, page: Page) -> None:
    """Give the window a fingerprint reader that always says yes."""
    tools = desk.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    reader = {**TOUCH, "isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": reader})


def press_button(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).last.click()


def sign_out(page: Page) -> None:
    page.goto("/meja/profil/")
    page.get_by_role("button", name="Keluar").click()
    expect(page).to_have_url("/")
