"""The people of one's units by programs: who sits where, and a hand-over as one call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lapor.agencies.models import Membership, today
from lapor.api.tests.calling import is_problem, key_of, nobody
from lapor.reports.models import Report
from lapor.reports.tests.test_handover import colleague, dewis, seat_of
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def test_a_manager_reads_the_seats_of_his_branches_and_an_officer_those_of_his_unit(world: World) -> None:
    names = {row["name"] for row in key_of(world, "citra").get("/meja/peran").json()["seats"]}
    assert {"Dewi Rahayu", "Hana Safitri"} <= names
    assert "Gilang Ramadhan" not in names
    mine = key_of(world, "dewi").get("/meja/peran").json()["seats"]
    assert {row["agency_name"] for row in mine} == {world.agencies["dinas-pu"].name}
    is_problem(nobody.get("/meja/peran"), 401)


def test_seats_come_in_pages(world: World) -> None:
    citra = key_of(world, "citra")
    first = citra.get("/meja/peran", limit=2).json()
    second = citra.get("/meja/peran", limit=2, after=first["next"]).json()
    assert len(first["seats"]) == 2
    assert first["seats"][-1]["seat"] < second["seats"][0]["seat"]
    only = citra.get("/meja/peran", agency=world.agencies["dinkes"].pk).json()["seats"]
    assert [row["name"] for row in only] == ["Hana Safitri"]


def test_one_call_hands_everything_over(world: World) -> None:
    wira, yusuf = colleague(world), colleague(world, "Yusuf")
    one, two = dewis(world), dewis(world)
    citra, address = key_of(world, "citra"), f"/meja/peran/{seat_of(world).pk}/serah-terima"
    told = citra.get(address).json()
    assert (told["total"], told["unseen"], set(told["codes"])) == (2, 0, {one.code, two.code})
    assert {row["name"] for row in told["successors"]} == {"Wira", "Yusuf"}
    day = today() + timedelta(days=2)
    body = {"to": wira.pk, "note": "Lanjutkan.", "reports": [{"code": two.code, "to": yusuf.pk}], "end_on": str(day)}
    done = citra.post(address, body).json()
    assert done == {"passed": 2, "freed": 0, "others": 0, "left": 0, "ends": str(day), "refused": []}
    assert dict(Report.objects.values_list("code", "assignee")) == {one.code: wira.pk, two.code: yusuf.pk}
    again = citra.post(address, body).json()
    assert (again["passed"], again["left"], again["ends"]) == (0, 0, str(day))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"to": 999999}, 422),
        ({"to": 2**70}, 422),
        ({"to": "wira"}, 422),
        ({"alone": True, "end_on": "2020-01-01"}, 422),
        ({"alone": True, "end_on": "31-02-2027"}, 422),
        ({"alone": True, "note": "a" * 2001}, 422),
        ({"alone": True, "anything": 1}, 422),
        ({"reports": [{"code": "x", "to": 999999}]}, 422),
    ],
)
def test_nonsense_is_a_problem_and_changes_nothing(world: World, body: dict[str, object], status: int) -> None:
    report = dewis(world)
    is_problem(key_of(world, "citra").post(f"/meja/peran/{seat_of(world).pk}/serah-terima", body), status)
    report.refresh_from_db()
    assert report.assignee == world.users["dewi"]
    assert seat_of(world).until is None


def test_nobody_else_hands_over_and_a_reading_key_does_not(world: World) -> None:
    dewis(world)
    address = f"/meja/peran/{seat_of(world).pk}/serah-terima"
    for name in ("gilang", "eko", "hana"):
        is_problem(key_of(world, name).post(address, {"alone": True}), 404)
    is_problem(key_of(world, "citra", scope="read").post(address, {"alone": True}), 403)
    is_problem(key_of(world, "citra").post(f"/meja/peran/{2**70}/serah-terima", {"alone": True}), 404)
    is_problem(key_of(world, "citra").get("/meja/peran/0/serah-terima"), 404)
    assert Membership.objects.get(user=world.users["dewi"]).until is None


def test_absences_are_noted_read_and_taken_back(world: World) -> None:
    wira, dewi, citra = colleague(world), key_of(world, "dewi"), key_of(world, "citra")
    unit, day = world.agencies["dinas-pu"].pk, str(today())
    body = {"agency": unit, "first_day": day, "last_day": day, "reason": "sick", "deputy": wira.pk}
    made = dewi.post("/meja/ketidakhadiran", body)
    assert made.status_code == 201, made.content
    assert (made.json()["name"], made.json()["deputy_name"]) == ("Dewi Rahayu", "Wira")
    is_problem(dewi.post("/meja/ketidakhadiran", body), 422)
    assert [row["reason"] for row in citra.get("/meja/ketidakhadiran").json()["absences"]] == ["sick"]
    assert key_of(world, "hana").get("/meja/ketidakhadiran").json() == {"absences": []}
    address = f"/meja/ketidakhadiran/{made.json()['id']}/batalkan"
    is_problem(key_of(world, "hana").post(address), 404)
    assert citra.post(address).json() == {"absences": []}
    is_problem(citra.post(address), 404)


@pytest.mark.parametrize(
    "changes",
    [
        {"user": 999999},
        {"deputy": 999999},
        {"agency": 999999},
        {"reason": "holiday"},
        {"first_day": "yesterday"},
        {"first_day": "2020-01-01"},
        {"last_day": "2020-01-01"},
        {"anything": 1},
    ],
)
def test_an_absence_that_cannot_be_is_a_problem(world: World, changes: dict[str, object]) -> None:
    day = str(today())
    body = {"agency": world.agencies["dinas-pu"].pk, "first_day": day, "last_day": day, "reason": "trip"}
    is_problem(key_of(world, "dewi").post("/meja/ketidakhadiran", body | changes), 422)
    is_problem(key_of(world, "gilang").post("/meja/ketidakhadiran", body | {"user": world.users["dewi"].pk}), 422)
