"""An officer lets his browser ring: turned on, tried, a notice on the screen, and silent after he has signed out.

No push service of a browser can be reached here. So ours answers in its place when the page subscribes, and what it
then received and opened is handed to the real service worker, as the browser would hand it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from lapor.desk.tests.scenes import assigned
from lapor.kit import clock
from lapor.notices import circuit, ways
from lapor.notices.actions import choose
from lapor.notices.models import Device, Way
from lapor.notices.tests.service import Service, push_service
from lapor.reports.world import World
from tests.journeys.steps import sign_in, work
from tests.journeys.watching import DESK, PHONE, Opener, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOWN = """async (body) => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications();
  return shown.some((one) => one.body === body);
}"""


@pytest.fixture
def service(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    found = Service()
    circuit.services.clear()
    settings.LAPOR_PUSH_INSIDE, settings.LAPOR_PUSH_SERVICES = True, ("127.0.0.1",)
    with push_service(found, tmp_path) as certificate:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        yield found


def answers(context: BrowserContext, service: Service) -> None:
    """Let the page's subscription be one of our service."""
    given = service.subscribe()
    told = json.dumps({"endpoint": given.endpoint, "keys": {"p256dh": given.p256dh, "auth": given.auth}})
    context.add_init_script(f"PushManager.prototype.subscribe = async () => ({{ toJSON: () => ({told}) }});")
    context.grant_permissions(["notifications"])


def deliver(page: Page, told: dict[str, str]) -> None:
    """Hand a notice to the service worker and wait until it stands on the screen."""
    ids: list[str] = []
    line = page.context.new_cdp_session(page)

    def heard(event: dict[str, Any]) -> None:
        ids.extend(row["registrationId"] for row in event["registrations"] if not row["isDeleted"])

    line.on("ServiceWorker.workerRegistrationUpdated", heard)
    line.send("ServiceWorker.enable")
    for _ in range(300):
        if not ids:
            page.wait_for_timeout(50)
    origin = page.evaluate("location.origin")
    message = {"origin": origin, "registrationId": ids[0], "data": json.dumps(told)}
    line.send("ServiceWorker.deliverPushMessage", message)
    page.wait_for_function(SHOWN, arg=told["body"])


def test_a_device_is_turned_on_tried_rings_and_is_silent_after_signing_out(
    window: Opener, stage: World, service: Service
) -> None:
    context = window(viewport=DESK, service_workers="allow")
    answers(context, service)
    choose(by=stage.actor("dewi"), at=ways.HOUR, chosen=dict.fromkeys(ways.LABELS, Way.NOW))
    page = sign_in(context, "dewi")
    page.goto("/meja/profil/")
    page.get_by_role("button", name="Nyalakan di perangkat ini").click()
    expect(page.get_by_text("Kabar akan muncul di Chrome")).to_be_visible()
    expect(page.get_by_text("(perangkat ini)")).to_be_visible()
    page.get_by_role("button", name="Coba Chrome").click()
    expect(page.get_by_text("Kabar percobaan sedang dikirim.")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_text("Terakhir dikirim")).to_be_visible()
    look(page)
    deliver(page, service.heard[-1])
    Device.objects.update(since=clock.now() - timedelta(days=1))
    report = assigned(stage)
    work()
    assert [one["path"] for one in service.heard[1:]] == [f"/meja/{report.code}/"]
    deliver(page, service.heard[-1])
    page.get_by_role("button", name="Keluar").last.click()
    expect(page).to_have_url("/")
    assert not Device.objects.exists()


def test_a_browser_whose_service_does_not_answer_or_that_may_not_ring_says_so(window: Opener, stage: World) -> None:
    context = window(viewport=PHONE, service_workers="allow")
    page = sign_in(context, "dewi")
    page.goto("/meja/profil/")
    button = page.get_by_role("button", name="Nyalakan di perangkat ini")
    button.click()
    expect(page.get_by_text("Peramban ini tidak mengizinkan kabar.")).to_be_visible()
    context.grant_permissions(["notifications"])
    context.add_init_script("PushManager.prototype.subscribe = async () => { throw new DOMException('no answer') };")
    page.reload()
    button.click()
    expect(page.get_by_text("Layanan kabar peramban ini tidak menjawab.")).to_be_visible()
    assert not Device.objects.exists()


def test_without_javascript_the_page_says_that_this_device_cannot_ring(window: Opener, stage: World) -> None:
    page = sign_in(window(viewport=PHONE, java_script_enabled=False), "dewi")
    page.goto("/meja/profil/")
    expect(page.get_by_text("Perangkat ini tidak dapat menerima kabar")).to_be_visible()
    expect(page.get_by_role("button", name="Nyalakan di perangkat ini")).to_be_hidden()
