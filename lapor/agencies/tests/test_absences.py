"""Absences: who may note one, which days, who stands in; each refusal is one clear sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lapor.agencies import absences
from lapor.agencies.actions import announce_absence, cancel_absence, end_membership
from lapor.agencies.models import Absence, Membership, today
from lapor.kit.errors import Refused
from lapor.people.actions import suspend
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports.tests.test_handover import colleague
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def day(days: int) -> date:
    return today() + timedelta(days=days)


def away(world: World, user: User, deputy: User | None, *days: int, by: str = "citra", **changes: Any) -> Absence:
    given: dict[str, Any] = {"first_day": day(days[0]), "last_day": day(days[1]), "reason": "leave"}
    unit = world.agencies["dinas-pu"]
    return announce_absence(user, agency=unit, deputy=deputy, by=world.actor(by), **given | changes)


def test_a_person_or_his_admin_notes_it_and_nobody_else(world: World) -> None:
    dewi, wira = world.users["dewi"], colleague(world)
    away(world, dewi, wira, 0, 2, by="dewi")
    away(world, dewi, wira, 5, 6, by="citra")
    for name in ("gilang", "eko", "hana"):
        with pytest.raises(Refused, match="hanya dicatat oleh orangnya sendiri"):
            away(world, dewi, wira, 9, 9, by=name)
    assert absences.deputy_of(dewi, world.agencies["dinas-pu"].pk) == wira
    assert absences.deputy_of(dewi, world.agencies["dinas-pu"].pk, on=day(3)) is None


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ((2, 1), "Hari terakhir mendahului"),
        ((-1, 1), "Hari pertama sudah lewat"),
        ((0, 365), "Paling lama setahun"),
        ((366, 367), "lebih dari setahun lagi"),
    ],
)
def test_days_that_cannot_be(world: World, days: tuple[int, int], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        away(world, world.users["dewi"], colleague(world), *days)
    assert not Absence.objects.exists()


def test_nobody_stands_in_for_himself_or_in_another_unit(world: World) -> None:
    dewi = world.users["dewi"]
    with pytest.raises(Refused, match="menggantikan dirinya sendiri"):
        away(world, dewi, dewi, 0, 1)
    for name in ("hana", "eko", "gilang"):
        with pytest.raises(Refused, match="Pengganti harus petugas lain yang aktif"):
            away(world, dewi, world.users[name], 0, 1)
    wira = colleague(world)
    suspend(wira, by=SYSTEM)
    with pytest.raises(Refused, match="Pengganti harus petugas lain yang aktif"):
        away(world, dewi, wira, 0, 1)
    with pytest.raises(Refused, match="tidak bertugas menangani"):
        away(world, world.users["hana"], dewi, 0, 1)
    with pytest.raises(Refused, match="Pilih alasannya"):
        away(world, dewi, None, 0, 1, reason="holiday")


def test_the_same_days_twice_are_refused_and_others_are_not(world: World) -> None:
    dewi = world.users["dewi"]
    away(world, dewi, None, 3, 5)
    for days in ((5, 9), (1, 3), (4, 4), (1, 9)):
        with pytest.raises(Refused, match="sudah tercatat tidak hadir"):
            away(world, dewi, None, *days)
    away(world, dewi, None, 6, 6)


def test_a_deputy_is_never_away_himself_and_no_circle_closes(world: World) -> None:
    dewi, wira, yusuf = world.users["dewi"], colleague(world), colleague(world, "Yusuf")
    away(world, yusuf, None, 2, 4)
    with pytest.raises(Refused, match="Yusuf sendiri tidak hadir"):
        away(world, dewi, yusuf, 0, 2)
    away(world, dewi, wira, 0, 3)
    with pytest.raises(Refused, match="tidak dapat saling menggantikan"):
        away(world, wira, dewi, 3, 3)
    with pytest.raises(Refused, match="Wira menggantikan Dewi Rahayu"):
        away(world, wira, None, 1, 1)
    away(world, wira, dewi, 4, 5)


def test_a_deputy_who_leaves_or_is_locked_out_stands_in_no_more(world: World) -> None:
    dewi, wira, unit = world.users["dewi"], colleague(world), world.agencies["dinas-pu"].pk
    away(world, dewi, wira, 0, 3)
    end_membership(Membership.objects.get(user=wira), by=SYSTEM)
    assert absences.deputy_of(dewi, unit) is None


def test_what_has_not_begun_goes_and_what_runs_ends(world: World) -> None:
    dewi, unit = world.users["dewi"], world.agencies["dinas-pu"].pk
    running, coming = away(world, dewi, None, 0, 3), away(world, dewi, None, 7, 8)
    Absence.objects.filter(pk=running.pk).update(first_day=day(-3))
    with pytest.raises(Refused, match="hanya dibatalkan oleh"):
        cancel_absence(coming, by=world.actor("gilang"))
    for row in (running, coming):
        cancel_absence(row, by=world.actor("dewi"))
        with pytest.raises(Refused, match="sudah berakhir atau dibatalkan"):
            cancel_absence(row, by=world.actor("dewi"))
    assert list(Absence.objects.values_list("last_day", flat=True)) == [day(-1)]
    assert absences.present([dewi], unit) == [dewi]


def test_colleagues_read_no_illness(world: World) -> None:
    told = [absences.told(Absence(reason=reason, last_day=date(2026, 12, 3))) for reason in ("leave", "sick")]
    assert told == ["sedang cuti sampai 3 Des 2026", "berhalangan sampai 3 Des 2026"]
