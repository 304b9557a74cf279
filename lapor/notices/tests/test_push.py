"""Notices to devices, over the real protocol: https, VAPID, and a payload that the receiver opens with its own keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from py_vapid import Vapid02
from pytest_django import Settings

from lapor.agencies.actions import end_membership
from lapor.agencies.models import Membership
from lapor.config.env import PUSH_SERVICES
from lapor.kit import clock, codes, http, keys, lease
from lapor.kit.errors import Refused
from lapor.notices import actions, circuit, devices, interventions, invariants, pushing, ways
from lapor.notices.devices import Subscription
from lapor.notices.models import Delivery, Device, Skipped, State, Way
from lapor.notices.tests.service import Service, push_service
from lapor.notices.tests.test_interventions import sent
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports import actions as actions_of_reports
from lapor.reports import reactions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture
def service(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    found = Service()
    settings.LAPOR_PUSH_INSIDE, settings.LAPOR_PUSH_SERVICES = True, ("127.0.0.1",)
    with push_service(found, tmp_path) as certificate:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        yield found


def ring(world: World, service: Service, name: str = "dewi") -> Device:
    """Let a new device of somebody ring, since yesterday."""
    row = devices.add(service.subscribe(), by=world.actor(name), agent=PHONE)
    Device.objects.filter(pk=row.pk).update(since=clock.now() - timedelta(days=1))
    return row


def news(world: World, **changes: Any) -> Report:
    """A report that came to Dewi a moment ago."""
    report = scenes.assigned(world, at=clock.now() - timedelta(hours=2), **changes)
    while reactions.work("test"):
        pass
    return report


def later(minutes: float) -> None:
    with clock.freeze(clock.now() + timedelta(minutes=minutes)):
        pushing.work("test")


def test_what_goes_at_once_rings_on_every_device_and_says_no_more_than_the_bell(world: World, service: Service) -> None:
    assert {ring(world, service).name, ring(world, service).name} == {"Firefox di Android"}
    report = news(world)
    assert pushing.work("test") == 2
    code = codes.grouped(report.code)
    assert [(one["body"], one["path"]) for one in service.heard] == [
        (f"Laporan {code} diteruskan kepada {world.agencies['dinas-pu'].name}", f"/meja/{report.code}/")
    ] * 2
    assert all(set(one) == {"body", "path", "tag"} for one in service.heard)
    assert {row.state for row in Delivery.objects.pushes()} == {State.SENT}
    assert pushing.work("test") == 0
    assert Device.objects.filter(sent_at__isnull=False).count() == 2


def test_the_service_can_tell_who_sends(world: World, service: Service) -> None:
    ring(world, service)
    news(world)
    pushing.work("test")
    (head,) = service.heads
    assert Vapid02.verify(head["authorization"])  # type: ignore[no-untyped-call]  # it has no types
    assert (head["content-encoding"], head["ttl"], head["topic"]) == ("aes128gcm", "86400", service.heard[0]["tag"])


def test_of_a_secret_report_only_the_number_is_told(world: World, service: Service) -> None:
    ring(world, service)
    report = news(world, secrecy="secret")
    pushing.work("test")
    assert [one["body"] for one in service.heard] == [f"Ada pembaruan laporan {codes.grouped(report.code)}"]


def test_a_letter_to_an_agency_rings_at_once_and_says_its_number_only(world: World, service: Service) -> None:
    ring(world, service, "eko")
    with clock.freeze(MONDAY):
        Device.objects.update(since=clock.now())
        letter = sent(world)
        assert pushing.work("test") == 1
        assert interventions.tell(letter) == 0
    (heard,) = service.heard
    assert heard["body"] == f"Surat intervensi 1/INT/2026 untuk {letter.agency.name} menunggu jawaban"
    assert heard["path"] == f"/meja/intervensi/{letter.pk}/"


def test_a_letter_that_was_answered_meanwhile_does_not_ring(world: World, service: Service) -> None:
    ring(world, service, "eko")
    with clock.freeze(MONDAY):
        Device.objects.update(since=clock.now())
        actions_of_reports.answer_letter(sent(world), by=world.actor("citra"), text="Selesai pekan ini.")
        assert pushing.work("test") == 1
    assert service.heard == []
    assert Delivery.objects.pushes().get().skipped == Skipped.ANSWERED


def test_what_waits_for_the_digest_does_not_ring(world: World, service: Service) -> None:
    ring(world, service)
    chosen = dict.fromkeys(ways.LABELS, Way.DIGEST)
    actions.choose(by=world.actor("dewi"), at=ways.HOUR, chosen=chosen)
    news(world)
    assert not Delivery.objects.pushes().exists()


def test_who_lost_his_seat_meanwhile_hears_nothing(world: World, service: Service) -> None:
    ring(world, service)
    news(world)
    end_membership(Membership.objects.get(user=world.users["dewi"]), by=SYSTEM)
    pushing.work("test")
    assert service.tried == 0
    assert Delivery.objects.pushes().get().skipped == Skipped.NOT_ALLOWED


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten_and_its_owner_reads_it(world: World, service: Service, status: int) -> None:
    device = ring(world, service)
    service.status = status
    news(world)
    pushing.work("test")
    device.refresh_from_db()
    assert (bytes(device.box), device.gone_at is not None, device.last_error) == (b"", True, f"push_{status}")
    assert Delivery.objects.pushes().get().state is State.FAILED
    news(world)
    assert Delivery.objects.pushes().count() == 1
    assert invariants.problems() == []


def test_a_busy_service_is_asked_again_not_before_it_said(world: World, service: Service) -> None:
    ring(world, service)
    service.status, service.headers = 429, {"Retry-After": "1800"}
    news(world)
    pushing.work("test")
    service.status = 201
    later(25)
    assert service.heard == []
    later(31)
    assert len(service.heard) == 1
    assert Device.objects.get().last_error == ""


def test_a_service_that_does_not_answer_in_time_is_tried_later(
    world: World, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.3)
    device = ring(world, service)
    service.delay = 1.0
    news(world)
    pushing.work("test")
    device.refresh_from_db()
    assert (Delivery.objects.pushes().get().state, device.last_error) == (State.QUEUED, "push_unreachable")


def test_a_service_that_is_down_is_called_once_in_a_while_and_given_up_in_the_end(
    world: World, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, post = list[str](), http.post

    def counted(url: str, *given: Any, **more: Any) -> http.Answer:
        calls.append(url)
        return post(url, *given, **more)

    monkeypatch.setattr(http, "post", counted)
    for name in "ab":
        gone = service.subscribe()._replace(endpoint=f"https://127.0.0.1:9/kirim/{name}")
        devices.add(gone, by=world.actor("dewi"), agent=PHONE)
    Device.objects.update(since=clock.now() - timedelta(days=1))
    news(world)
    assert pushing.work("test") == 0
    assert (len(calls), Delivery.objects.pushes().queued().count()) == (1, 2)
    for hours in range(1, 14):
        circuit.services.clear()  # the pause of a minute is over
        later(hours * 90)
    assert {row.last_error for row in Delivery.objects.pushes()} == {"push_unreachable"}
    assert not Delivery.objects.pushes().queued().exists()
    with clock.freeze(clock.now() + timedelta(hours=20)):
        assert any("kabar ke perangkat gagal" in line for line in invariants.problems())


def test_a_worker_that_is_killed_loses_nothing(world: World, service: Service) -> None:
    ring(world, service)
    news(world)
    assert lease.take(pushing._sendable(), by="killed", limit=9, seconds=120)
    assert pushing.work("test") == 0
    later(3)
    assert len(service.heard) == 1


def test_what_leads_into_our_own_house_is_never_called(world: World, service: Service, settings: Settings) -> None:
    ring(world, service)
    news(world)
    settings.LAPOR_PUSH_INSIDE = False
    pushing.work("test")
    assert service.tried == 0
    assert Delivery.objects.pushes().get().last_error == "push_private"


def test_a_service_that_the_installation_no_longer_allows_is_not_called(
    world: World, service: Service, settings: Settings
) -> None:
    device = ring(world, service)
    news(world)
    settings.LAPOR_PUSH_SERVICES = ("push.example",)
    pushing.work("test")
    device.refresh_from_db()
    assert (service.tried, device.last_error, device.gone_at is not None) == (0, "push_foreign", True)


def test_who_is_deactivated_hears_nothing_not_even_a_trial(world: World, service: Service) -> None:
    device = ring(world, service)
    news(world)
    devices.ask_trial(device, by=world.actor("dewi"))
    User.objects.filter(pk=world.users["dewi"].pk).update(is_active=False)
    pushing.work("test")
    assert service.tried == 0
    assert Delivery.objects.pushes().get().skipped == Skipped.NOT_ALLOWED


def test_a_trial_rings_once_and_tells_how_it_went(world: World, service: Service) -> None:
    device = ring(world, service)
    devices.ask_trial(device, by=world.actor("dewi"))
    assert (pushing.work("test"), pushing.work("test")) == (1, 0)
    assert [one["path"] for one in service.heard] == ["/meja/profil/"]
    service.status = 503
    devices.ask_trial(device, by=world.actor("dewi"))
    pushing.work("test")
    device.refresh_from_db()
    assert (device.why, device.sent_at is not None) == ("layanan kabar tidak menerimanya (503)", True)
    with pytest.raises(Refused):
        devices.ask_trial(device, by=world.actor("eko"))


def test_a_device_that_knows_another_key_of_ours_is_forgotten_before_it_is_called(
    world: World, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = ring(world, service)
    news(world)
    monkeypatch.setattr(type(keys.provider()), "push_public", lambda _: bytes(65))
    pushing.work("test")
    device.refresh_from_db()
    assert (service.tried, device.why, bytes(device.box)) == (0, "kunci server berganti", b"")


def test_a_lost_key_waits_for_its_backup_and_the_doctor_names_it(
    world: World, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(self: object) -> bytes:
        raise keys.KeysError("lost")

    ring(world, service)
    news(world)
    assert not any("push.key" in line for line in invariants.problems())
    with monkeypatch.context() as patched:
        patched.setattr(keys.PrivateFileKeyProvider, "push_private", lost)
        pushing.work("test")
        assert any("push.key" in line for line in invariants.problems())
    assert Delivery.objects.pushes().get().state is State.QUEUED
    later(3)
    assert len(service.heard) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://push.example/x"},
        {"endpoint": "https://fcm.googleapis.com.example/x"},
        {"endpoint": "https://evilfcm.googleapis.com/x"},
        {"endpoint": "https://2130706433/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://[::1]/x"},
        {"endpoint": "https://10.0.0.8/x"},
        {"endpoint": "https://localhost/x"},
        {"endpoint": "https://fcm.googleapis.com:8443/x"},
        {"endpoint": "https://a@fcm.googleapis.com/x"},
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 1000},
        {"endpoint": ""},
        {"endpoint": "https://fcm.googleapis.com:99999/x"},
        {"p256dh": "AAAA"},
        {"p256dh": "BA" + "A" * 85},
        {"auth": "AAAA"},
        {"auth": "é"},
    ],
)
def test_a_subscription_that_cannot_be_is_refused(
    world: World, service: Service, settings: Settings, changes: dict[str, str]
) -> None:
    settings.LAPOR_PUSH_INSIDE, settings.LAPOR_PUSH_SERVICES = False, PUSH_SERVICES
    good = service.subscribe()._replace(endpoint="https://fcm.googleapis.com/x")
    with pytest.raises(Refused):
        devices.add(Subscription(**{**good._asdict(), **changes}), by=world.actor("dewi"), agent=PHONE)
    assert not Device.objects.exists()
    assert devices.add(good, by=world.actor("dewi"), agent=PHONE).name == "Firefox di Android"


def test_one_browser_rings_for_whoever_turned_it_on_last(world: World, service: Service) -> None:
    given = service.subscribe()
    devices.add(given, by=world.actor("dewi"), agent=PHONE)
    devices.add(given, by=world.actor("citra"), agent=PHONE)
    assert [row.user for row in Device.objects.all()] == [world.users["citra"]]


def test_an_eleventh_device_is_refused(world: World, service: Service) -> None:
    for _ in range(devices.MOST):
        ring(world, service)
    with pytest.raises(Refused):
        ring(world, service)
