"""The stage of the small world: made once per process by the real actions, then copied row by row for every test."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from lapor.agencies.models import Agency
from lapor.people.models import User
from lapor.reports.world import World, set_stage

ROOMS = ("people", "agencies", "standards")  # the apps whose rows make the stage


@dataclass(frozen=True)
class Copy:
    """World and rows as pickles, because each test may change what it gets."""

    world: bytes
    rows: bytes


class _Kept:
    copy: Copy | None = None


def stage() -> World:
    """The stage in an empty database; where a test has made people or agencies before, the real actions add to them."""
    if Agency.objects.exists() or User.objects.exists():
        return set_stage()
    if _Kept.copy is None:
        world = set_stage()
        _Kept.copy = Copy(pickle.dumps(world), pickle.dumps([list(kind._base_manager.all()) for kind in _kinds()]))
        return world
    return _put_back(_Kept.copy)


def _put_back(copy: Copy) -> World:
    made: list[list[Model]] = pickle.loads(copy.rows)
    for rows in made:
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, ignore_conflicts=True)  # migrations bring some of them
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [type(rows[0]) for rows in made if rows]):
            cursor.execute(statement)
    world = pickle.loads(copy.world)
    assert isinstance(world, World)
    return world


def _kinds() -> list[type[Model]]:
    return [kind for room in ROOMS for kind in apps.get_app_config(room).get_models()]
