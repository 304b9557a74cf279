"""Where the crowd lives: governments with an admin each, their units with a liaison each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from lapor.agencies import catalogue
from lapor.agencies.actions import add_agency
from lapor.agencies.models import Agency, Membership, Region, Role
from lapor.agencies.regions import load_regions
from lapor.people.actor import SYSTEM, Actor, Seat
from lapor.people.models import User
from lapor.reports.world.cast import PASSWORD

SINCE = date(2020, 1, 2)
# Key of a unit (texts.Topic.unit), its name and its short name.
UNITS = (
    ("pu", "Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas PUPR"),
    ("dlh", "Dinas Lingkungan Hidup", "DLH"),
    ("dinkes", "Dinas Kesehatan", "Dinkes"),
    ("disdik", "Dinas Pendidikan", "Disdik"),
    ("dukcapil", "Dinas Kependudukan dan Pencatatan Sipil", "Dukcapil"),
    ("dishub", "Dinas Perhubungan", "Dishub"),
    ("dinsos", "Dinas Sosial", "Dinsos"),
    ("ptsp", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP"),
    ("inspektorat", "Inspektorat Daerah", "Inspektorat"),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """An agency and the officer who works there."""

    agency: Agency
    actor: Actor


@dataclass(frozen=True, slots=True)
class Place:
    """A government: its admins' desk, its units by key, and the codes of its districts."""

    desk: Desk
    units: dict[str, Desk]
    districts: tuple[str, ...]


def build(*, province: str = "") -> int:
    """Add the ministries, provinces and regencies (of one province, or all) with units and officers; how many agencies.

    Agencies that are there already stay; every officer has the password of the cast.
    """
    load_regions(province, depth=3)
    root = Agency.objects.get(kind=Agency.Kind.NATION, parent=None)
    if not province:
        catalogue.load_agencies(SYSTEM, file="ministries")
    taken = {row.region_id: row for row in Agency.objects.filter(kind__in=("province", "regency"))}
    rows = Region.objects.filter(level__lte=2, code__startswith=province).order_by("code")
    for region in rows:
        above = root if region.level == Region.Level.PROVINCE else taken[region.code[:2]]
        taken[region.code] = taken.get(region.code) or _government(region, above)
        _add_units(taken[region.code])
    _add_officers()
    return Agency.objects.count()


def _government(region: Region, above: Agency) -> Agency:
    is_province = region.level == Region.Level.PROVINCE
    name = f"Pemerintah {'Provinsi ' if is_province else ''}{region.name}"
    kind = Agency.Kind.PROVINCE if is_province else Agency.Kind.REGENCY
    return add_agency(name=name, short_name=region.name, kind=kind, parent=above, region=region, by=SYSTEM)


def _add_units(government: Agency) -> None:
    have = set(Agency.objects.filter(parent=government).values_list("name", flat=True))
    for key, name, short in UNITS:
        if f"{name} {government.short_name}" in have:
            continue
        add_agency(
            name=f"{name} {government.short_name}",
            short_name=f"{short} {government.short_name}"[:60],
            kind=Agency.Kind.UNIT,
            parent=government,
            is_inspectorate=key == "inspektorat",
            by=SYSTEM,
        )


def _add_officers() -> None:
    """An admin for each government and ministry, a liaison for each unit, where nobody sits yet in that role."""
    admins = set(Membership.objects.filter(role=Role.AGENCY_ADMIN).values_list("agency_id", flat=True))
    liaisons = set(Membership.objects.filter(role=Role.LIAISON).values_list("agency_id", flat=True))
    wanted = [(row, Role.AGENCY_ADMIN) for row in Agency.objects.filter(kind__in=GOVERNING).exclude(pk__in=admins)]
    wanted += [(row, Role.LIAISON) for row in Agency.objects.filter(kind=Agency.Kind.UNIT).exclude(pk__in=liaisons)]
    password = make_password(PASSWORD)
    users = [User(email=email_of(row), name=f"Petugas {row.short_name}", password=password) for row, _ in wanted]
    User.objects.bulk_create(users, batch_size=1000)
    seats = [
        Membership(user=user, agency=row, role=role, since=SINCE)
        for user, (row, role) in zip(users, wanted, strict=True)
    ]
    Membership.objects.bulk_create(seats, batch_size=1000)


GOVERNING = (Agency.Kind.PROVINCE, Agency.Kind.REGENCY, Agency.Kind.MINISTRY)


def email_of(agency: Agency) -> str:
    return f"petugas-{agency.pk}@lapor.example"


def read() -> list[Place]:
    """The governments with all their desks, in the order of the tree."""
    desks = _desks()
    units = defaultdict[int, dict[str, Desk]](dict)
    for key, name, _ in UNITS:
        for row in Agency.objects.filter(kind=Agency.Kind.UNIT, name__startswith=f"{name} "):
            if row.pk in desks and row.parent_id:
                units[row.parent_id].setdefault(key, Desk(row, desks[row.pk]))
    districts = defaultdict[str, list[str]](list)
    for code in Region.objects.filter(level=3).order_by("code").values_list("code", flat=True):
        districts[code[:5]].append(code)
    rows = Agency.objects.filter(kind=Agency.Kind.REGENCY, pk__in=desks).order_by("path")
    return [
        Place(Desk(row, desks[row.pk]), units[row.pk], tuple(districts[str(row.region_id)]))
        for row in rows
        if len(units[row.pk]) == len(UNITS) and districts[str(row.region_id)]
    ]


def _desks() -> dict[int, Actor]:
    found: dict[int, Actor] = {}
    roles = (Role.AGENCY_ADMIN, Role.LIAISON)
    for row in Membership.objects.active().filter(role__in=roles).select_related("agency").order_by("pk"):
        seat = Seat(row.agency_id, row.agency.path, row.role, row.agency.realm)
        found.setdefault(row.agency_id, Actor(kind="officer", user_id=row.user_id, seats=(seat,)))
    return found
