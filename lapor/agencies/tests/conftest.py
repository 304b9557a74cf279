"""The small world's tree and the cast in its seats, set by the real actions."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lapor.agencies import actions, catalogue
from lapor.agencies.models import Agency, Role
from lapor.agencies.queries import actor_for
from lapor.people.actions import create_user
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from tests.harness.stage import kept


@dataclass
class Scene:
    """Agencies by their keys in luwu_timur.toml, and people by name."""

    at: dict[str, Agency]
    people: dict[str, User]

    def actor(self, name: str) -> Actor:
        return actor_for(self.people[name])


@pytest.fixture
def tree(db: None) -> dict[str, Agency]:
    return kept("tree", _load)


def _load() -> dict[str, Agency]:
    catalogue.load_categories()
    return catalogue.load_agencies(by=SYSTEM)


@pytest.fixture
def scene(tree: dict[str, Agency]) -> Scene:
    seats = {
        "budi": ("nasional", Role.NATIONAL_ADMIN),
        "citra": ("luwu-timur", Role.AGENCY_ADMIN),
        "dewi": ("dinas-pu", Role.LIAISON),
        "farah": ("ombudsman", Role.OMBUDSMAN),
        "gilang": ("luwu-utara", Role.AGENCY_ADMIN),
    }
    people = {}
    for name, (key, role) in seats.items():
        people[name] = create_user(f"{name}@contoh.id", name=name.title(), by=SYSTEM)
        actions.grant(people[name], agency=tree[key], role=role, by=SYSTEM)
    people["eko"] = create_user("eko@contoh.id", name="Eko", by=SYSTEM)
    return Scene(tree, people)
