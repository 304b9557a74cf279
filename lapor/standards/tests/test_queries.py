"""Which rule holds for whom, and what the memory of a process may and may not do."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from lapor.agencies.models import Agency, Category
from lapor.kit import clock
from lapor.standards import actions, queries, rulebook
from lapor.standards.models import Clock, OfficeHours, ServiceStandard
from lapor.standards.tests.conftest import World

TODAY = date(2026, 11, 24)
WITA = ZoneInfo("Asia/Makassar")


def add_rule(amount: int, **fields: object) -> ServiceStandard:
    row = ServiceStandard(
        **{"clock": "completion", "amount": amount, "legal_basis": "Perbup 1", "valid_from": date(2026, 1, 1), **fields}
    )
    row.save()
    rulebook.forget()
    return row


def completion(agency: Agency, category: Category | None = None, on: date = TODAY, kind: str = "complaint") -> int:
    return queries.standard_for("completion", classification=kind, category=category, agency=agency, on=on).amount


@pytest.mark.parametrize(
    ("name", "kind", "amount", "unit"),
    [
        ("verification", "", 3, "working_days"),
        ("redisposition", "", 3, "working_days"),
        ("response", "complaint", 5, "working_days"),
        ("completion", "information", 5, "working_days"),
        ("completion", "aspiration", 5, "working_days"),
        ("completion", "complaint", 14, "working_days"),
        ("completion", "complaint_oversight", 60, "working_days"),
        ("completion", "", 14, "working_days"),
        ("auto_close", "complaint", 10, "working_days"),
        ("completing", "complaint", 10, "working_days"),
        ("asking", "complaint", 10, "working_days"),
        ("objection", "complaint", 5, "working_days"),
        ("rating_window", "complaint", 10, "working_days"),
        ("reopen_window", "complaint", 10, "working_days"),
        ("statutory", "complaint", 60, "calendar_days"),
        ("ombudsman", "complaint", 60, "calendar_days"),
    ],
)
def test_a_fresh_installation_knows_the_published_limits(
    world: World, name: str, kind: str, amount: int, unit: str
) -> None:
    begun = queries.start(
        name, agency=world.unit, classification=kind, category=None, at=clock.now(), rules_on=clock.now().date()
    )
    assert (begun.amount, begun.unit) == (amount, unit)
    assert begun.basis
    assert begun.due_at > clock.now()


def test_every_clock_has_a_general_rule(world: World) -> None:
    for name in Clock.values:
        assert queries.standard_for(name, classification="", category=None, agency=None, on=TODAY).legal_basis


def test_a_clock_starts_in_the_zone_of_the_agency(world: World) -> None:
    # 15:30 in WIB, when offices are open there, and 16:30 in WITA, when they have closed.
    at = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    common: dict[str, Any] = {"classification": "", "category": None, "at": at, "rules_on": TODAY}
    here = queries.start("verification", agency=world.regency, **common)
    there = queries.start("verification", agency=world.neighbour, **common)
    assert here.due_at == datetime(2026, 11, 30, 16, tzinfo=WITA)
    assert there.due_at == datetime(2026, 11, 27, 16, tzinfo=ZoneInfo("Asia/Jakarta"))


def test_the_closest_agency_wins_over_category_and_category_over_classification(world: World) -> None:
    assert completion(world.unit, world.potholes) == 14
    add_rule(13, classification="complaint")
    assert completion(world.unit, world.potholes) == 13
    add_rule(12, category=world.roads)
    assert completion(world.unit, world.potholes) == 12
    assert completion(world.unit) == 13
    add_rule(11, category=world.potholes)
    assert completion(world.unit, world.potholes) == 11
    assert completion(world.unit, world.roads) == 12
    add_rule(10, agency=world.regency)
    assert completion(world.unit, world.potholes) == 10
    assert completion(world.neighbour, world.potholes) == 11
    add_rule(9, agency=world.unit, classification="aspiration")
    assert completion(world.unit, world.potholes) == 10
    assert completion(world.unit, world.potholes, kind="aspiration") == 9


def test_a_report_keeps_the_rules_of_its_day(world: World) -> None:
    add_rule(30, agency=world.regency, valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 30))
    add_rule(20, agency=world.regency, valid_from=date(2026, 7, 1))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [completion(world.regency, on=day) for day in days] == [14, 30, 30, 20]


def test_a_day_before_all_rules_is_said_plainly(world: World) -> None:
    with pytest.raises(queries.NoStandard, match="01-01-1900"):
        completion(world.unit, on=date(1900, 1, 1))


def test_a_warm_start_asks_the_database_nothing(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def begin() -> queries.Started:
        return queries.start(
            "completion",
            agency=world.unit,
            classification="complaint",
            category=world.potholes,
            at=clock.now(),
            rules_on=TODAY,
        )

    first = begin()
    with django_assert_num_queries(0):
        assert begin().standard_id == first.standard_id


def test_days_off_hold_for_a_subtree_and_the_closest_row_has_the_last_word(world: World) -> None:
    fair, proclamation = date(2026, 11, 25), date(2026, 8, 17)
    actions.add_day_off(fair, by=world.budi, name="Hari Pemilihan")
    actions.add_day_off(fair, by=world.citra, agency=world.regency, name="Tetap masuk", is_working=True)
    actions.add_day_off(date(2026, 5, 3), by=world.citra, agency=world.regency, name="Hari Jadi Luwu Timur")
    actions.add_day_off(proclamation, by=world.budi, agency=world.unit, name="Piket", is_working=True)
    unit, neighbour = queries.calendar_for(world.unit), queries.calendar_for(world.neighbour)
    assert (unit.is_working(fair), neighbour.is_working(fair)) == (True, False)
    assert (unit.is_working(proclamation), neighbour.is_working(proclamation)) == (True, False)
    assert unit.names[date(2026, 5, 3)] == "Hari Jadi Luwu Timur"
    assert date(2026, 5, 3) not in neighbour.names


def test_agencies_with_the_same_rows_share_one_calendar(world: World) -> None:
    assert queries.calendar_for(world.unit) is queries.calendar_for(world.regency)
    assert queries.calendar_for(world.unit) is not queries.calendar_for(world.neighbour)


def test_office_hours_come_from_the_closest_row(world: World) -> None:
    OfficeHours.objects.create(agency=world.regency, opens=time(8), closes=time(15), counts_after_hours=True)
    rulebook.forget()
    unit, neighbour = queries.calendar_for(world.unit), queries.calendar_for(world.neighbour)
    assert (unit.office_closes, unit.counts_after_hours) == (time(15), True)
    assert (neighbour.office_closes, neighbour.counts_after_hours) == (time(16), False)


def test_a_paused_clock_gets_its_working_days_back(world: World) -> None:
    friday = datetime(2026, 11, 27, 10, tzinfo=WITA)
    assert queries.resume(agency=world.unit, at=friday, remaining=2) == datetime(2026, 12, 1, 16, tzinfo=WITA)
    assert queries.resume(agency=world.unit, at=friday, remaining=0) == datetime(2026, 11, 27, 16, tzinfo=WITA)


def test_rules_are_read_again_when_they_grow_old(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rulebook.current()
    assert rulebook.current() is before
    monkeypatch.setattr(rulebook, "FRESH", -1.0)
    assert rulebook.current() is not before
