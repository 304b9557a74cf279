"""An agency of thirty units is set up from one XLSX and led to its first answered test report."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lapor.agencies import actions as agencies
from lapor.agencies.models import Agency, Membership
from lapor.agencies.queries import actor_for
from lapor.people.models import User
from lapor.reports.models import Report
from lapor.reports.world import PASSWORD, World
from lapor.setup import writing
from lapor.setup.tests.files import agency_of_thirty
from tests.journeys.counting import counted, tell
from tests.journeys.steps import pick, press, sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = "Lima langkah sampai siap"
UNIT = "Dinas Baru 1"


def test_thirty_units_from_a_file_to_the_first_answer(window: Opener, stage: World) -> None:
    admin = sign_in(window(viewport=DESK), "citra")
    expect(admin.get_by_role("heading", name=STEPS)).to_be_visible()
    tally = counted(admin, "thirty units from XLSX to the first answered test report")
    bring_in(admin)
    everybody_says_yes()
    send_a_test(admin)
    work()
    officer = window(viewport=PHONE).new_page()
    answer(officer)
    admin.goto("/meja/")
    expect(admin.get_by_role("heading", name=STEPS)).to_have_count(0)
    admin.goto("/meja/penyiapan/langkah/")
    expect(admin.get_by_text("Laporan pertama sudah dijawab.")).to_be_visible()
    look(admin)
    tell(tally)


def bring_in(page: Page) -> None:
    page.get_by_role("link", name="2. Unit di bawahnya").click()
    look(page)
    file = {"name": "instansi.xlsx", "mimeType": writing.XLSX, "buffer": agency_of_thirty()}
    page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]  # a TypedDict of the same keys
    page.get_by_role("button", name="Lihat perubahannya").click()
    expect(page.get_by_role("heading", name="61 dari 61 baris akan diterapkan")).to_be_visible()
    look(page)
    assert not Agency.objects.filter(name=UNIT).exists()
    page.get_by_role("button", name="Terapkan 61 baris").click()
    expect(page.get_by_text("61 baris diterapkan.")).to_be_visible()


def everybody_says_yes() -> None:
    """How each of them does it in a browser is shown in test_invitation.py."""
    for seat in Membership.objects.exclude(unaccepted_since=None).filter(user__email__endswith="@contoh.go.id"):
        agencies.accept(seat, by=actor_for(seat.user))


def send_a_test(page: Page) -> None:
    page.goto("/meja/")
    page.get_by_role("link", name="5. Laporan uji dikirim").click()
    page.get_by_role("button", name="Kirim laporan uji").click()
    expect(page.get_by_text("Laporan uji, tidak dihitung dan tidak terbit").first).to_be_visible()
    page.get_by_role("link", name="Verifikasi dan disposisi").first.click()
    pick(page, "to", UNIT)
    press(page, "Verifikasi dan disposisi")
    assert Report.objects.get(origin="test").holder.name.startswith(UNIT)


def answer(page: Page) -> None:
    user = User.objects.get(memberships__agency__name=UNIT)
    user.set_password(PASSWORD)
    user.save()
    page.goto("/meja/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_role("link", name="Laporan uji").first.click()
    page.get_by_role("link", name="Tindak lanjuti").first.click()
    page.locator("[name=text]").fill("Laporan uji ini sudah sampai di unit kami dan kami jawab.")
    page.locator("[name=final]").check(force=True)
    press(page, "Tindak lanjuti")
    assert Report.objects.get(origin="test").final_at
