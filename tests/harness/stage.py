"""Scenes that many tests begin with: built once per process by the real actions, then copied row by row."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import TypeVar, cast

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from lapor.agencies.models import Agency
from lapor.people.models import User
from lapor.reports.world import World, set_stage

ROOMS = ("people", "agencies", "standards")  # the apps whose rows make a scene
_copies: dict[str, bytes] = {}  # pickles, because each test may change what it gets
Scene = TypeVar("Scene")


def stage() -> World:
    """The stage of the small world."""
    return kept("stage", set_stage)


def kept(name: str, build: Callable[[], Scene]) -> Scene:
    """What `build` makes in an empty database; where a test has made people or agencies before, it adds to them."""
    if Agency.objects.exists() or User.objects.exists():
        return build()
    if name in _copies:
        return cast("Scene", _put_back(_copies[name]))
    scene = build()
    _copies[name] = pickle.dumps((scene, [list(kind._base_manager.all()) for kind in _kinds()]))
    return scene


def _put_back(copy: bytes) -> object:
    scene, made = cast("tuple[object, list[list[Model]]]", pickle.loads(copy))
    for rows in made:
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, ignore_conflicts=True)  # migrations bring some of them
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [type(rows[0]) for rows in made if rows]):
            cursor.execute(statement)
    return scene


def _kinds() -> list[type[Model]]:
    return [kind for room in ROOMS for kind in apps.get_app_config(room).get_models()]
