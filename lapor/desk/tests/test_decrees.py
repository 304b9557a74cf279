"""The decree behind a seat: noted by an admin, told before it ends, and no seat ends by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lapor.agencies import decrees
from lapor.agencies.actions import record_decree
from lapor.agencies.models import Membership, today
from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.notices import letters, queries, seats
from lapor.notices.models import Delivery
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def seat_of(world: World, name: str = "dewi") -> Membership:
    return Membership.objects.select_related("agency", "user").get(user=world.users[name])


def ends_in(world: World, days: int) -> Membership:
    row = seat_of(world)
    return record_decree(row, number="800/1/BKPSDM", until=today() + timedelta(days=days), by=world.actor("citra"))


def test_an_admin_notes_it_and_reads_it_on_the_page_of_the_person(world: World) -> None:
    citra, row = sign_in(world, "citra"), seat_of(world)
    address, person = f"/meja/peran/{row.pk}/sk/", f"/meja/pengguna/{row.user_id}/"
    assert address in citra.get(person).content.decode()
    day = today() + timedelta(days=200)
    assert citra.post(address, {"number": " 800/1 ", "until": day.isoformat()})["Location"] == person
    row.refresh_from_db()
    assert (row.sk_number, row.sk_until) == ("800/1", day)
    assert "800/1" in citra.get(person).content.decode()
    for name in ("gilang", "dewi", "eko"):
        assert sign_in(world, name).post(address, {"number": "x"}).status_code == 404
    citra.post(address, {})
    row.refresh_from_db()
    assert (row.sk_number, row.sk_until) == ("", None)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"until": "2027-01-01"}, "Tulis nomor SK-nya juga"),
        ({"number": "1", "until": "1999-01-01"}, "Periksa tanggalnya"),
        ({"number": "1", "until": "2999-01-01"}, "Periksa tanggalnya"),
        ({"number": "1", "until": "31/02/2027"}, "Tanggal ini tidak ada"),
        ({"number": "1" * 81}, "Terlalu panjang"),
    ],
)
def test_nonsense_comes_back_with_a_sentence(world: World, given: dict[str, str], told: str) -> None:
    answer = sign_in(world, "citra").post(f"/meja/peran/{seat_of(world).pk}/sk/", given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert seat_of(world).sk_until is None


def test_only_who_manages_the_seat_notes_it(world: World) -> None:
    with pytest.raises(Refused):
        record_decree(seat_of(world), number="1", until=None, by=world.actor("gilang"))


@pytest.mark.parametrize(
    ("days", "state"), [(31, ""), (30, "soon"), (8, "soon"), (7, "near"), (0, "near"), (-1, "over")]
)
def test_it_is_near_by_days(world: World, days: int, state: str) -> None:
    row = ends_in(world, days)
    assert decrees.state_of(row) == state
    shown = sign_in(world, "citra").get("/meja/pengguna/?q=dewi").content.decode()
    assert ("SK berakhir" in shown or "SK sudah berakhir" in shown) is bool(state)


def test_the_holder_and_his_coordinator_hear_of_it_twice_and_once_more_when_it_is_over(world: World) -> None:
    row, start = ends_in(world, 40), clock.now()
    told = []
    for day in (0, 10, 11, 33, 34, 41, 42):
        with clock.freeze(start + timedelta(days=day)):
            told.append(seats.tell_of_decrees())
    assert told == [0, 4, 0, 4, 0, 4, 0]
    assert set(Delivery.objects.values_list("user__name", flat=True)) == {"Dewi Rahayu", "Citra Lestari"}
    with clock.freeze(start + timedelta(days=42)):
        for name, page in (("dewi", "/meja/profil/"), ("citra", f"/meja/pengguna/{row.user_id}/")):
            line = queries.bell(world.users[name])[0]
            assert "SK sudah berakhir" in line.sentence
            assert line.path == page
        assert row.in_force  # nobody is cut off


def test_the_digest_tells_it_until_the_decree_is_renewed(world: World) -> None:
    row = ends_in(world, 5)
    seats.tell_of_decrees()
    digest = Delivery.objects.create(
        channel="email", recipient="officer", user=world.users["dewi"], kind="daily", lane="u", dedup_key="d"
    )
    Delivery.objects.filter(user=world.users["dewi"], kind="decree", channel="email").update(digest=digest)
    letter = letters.of(digest, world.actor("dewi"))
    assert letter is not None
    assert any("SK berakhir" in line for part in letter.parts for line in part.lines)
    record_decree(row, number="800/2", until=today() + timedelta(days=400), by=world.actor("citra"))
    assert letters.of(digest, world.actor("dewi")) is None
    assert "diperbarui" in queries.bell(world.users["dewi"])[0].sentence


def test_nobody_else_reads_of_it(world: World) -> None:
    ends_in(world, 5)
    seats.tell_of_decrees()
    assert queries.unread_count(world.users["dewi"]) == 1
    for name in ("gilang", "hana", "eko"):
        assert queries.bell(world.users[name]) == []
