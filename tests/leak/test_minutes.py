"""The minute in which somebody without a name reported stands nowhere that officers (if secret) or the public look."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.notices import reactions
from lapor.notices.models import Delivery
from lapor.people.actions import issue_token
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 2, 9, 17, 41, tzinfo=UTC)  # 17.17 WITA, after closing
MINUTES = ("09:17", "17:17", "17.17", "08.17", "9.17")
HOURS = ("jam kerja sudah berakhir", "setelah jam kerja")


def without_name(world: World, **changes: str) -> Report:
    return scenes.submitted(world, at=AT, identity="anonymous", name="", email="", phone="", **changes)


def dispose(world: World, report: Report) -> None:
    actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **scenes.public(report))


def told(text: str, *more: str) -> list[str]:
    return [one for one in (*MINUTES, *more) if one in text]


def test_officers_learn_the_day_of_a_secret_report(world: World) -> None:
    report = without_name(world, secrecy="secret")
    citra = world.users["citra"]
    _, key = issue_token(citra, name="a", scope="read", days=1, by=actor_for(citra))
    client, program = Client(), Client(headers={"Authorization": f"Bearer {key}"})
    client.force_login(citra)
    with clock.freeze(AT + timedelta(days=1)):
        for address in (f"/meja/{report.code}/", f"/meja/{report.code}/tenggat/", "/meja/", "/meja/kabar/"):
            assert told(client.get(address).content.decode(), *HOURS) == [], address
        for address in (
            f"/api/v1/laporan/{report.code}",
            f"/api/v1/laporan/{report.code}/tenggat",
            "/api/v1/meja/laporan",
        ):
            answer = program.get(address)
            assert answer.status_code == 200
            assert told(answer.content.decode(), *HOURS) == [], address
    said = StringIO()
    call_command("standards", "explain", report.code, stdout=said)
    assert told(said.getvalue(), *HOURS) == []
    assert "Hitungan mulai Selasa, 3 Februari 2026." in said.getvalue()


def test_the_ombudsman_learns_the_day_of_a_secret_report_too(world: World) -> None:
    report, farah = without_name(world, secrecy="secret"), world.users["farah"]
    _, key = issue_token(farah, name="a", scope="read", days=1, by=actor_for(farah))
    client, program = Client(), Client(headers={"Authorization": f"Bearer {key}"})
    client.force_login(farah)
    with clock.freeze(AT + timedelta(days=80)):
        actions.appeal(report, by=scenes.owner(report))
    with clock.freeze(AT + timedelta(days=81, hours=2, minutes=13)):
        case = f"/meja/ombudsman/{report.code}/"
        for address in ("/meja/ombudsman/", case, f"{case}cetak/", "/meja/kabar/"):
            assert told(client.get(address).content.decode(), *HOURS) == [], address
        for address in ("/api/v1/meja/kasus", f"/api/v1/meja/kasus/{report.code}", f"/api/v1/laporan/{report.code}"):
            answer = program.get(address)
            assert answer.status_code == 200
            assert told(answer.content.decode(), *HOURS) == [], address
        packed = io.BytesIO(client.get(f"{case}berkas.zip").getvalue())
        with zipfile.ZipFile(packed) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist()]
        assert [told(part, *HOURS) for part in parts] == [[]] * 3


def test_the_public_learns_the_day_of_a_report_without_a_name(world: World, client: Client) -> None:
    report = without_name(world)
    with clock.freeze(AT + timedelta(days=1, hours=1)):
        report = actions.dispose(
            report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **scenes.public(report)
        )
    with clock.freeze(AT + timedelta(days=2)):
        actions.withdraw(report, by=scenes.owner(report))
        for address in (f"/laporan/{report.code}/", f"/laporan/{report.code}/tenggat/", "/laporan/"):
            page = client.get(address)
            assert page.status_code == 200, address
            assert told(page.content.decode(), *HOURS) == [], address
        for address in (f"/api/v1/lacak/{report.code}", f"/api/v1/laporan/{report.code}", "/api/v1/laporan"):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert told(answer.content.decode(), *HOURS) == [], address


def test_of_a_named_report_the_minute_is_told(world: World, client: Client) -> None:
    """Else nothing here could fail."""
    report = scenes.submitted(world, at=AT)
    with clock.freeze(AT + timedelta(days=1, hours=1)):
        report = actions.dispose(
            report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **scenes.public(report)
        )
        assert told(client.get(f"/laporan/{report.code}/").content.decode())
        assert told(client.get(f"/api/v1/lacak/{report.code}").content.decode())
        client.force_login(world.users["citra"])
        assert told(client.get(f"/meja/{report.code}/tenggat/").content.decode(), *HOURS)


def test_a_mail_to_officers_about_a_secret_report_waits_for_the_morning(world: World) -> None:
    """Sent in the minute itself it would tell the minute; the reporter's own mails and named reports do not wait."""
    for report, waits in ((without_name(world, secrecy="secret"), True), (scenes.submitted(world, at=AT), False)):
        with clock.freeze(AT + timedelta(seconds=1)):
            reactions.complete(report.events.get(seq=1))
        mails = Delivery.objects.filter(report=report, channel="email", user__isnull=False)
        assert mails
        expected = datetime(2026, 2, 2, 23, 30, tzinfo=UTC) if waits else AT + timedelta(seconds=1)
        assert {mail.not_before for mail in mails} == {expected}
