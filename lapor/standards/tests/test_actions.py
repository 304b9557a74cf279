"""Who may change the rules, and what loading the defaults leaves alone."""

import json
from datetime import date, time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from lapor.kit.errors import Refused
from lapor.standards import actions, queries
from lapor.standards.models import DayOff, OfficeHours, ServiceStandard
from lapor.standards.tests.conftest import World

DAY = date(2026, 12, 7)


def test_a_day_off_is_for_those_above_and_nobody_else(world: World) -> None:
    for by, agency in ((world.budi, None), (world.budi, world.unit), (world.citra, world.unit)):
        actions.add_day_off(DAY, by=by, agency=agency, name="Libur setempat")
    for by, agency in ((world.citra, None), (world.gilang, world.unit), (world.dewi, world.unit)):
        with pytest.raises(Refused, match="hari libur"):
            actions.add_day_off(DAY, by=by, agency=agency, name="Libur setempat")
    assert DayOff.objects.count() == 2


def test_a_day_off_needs_a_name_and_the_last_word_counts(world: World) -> None:
    with pytest.raises(Refused, match="nama"):
        actions.add_day_off(DAY, by=world.budi, name="  ")
    actions.add_day_off(DAY, by=world.budi, name="Libur")
    assert not queries.calendar_for(world.unit).is_working(DAY)
    actions.add_day_off(DAY, by=world.budi, name="Batal libur", is_working=True)
    assert queries.calendar_for(world.unit).is_working(DAY)
    assert DayOff.objects.get().name == "Batal libur"


def test_loading_twice_adds_nothing_and_keeps_what_was_changed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert actions.load_defaults() == 0
    ServiceStandard.objects.filter(clock="verification").update(amount=2)
    ServiceStandard.objects.filter(clock="response").delete()
    OfficeHours.objects.all().delete()
    call_command("standards", "load")
    assert capsys.readouterr().out.startswith("2 baris")
    assert ServiceStandard.objects.get(clock="verification").amount == 2
    assert ServiceStandard.objects.get(clock="response").amount == 5


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": 0},
        {"amount": 1001},
        {"clock": "lunch"},
        {"unit": "weeks"},
        {"valid_until": date(2019, 1, 1)},
        {"valid_from": date(2020, 1, 1)},  # the default row has this scope and day already
    ],
)
def test_the_database_refuses_a_rule_that_cannot_be(world: World, fields: dict[str, Any]) -> None:
    good: dict[str, Any] = {"clock": "response", "amount": 5, "legal_basis": "x", "valid_from": date(2021, 1, 1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceStandard.objects.create(**{**good, **fields})
    assert ServiceStandard.objects.create(**good).pk


def test_the_database_refuses_second_general_hours_and_hours_that_end_before_they_begin(world: World) -> None:
    for agency, closes in ((None, time(17)), (world.unit, time(7))):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficeHours.objects.create(agency=agency, opens=time(8), closes=closes)


def test_rows_say_what_they_are_in_indonesian(world: World) -> None:
    rule = ServiceStandard.objects.get(clock="completion", classification="complaint")
    assert str(rule) == "penyelesaian pengaduan tidak berkadar pengawasan: 14 hari kerja"
    assert str(OfficeHours.objects.get()) == "Semua instansi: 07.30–16.00"
    assert str(DayOff(date=DAY, name="Libur")) == "07-12-2026 Libur"


def test_a_day_off_is_decreed_on_the_console(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("standards", "day-off", "2026-12-07", name="Hari jadi kabupaten", agency=world.regency.slug)
    assert capsys.readouterr().out.startswith("07-12-2026 hari libur untuk Kabupaten Luwu Timur: Hari jadi kabupaten.")
    assert not queries.calendar_for(world.unit).is_working(DAY)
    assert queries.calendar_for(world.neighbour).is_working(DAY)
    call_command("standards", "days-off", "--json")
    assert json.loads(capsys.readouterr().out) == [
        {"date": "2026-12-07", "name": "Hari jadi kabupaten", "agency": world.regency.slug, "is_working": False}
    ]
    call_command("standards", "day-off", "2026-12-07", "--working", name="Batal", agency=world.regency.slug)
    assert queries.calendar_for(world.unit).is_working(DAY)


@pytest.mark.parametrize(
    ("day", "agency", "sentence"),
    [("7 Desember", None, "bukan tanggal"), ("2026-12-07", "tidak-ada", "Tidak ada instansi")],
)
def test_the_console_refuses_what_it_does_not_understand(
    world: World, day: str, agency: str | None, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("standards", "day-off", day, name="Libur", agency=agency)
    assert not DayOff.objects.exists()
