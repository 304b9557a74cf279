"""The pages, the API and the console explain the limits of a report in the same way."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lapor.kit import clock
from lapor.people.actor import SYSTEM
from lapor.reports import actions, policies
from lapor.reports.models import Report
from lapor.reports.policies import clocks
from lapor.reports.tests import scenes
from lapor.reports.world import World
from lapor.standards.actions import add_day_off
from lapor.standards.models import ServiceStandard

pytestmark = pytest.mark.django_db
AT = scenes.MONDAY


def completion(report: Report) -> clocks.DeadlineView:
    return next(one for one in clocks.all_of(report) if one.clock == "completion")


@pytest.fixture
def asked(world: World) -> Report:
    """Disposed on Monday; asked on Tuesday; answered on Friday; extended the Monday after."""
    report = scenes.assigned(world)
    with clock.freeze(AT + timedelta(days=1)):
        report = actions.ask(report, by=world.actor("dewi"), questions="Di mana tepatnya?")
    with clock.freeze(AT + timedelta(days=4)):
        report = actions.add(report, by=scenes.owner(report), text="Di depan pasar.")
    with clock.freeze(AT + timedelta(days=7)):
        until = (AT + timedelta(days=30)).date()
        return actions.extend(report, by=world.actor("citra"), until=until, reason="Menunggu aspal.")


def test_a_pause_and_an_extension_are_found_in_the_events(asked: Report) -> None:
    one = completion(asked)
    assert [(pause.since, pause.until, pause.reason) for pause in one.pauses] == [
        (AT + timedelta(days=1), AT + timedelta(days=4), "menunggu jawaban pelapor")
    ]
    assert [moved.due_at for moved in one.moves] == [one.due_at]
    reasons = [day.reason for day in one.days()]
    assert reasons[:5] == ["hari mulai", "", *["menunggu jawaban pelapor"] * 3]
    assert one.days()[-1].date == one.due_at.astimezone(one.calendar.zone).date()


def test_without_an_extension_the_days_come_to_the_rule(world: World) -> None:
    for one in clocks.all_of(scenes.answered(world)):
        assert max(day.number for day in one.days()) == one.amount, one.clock


def test_a_clock_that_stands_still_is_counted_up_to_now(world: World) -> None:
    report = scenes.answered(world, final=True)
    one = completion(report)
    with clock.freeze(AT + timedelta(days=3)):
        days = one.days()
    assert one.pauses[0].until is None
    assert days[-1].date == (AT + timedelta(days=3)).date()
    assert days[-1].reason == "jawaban akhir sudah diberikan"


def test_it_is_told_as_the_rule_and_the_days_off_stood_on_another_day(world: World) -> None:
    report = scenes.assigned(world)
    one = completion(report)
    old = ServiceStandard.objects.get(clock="completion", classification="complaint")
    ServiceStandard.objects.create(
        clock="completion",
        classification="complaint",
        amount=7,
        legal_basis="Perjanjian baru",
        valid_from=(AT + timedelta(days=100)).date(),
    )
    old.valid_until = (AT + timedelta(days=99)).date()
    old.save()
    with clock.freeze(AT + timedelta(days=1)):
        add_day_off((AT + timedelta(days=3)).date(), by=SYSTEM, name="Hari jadi")
    before, later, new = (one.as_of((AT + timedelta(days=n)).date()) for n in (0, 1, 100))
    assert (before.amount, later.amount, new.amount) == (14, 14, 7)
    assert before.due_at
    assert later.due_at == before.due_at + timedelta(days=1)
    assert new.sentence("Asia/Makassar").startswith("Menurut aturan pada Rabu, 13 Mei 2026: 7 hari kerja, jatuh tempo")
    assert one.as_of((AT - timedelta(days=3650)).date()).sentence("Asia/Makassar").endswith("untuk tenggat ini.")


@pytest.mark.parametrize("who", ["everybody", "dewi"])
def test_everybody_and_officers_read_the_page(client: Client, world: World, asked: Report, who: str) -> None:
    if who != "everybody":
        client.force_login(world.users[who])
    page = client.get(f"/{'laporan' if who == 'everybody' else 'meja'}/{asked.code}/tenggat/").content.decode()
    assert "Hitungan berhenti dari Selasa, 3 Februari 2026 sampai Jumat, 6 Februari 2026" in page
    assert "tidak dihitung: akhir pekan" in page


@pytest.mark.parametrize("given", ["32-13-2026", "1900-01-01", "2999-01-01", "besok", "٢٠٢٦-٠١-٠١"])
def test_a_day_that_cannot_be_is_a_sentence(client: Client, asked: Report, given: str) -> None:
    answer = client.get(f"/laporan/{asked.code}/tenggat/", {"pada": given})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert ("Tanggal ini tidak ada" in page) != ("antara tahun 2015 dan 2100" in page)
    assert client.get(f"/api/v1/laporan/{asked.code}/tenggat", {"on": given}).status_code == 422


def test_programs_read_the_same(client: Client, asked: Report) -> None:
    body = client.get(f"/api/v1/laporan/{asked.code}/tenggat", {"on": "2026-02-02"}).json()
    told: dict[str, Any] = next(one for one in body["deadlines"] if one["clock"] == "completion")
    assert told["as_of"]["amount"] == 14
    assert told["days"][0] == {"date": "2026-02-02", "number": 0, "reason": "hari mulai"}
    assert any("Hitungan berhenti" in line for line in told["why"])
    assert "asking" not in {one["clock"] for one in body["deadlines"]}


def test_nobody_reads_it_of_a_report_that_he_may_not_see(client: Client, world: World) -> None:
    hidden = scenes.submitted(world, secrecy="secret")
    assert client.get(f"/laporan/{hidden.code}/tenggat/").status_code == 404
    assert client.get(f"/api/v1/laporan/{hidden.code}/tenggat").status_code == 404
    assert client.get("/laporan-saya/tenggat").status_code == 302


def test_the_console_tells_it_too(asked: Report) -> None:
    said, data = StringIO(), StringIO()
    call_command("standards", "explain", asked.code, "--on", "2026-02-02", stdout=said)
    assert "Hitungan berhenti dari" in said.getvalue()
    assert "03-02-2026  hari ke-1" in said.getvalue()
    assert "Menurut aturan pada Senin, 2 Februari 2026: 14 hari kerja" in said.getvalue()
    call_command("standards", "explain", asked.code, "--json", stdout=data)
    assert {one["clock"] for one in json.loads(data.getvalue())} >= {"verification", "response", "completion"}
    with pytest.raises(CommandError, match="Tidak ada laporan"):
        call_command("standards", "explain", "ZZZ-ZZZ-ZZZ")


def test_both_measures_are_told_everywhere(client: Client, world: World) -> None:
    """Since it was sent, and since it reached who holds it; for a closed one up to its end."""
    report = scenes.submitted(world)
    with clock.freeze(AT + timedelta(days=3)):
        values = scenes.public(report)
        report = actions.dispose(report, by=world.actor("citra"), to=world.agencies["dinas-pu"], **values)
    with clock.freeze(AT + timedelta(days=10)):
        body = client.get(f"/api/v1/laporan/{report.code}").json()
        assert (body["days_open"], body["days_held"]) == (7, 4)
        page = client.get(f"/laporan/{report.code}/").content.decode()
        assert "7 hari kerja sejak masuk" in page
        assert "4 hari kerja sejak sampai di" in page
        client.force_login(world.users["dewi"])
        assert "4 hari kerja sejak sampai di" in client.get(f"/meja/{report.code}/").content.decode()
    done = scenes.closed(world)
    with clock.freeze(AT + timedelta(days=60)):
        view = policies.redact(done, scenes.owner(done))
    assert (view.days_open, view.days_held) == (1, 1)


def test_a_day_off_that_came_later_never_explains_an_earlier_end(world: World) -> None:
    """A running limit says that it will follow; one that has ended is told by the days off of its time."""
    report = scenes.answered(world)
    due = completion(report).due_at
    with clock.freeze(AT + timedelta(days=2)):
        add_day_off(due.astimezone(completion(report).calendar.zone).date(), by=SYSTEM, name="Hari jadi")
        running = completion(report).why()
    assert running[-1].startswith("Hari libur yang baru ditetapkan segera memundurkannya ke")
    with clock.freeze(AT + timedelta(days=30)):
        add_day_off((AT + timedelta(days=1)).date(), by=SYSTEM, name="Hari jadi")
        ended = next(one for one in clocks.all_of(report) if one.clock == "response")
        assert len([line for line in ended.why() if "tempo" in line]) == 1
