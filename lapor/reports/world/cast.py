"""The cast and where they sit: the regency of Luwu Timur, with what lies above and beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from lapor.agencies import catalogue
from lapor.agencies.actions import grant
from lapor.agencies.models import Agency, Membership, Role
from lapor.agencies.queries import actor_for
from lapor.people.actions import create_user
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.reports.drafts import Draft
from lapor.standards.actions import load_defaults

PASSWORD = "belajar-lapor-2026"  # of every member of the cast; `lapor up` prints it
SINCE = date(2024, 1, 2)


class Person(NamedTuple):
    """A member of the cast: where he sits (key of the agency) and as what."""

    name: str
    email: str
    agency: str
    role: str


PEOPLE: dict[str, Person] = {
    "budi": Person("Budi Santoso", "budi@lapor.example", "nasional", Role.NATIONAL_ADMIN),
    "citra": Person("Citra Lestari", "citra@lapor.example", "luwu-timur", Role.AGENCY_ADMIN),
    "dewi": Person("Dewi Rahayu", "dewi@lapor.example", "dinas-pu", Role.LIAISON),
    "eko": Person("Eko Prasetyo", "eko@lapor.example", "dinas-pu", Role.LEADER),
    "farah": Person("Farah Amalia", "farah@lapor.example", "ombudsman", Role.OMBUDSMAN),
    "gilang": Person("Gilang Ramadhan", "gilang@lapor.example", "luwu-utara", Role.AGENCY_ADMIN),
    "hana": Person("Hana Safitri", "hana@lapor.example", "dinkes", Role.LIAISON),
    "indra": Person("Indra Wijaya", "indra@lapor.example", "inspektorat", Role.LIAISON),
    "joko": Person("Joko Susilo", "joko@lapor.example", "luwu-timur", Role.OPERATOR),
    "kartika": Person("Kartika Sari", "kartika@lapor.example", "pendidikan", Role.LIAISON),
    "lukman": Person("Lukman Hakim", "lukman@lapor.example", "bina-marga", Role.LIAISON),
    "mira": Person("Mira Handayani", "mira@lapor.example", "sulawesi-selatan", Role.AGENCY_ADMIN),
}

# Liaisons who are on stage only in the seeded worlds.
EXTRAS: dict[str, Person] = {
    "nurul": Person("Nurul Hidayah", "nurul@lapor.example", "perhubungan", Role.LIAISON),
    "oki": Person("Oki Setiawan", "oki@lapor.example", "dukcapil", Role.LIAISON),
    "putri": Person("Putri Maharani", "putri@lapor.example", "lingkungan", Role.LIAISON),
    "qori": Person("Qori Ramlan", "qori@lapor.example", "perizinan", Role.LIAISON),
    "rahmat": Person("Rahmat Hidayat", "rahmat@lapor.example", "sosial", Role.LIAISON),
    "sinta": Person("Sinta Dewanti", "sinta@lapor.example", "perpustakaan", Role.LIAISON),
    "taufik": Person("Taufik Akbar", "taufik@lapor.example", "satpol-pp", Role.LIAISON),
    "umar": Person("Umar Said", "umar@lapor.example", "pertanian", Role.LIAISON),
    "vina": Person("Vina Melati", "vina@lapor.example", "perikanan", Role.LIAISON),
    "wahyu": Person("Wahyu Nugroho", "wahyu@lapor.example", "setda", Role.LIAISON),
    "yanti": Person("Yanti Kusuma", "yanti@lapor.example", "perdagangan", Role.LIAISON),
    "zainal": Person("Zainal Abidin", "zainal@lapor.example", "kec-kalaena", Role.LIAISON),
    "arif": Person("Arif Budiman", "arif@lapor.example", "kec-towuti", Role.LIAISON),
    "bella": Person("Bella Anggraini", "bella@lapor.example", "puskesmas-tomoni", Role.LIAISON),
}


@dataclass(frozen=True, slots=True)
class World:
    """Agencies by the key of the catalogue, users by first name."""

    agencies: dict[str, Agency]
    users: dict[str, User]
    liaisons: dict[str, str]  # key of a unit → first name of its liaison

    def actor(self, name: str, *, channel: str = "web") -> Actor:
        return actor_for(self.users[name], channel=channel)


def set_stage(*, by: Actor = SYSTEM, extras: bool = False) -> World:
    """Make the rules, categories, agencies and the cast, with `extras` more liaisons; what is there stays."""
    load_defaults()
    catalogue.load_categories()
    agencies = catalogue.load_agencies(by)
    people = PEOPLE | (EXTRAS if extras else {})
    users = {key: _enter(person, agencies[person.agency], by=by) for key, person in people.items()}
    liaisons = {person.agency: key for key, person in people.items() if person.role == Role.LIAISON}
    return World(agencies, users, liaisons)


def _enter(person: Person, agency: Agency, *, by: Actor) -> User:
    user = User.objects.filter(email=person.email).first()
    user = user or create_user(person.email, name=person.name, password=PASSWORD, by=by)
    if not Membership.objects.filter(user=user, agency=agency, role=person.role).exists():
        grant(user, agency=agency, role=person.role, since=SINCE, by=by)
    return user


_ANI = Draft(
    title="Jalan berlubang di depan pasar",
    body="Sejak dua minggu ada lubang besar di depan pasar. Kemarin malam seorang pengendara jatuh. Mohon ditambal.",
    place="Depan Pasar Malili",
    region="73.24.04",
    incident_date=date(2026, 1, 5),
    name="Ani Kartini",
    email="ani@warga.example",
    phone="081234567890",
)


def draft(**changes: Any) -> Draft:
    """What Ani, the reporter, writes; `changes` make another report of it."""
    return replace(_ANI, **changes)
