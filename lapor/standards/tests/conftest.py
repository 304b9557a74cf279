"""A small piece of the cast's world: a regency in WITA with one unit, and a neighbour in WIB."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lapor.agencies import actions as agencies
from lapor.agencies.models import Agency, Category, Role
from lapor.people.actor import SYSTEM, Actor, Seat
from lapor.standards import rulebook


@dataclass(frozen=True)
class World:
    nation: Agency
    regency: Agency
    unit: Agency
    neighbour: Agency
    roads: Category
    potholes: Category
    budi: Actor
    citra: Actor
    dewi: Actor
    gilang: Actor


@pytest.fixture(autouse=True)
def fresh_rulebook() -> Iterator[None]:
    """A rolled-back test must not leave its rules in memory."""
    rulebook.forget()
    yield
    rulebook.forget()


@pytest.fixture
def world(db: None) -> World:
    kind = Agency.Kind
    nation = grow("Nasional", kind.NATION, None)
    regency = grow("Kabupaten Luwu Timur", kind.REGENCY, nation, "Asia/Makassar")
    unit = grow("Dinas Pekerjaan Umum", kind.UNIT, regency)
    neighbour = grow("Kabupaten Lain", kind.REGENCY, nation)
    roads = Category.objects.create(code="jalan", name="Jalan")
    potholes = Category.objects.create(code="jalan-berlubang", name="Jalan berlubang", parent=roads)
    return World(
        nation, regency, unit, neighbour, roads, potholes,
        budi=officer(nation, Role.NATIONAL_ADMIN),
        citra=officer(regency, Role.AGENCY_ADMIN),
        dewi=officer(unit, Role.LIAISON),
        gilang=officer(neighbour, Role.AGENCY_ADMIN),
    )  # fmt: skip


def grow(name: str, kind: str, parent: Agency | None, zone: str = "") -> Agency:
    return agencies.add_agency(name=name, short_name=name, kind=kind, parent=parent, by=SYSTEM, zone_name=zone)


def officer(agency: Agency, role: str) -> Actor:
    return Actor(kind="officer", seats=(Seat(agency.pk, agency.path, role, agency.realm),))
