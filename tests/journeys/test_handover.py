"""An officer leaves: his admin passes everything on with one button, and his colleague finds it with its notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lapor.agencies.actions import grant
from lapor.agencies.models import Membership, Role, today
from lapor.desk.tests.scenes import assigned
from lapor.people.actor import SYSTEM
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.world import World
from tests.journeys.counting import counted, tell
from tests.journeys.steps import sign_in
from tests.journeys.watching import DESK, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORTS = 12
APART = "Pelapor menunggu telepon kembali."


def test_an_admin_hands_the_work_of_who_leaves_to_a_colleague(window: Opener, stage: World) -> None:
    dewi, hana = stage.users["dewi"], stage.users["hana"]
    grant(hana, agency=stage.agencies["dinas-pu"], role=Role.LIAISON, by=SYSTEM)
    for n in range(REPORTS):
        third = assigned(stage, key=f"pindah{n}", title=f"Jalan berlubang nomor {n + 1}")
        actions.assign(third, by=SYSTEM, person=dewi)
    page = sign_in(window(viewport=DESK), "citra")
    tally = counted(page, "hand-over of twelve reports, one with a note of its own, and the end of the seat")
    page.goto("/meja/pengguna/?q=dewi")
    page.get_by_role("link", name="Serah terima Dewi Rahayu").click()
    expect(page.get_by_text(f"{REPORTS} laporan ditanganinya")).to_be_visible()
    page.get_by_label("Pengganti").first.select_option("Hana Safitri")
    page.get_by_label("Catatan untuk pengganti").fill("Berkasnya di lemari B.")
    page.get_by_text("Ubah untuk Jalan berlubang nomor 12").click()
    page.locator(f"#catatan-{third.code}").fill(APART)
    page.get_by_label("Peran berakhir pada").fill((today() + timedelta(days=7)).isoformat())
    look(page)
    page.get_by_role("button", name=f"Serahkan {REPORTS} laporan").click()
    expect(page.get_by_text("Tidak ada yang tertinggal atas nama Dewi Rahayu")).to_be_visible()
    look(page)
    tell(tally, reports=REPORTS)
    assert tally.interactions <= REPORTS
    assert not Report.objects.filter(assignee=dewi).exists()
    assert Membership.objects.get(user=dewi).until == today() + timedelta(days=7)
    hers = sign_in(window(viewport=DESK), "hana")
    hers.goto(f"/meja/{third.code}/")
    expect(hers.get_by_text(APART)).to_be_visible()
