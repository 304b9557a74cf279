"""Daily roots: what they prove, what they find, what they keep to themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lapor.agencies.models import WIB
from lapor.kit import clock, periksa
from lapor.kit.periksa import Found
from lapor.reports import actions, rootcheck, roots
from lapor.reports.models import DailyRoot, Event, Leaf, Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NIGHT = timedelta(hours=20)  # from 08.00 to 04.00 WIB


@contextmanager
def forced() -> Iterator[Any]:
    """The hand of somebody who holds the database: no trigger, no foreign key stops him."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            for table in ("reports_event", "reports_report"):
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def night(after: datetime) -> DailyRoot:
    """The worker comes by in the night after a day."""
    with clock.freeze(after + NIGHT):
        roots.sweep(clock.now())
    return DailyRoot.objects.get(day=roots.day_of(after))


def taken(report: Report) -> str:
    """The proof as the reporter takes it home."""
    return json.dumps(roots.proof(report))


def checked(proof: str) -> Found:
    published = {str(root.day): root.statement for root in DailyRoot.objects.all()}
    return periksa.check(*periksa.read(proof), keys=roots.public_keys(), published=published)


def doctor(at: datetime) -> list[str]:
    with clock.freeze(at + NIGHT):
        return rootcheck.problems()


def two_days(world: World) -> Report:
    """A day on which nothing happened, a report on Monday, and an event on Tuesday; each night its root."""
    night(MONDAY - DAY)
    report = scenes.assigned(world)
    night(MONDAY)
    with clock.freeze(MONDAY + DAY):
        actions.follow_up(Report.objects.get(pk=report.pk), by=world.actor("dewi"), text="Kami periksa.", final=False)
    night(MONDAY + DAY)
    return Report.objects.get(pk=report.pk)


def test_the_proof_of_a_report_holds_for_each_day_on_which_something_was_written(world: World) -> None:
    found = checked(taken(two_days(world)))
    assert (found.days, found.problems, found.notes) == (["2026-02-02", "2026-02-03"], [], [])
    assert doctor(MONDAY + DAY) == []


def test_the_list_of_roots_holds_together(world: World) -> None:
    two_days(world)
    published, wrong = periksa.check_roots(json.dumps(roots.all_published()), keys=roots.public_keys())
    assert (sorted(published), wrong) == (["2026-02-01", "2026-02-02", "2026-02-03"], [])


def test_a_root_is_made_once_and_only_of_a_day_that_is_over(world: World) -> None:
    scenes.submitted(world)
    night(MONDAY)
    with clock.freeze(MONDAY + NIGHT):
        assert roots.sweep(clock.now()) == 0
        with pytest.raises(IntegrityError), transaction.atomic():
            roots.make(date(2026, 2, 2))
    midnight = datetime(2026, 2, 3, 0, 0, tzinfo=WIB)
    assert roots.due(midnight + timedelta(minutes=14)) == date(2026, 2, 1)
    assert roots.due(midnight + timedelta(minutes=15)) == date(2026, 2, 2)


def test_what_is_written_after_midnight_waits_for_the_next_root(world: World) -> None:
    late = MONDAY + timedelta(hours=16, minutes=5)  # 00.05 WIB on Tuesday
    report = scenes.submitted(world, at=late)
    night(MONDAY)
    assert roots.proof(report) is None
    night(MONDAY + DAY)
    assert checked(taken(report)).days == ["2026-02-03"]


def test_an_event_whose_number_was_drawn_early_and_written_late_is_not_forgotten(world: World) -> None:
    night(MONDAY - DAY)
    report = scenes.submitted(world)
    root = night(MONDAY)
    Leaf.objects.filter(root=root).delete()
    night(MONDAY + DAY)
    assert Leaf.objects.get(report_id=report.pk).root.day == date(2026, 2, 3)


def test_days_without_the_worker_are_made_up_for_in_one_root(world: World) -> None:
    night(MONDAY - DAY)
    report = scenes.submitted(world)
    night(MONDAY + 4 * DAY)
    found = checked(taken(report))
    assert (found.days, found.problems) == (["2026-02-06"], [])
    assert doctor(MONDAY + 4 * DAY) == []
    assert any("2026-02-08" in line for line in doctor(MONDAY + 6 * DAY))


def test_changing_an_event_is_found(world: World) -> None:
    report = two_days(world)
    kept = taken(report)
    with forced() as cursor:
        cursor.execute("UPDATE reports_event SET hash = %s WHERE report_id = %s AND seq = %s", _row(report, 2))
    assert any("2026-02-02" in line and "diubah" in line for line in doctor(MONDAY + DAY))
    assert checked(taken(report)).problems
    assert periksa.compare(periksa.read(kept), periksa.read(taken(report)))


def _row(report: Report, seq: int) -> list[Any]:
    event = Event.objects.get(report=report, seq=seq)
    event.data = {**event.data, "changed": 1}
    return [b"\x01" * 32, event.report_id if connection.vendor == "postgresql" else event.report_id.hex, seq]


def test_removing_a_report_is_found_and_the_proof_that_was_taken_still_holds(world: World) -> None:
    report = two_days(world)
    kept = taken(report)
    with forced() as cursor:
        pk = report.pk if connection.vendor == "postgresql" else report.pk.hex
        cursor.execute(
            "DELETE FROM reports_reaction WHERE event_id IN (SELECT id FROM reports_event WHERE report_id = %s)", [pk]
        )
        cursor.execute("DELETE FROM reports_event WHERE report_id = %s", [pk])
    assert any("laporan yang hilang" in line for line in doctor(MONDAY + DAY))
    assert roots.proof(report) is None
    assert checked(kept).problems == []


def test_a_leaf_that_is_taken_away_with_its_report_is_missed_in_the_signed_root(world: World) -> None:
    report = two_days(world)
    Leaf.objects.filter(report_id=report.pk).delete()
    assert any("bukan yang ditandatangani" in line for line in doctor(MONDAY + DAY))


def test_dating_a_report_back_is_found_by_the_doctor_and_by_a_stranger(world: World) -> None:
    report = two_days(world)
    Report.objects.filter(pk=report.pk).update(submitted_at=MONDAY - 9 * DAY)
    assert any("ditanggali mundur" in line for line in doctor(MONDAY + DAY))
    night(MONDAY + 2 * DAY)
    late = scenes.submitted(world, at=MONDAY - 9 * DAY)
    night(MONDAY + 3 * DAY)
    assert any("ditanggali mundur" in line for line in checked(taken(late)).problems)


def test_a_report_older_than_the_first_root_says_so(world: World) -> None:
    report = scenes.submitted(world)
    night(MONDAY + 3 * DAY)
    found = checked(taken(report))
    assert (found.problems, len(found.notes)) == ([], 1)


@pytest.mark.parametrize(
    "name", ["salt", "mark", "submitted", "latest", "position", "path", "statement", "signature", "key"]
)
def test_no_value_of_a_proof_can_be_another(world: World, name: str) -> None:
    proof = roots.proof(two_days(world))
    assert proof is not None
    one, other = proof["days"]
    one[name] = other[name] if name not in ("submitted", "key") else {"submitted": "2026-02-01", "key": "00" * 32}[name]
    assert checked(json.dumps(proof)).problems


def test_a_proof_is_of_its_own_report(world: World) -> None:
    proof = roots.proof(two_days(world))
    assert proof is not None
    assert checked(json.dumps(proof | {"code": scenes.submitted(world).code})).problems


def test_a_day_that_was_left_out_is_missed_beside_an_earlier_proof(world: World) -> None:
    proof = roots.proof(two_days(world))
    assert proof is not None
    cut = proof | {"days": proof["days"][1:]}
    wrong = periksa.compare(periksa.read(json.dumps(cut)), periksa.read(json.dumps(proof)))
    assert any("2026-02-02" in line for line in wrong)


def test_an_empty_day_and_a_full_one_look_alike(world: World) -> None:
    empty = night(MONDAY - DAY)
    for _ in range(3):
        scenes.submitted(world, secrecy="secret")
    full = night(MONDAY)
    said = [periksa.read_statement(root.statement) for root in (empty, full)]
    assert [one.leaves for one in said] == [roots.BATCH, roots.BATCH]
    assert Leaf.objects.filter(root=full).count() == 3


def test_more_reports_than_a_batch_holds_double_the_tree(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "BATCH", 2)
    night(MONDAY - DAY)
    reports = [scenes.submitted(world) for _ in range(5)]
    root = night(MONDAY)
    assert periksa.read_statement(root.statement).leaves == 8
    assert [checked(taken(report)).problems for report in reports] == [[]] * 5
    assert doctor(MONDAY) == []


def test_a_proof_tells_no_hash_number_of_events_or_time(world: World) -> None:
    report = two_days(world)
    text = taken(report)
    for event in Event.objects.filter(report=report):
        assert bytes(event.hash).hex() not in text
    assert str(report.pk) not in text
    assert set(roots.proof(report)["days"][0]) == {  # type: ignore[index]  # there is one
        *("statement", "signature", "key", "salt", "mark", "submitted", "latest", "position", "path"),
    }
