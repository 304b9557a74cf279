"""Decrees by programs: read, noted, renewed and taken away by who manages the seat, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lapor.agencies.models import Membership, today
from lapor.api.tests.calling import Caller, is_problem, key_of, nobody
from lapor.reports.tests.test_handover import seat_of
from lapor.reports.world import World

if TYPE_CHECKING:
    from lapor.api.tests.calling import Answer

pytestmark = pytest.mark.django_db


def noted(program: Caller, seat: Membership, number: str, days: int | None) -> Answer:
    until = None if days is None else str(today() + timedelta(days=days))
    return program.put(f"/meja/peran/{seat.pk}/sk", {"number": number, "until": until})


def test_an_admin_notes_a_decree_reads_it_renews_it_and_takes_it_away(world: World) -> None:
    citra, seat = key_of(world, "citra"), seat_of(world)
    told = noted(citra, seat, " 800/1  BKPSDM ", 5).json()
    assert (told["seat"], told["name"], told["number"], told["state"]) == (
        seat.pk,
        "Dewi Rahayu",
        "800/1 BKPSDM",
        "near",
    )
    assert told in citra.get("/meja/sk").json()["decrees"]
    assert noted(citra, seat, "800/2", 400).json()["state"] == ""
    assert noted(citra, seat, "800/2", 400).json()["number"] == "800/2"  # the same again
    seat.refresh_from_db()
    assert (seat.sk_number, seat.sk_until) == ("800/2", today() + timedelta(days=400))
    assert noted(citra, seat, "", None).json()["until"] is None
    seat.refresh_from_db()
    assert (seat.sk_number, seat.sk_until, seat.until) == ("", None, None)


def test_the_list_has_every_seat_of_ones_branches_in_pages(world: World) -> None:
    citra = key_of(world, "citra")
    everything = citra.get("/meja/sk").json()
    names = {row["name"] for row in everything["decrees"]}
    assert {"Dewi Rahayu", "Hana Safitri"} <= names
    assert "Gilang Ramadhan" not in names
    first = citra.get("/meja/sk", limit=2).json()
    second = citra.get("/meja/sk", limit=100, after=first["next"]).json()
    assert first["decrees"] + second["decrees"] == everything["decrees"]
    only = citra.get("/meja/sk", agency=world.agencies["dinkes"].pk).json()["decrees"]
    assert [row["name"] for row in only] == ["Hana Safitri"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"number": "", "until": "2027-01-01"},
        {"number": "1", "until": "1999-01-01"},
        {"number": "1", "until": "2999-01-01"},
        {"number": "1", "until": "31/02/2027"},
        {"number": "1", "until": 0},
        {"number": "1" * 81},
        {"number": None},
        {"number": "1", "anything": 1},
    ],
)
def test_nonsense_is_a_problem_and_notes_nothing(world: World, body: dict[str, object]) -> None:
    is_problem(key_of(world, "citra").put(f"/meja/peran/{seat_of(world).pk}/sk", body), 422)
    assert seat_of(world).sk_number == ""


def test_only_who_manages_the_seat_reads_or_notes_it(world: World) -> None:
    seat = seat_of(world)
    for name in ("gilang", "dewi", "eko", "hana", "joko"):
        is_problem(noted(key_of(world, name), seat, "1", None), 404)
    for name in ("dewi", "eko", "joko"):
        is_problem(key_of(world, name).get("/meja/sk"), 403)
    assert "Dewi Rahayu" not in {row["name"] for row in key_of(world, "gilang").get("/meja/sk").json()["decrees"]}
    is_problem(noted(key_of(world, "citra", scope="read"), seat, "1", None), 403)
    is_problem(key_of(world, "citra").put(f"/meja/peran/{2**70}/sk", {"number": "1"}), 404)
    is_problem(nobody.get("/meja/sk"), 401)
    seat.refresh_from_db()
    assert seat.sk_number == ""


def test_a_seat_that_was_offered_or_has_ended_has_no_decree(world: World) -> None:
    citra, seat = key_of(world, "citra"), seat_of(world)
    Membership.objects.filter(pk=seat.pk).update(unaccepted_since=f"{today()}T00:00Z")
    is_problem(noted(citra, seat, "1", None), 404)
    Membership.objects.filter(pk=seat.pk).update(unaccepted_since=None, until=today())
    is_problem(noted(citra, seat, "1", None), 404)
    assert seat.pk not in {row["seat"] for row in citra.get("/meja/sk").json()["decrees"]}
