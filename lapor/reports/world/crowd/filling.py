"""Fill an empty installation with a crowd: chunks of reports, each in one transaction, in several processes."""

from __future__ import annotations

import multiprocessing
import os
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

import django
from django.db import connection, transaction

from lapor.agencies.models import Agency, Category, Membership, Role
from lapor.people.actor import Actor, Seat
from lapor.reports.world.cast import set_stage
from lapor.reports.world.crowd import places
from lapor.reports.world.crowd.lives import Land, chunk
from lapor.reports.world.crowd.places import Desk
from lapor.reports.world.crowd.storing import store

CHUNK = 1000
SPREAD = timedelta(days=3 * 365)


class Size(NamedTuple):
    """How many reports, in which province ("" = the whole country)."""

    reports: int
    province: str


SIZES = {"city": Size(10_000, "73"), "nation": Size(500_000, "")}


def fill(size: Size, *, now: datetime, seed: int = 1, processes: int = 0) -> Iterator[int]:
    """Make agencies, officers and reports; yields the number of reports of each stored chunk."""
    set_stage(extras=True)
    places.build(province=size.province)
    chunks = [range(start, min(start + CHUNK, size.reports)) for start in range(0, size.reports, CHUNK)]
    if connection.vendor == "sqlite" or size.reports <= CHUNK:
        land = land_of(size.reports, now, seed)
        yield from (_store(land, numbers) for numbers in chunks)
    else:
        yield from _in_processes(chunks, size.reports, now, seed, processes or os.cpu_count() or 1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def land_of(total: int, now: datetime, seed: int) -> Land:
    """Read once what all lives draw from."""
    nation = Agency.objects.get(kind=Agency.Kind.NATION, parent=None)
    admin = Membership.objects.active().filter(agency=nation, role=Role.NATIONAL_ADMIN).order_by("pk")[0]
    seat = Seat(nation.pk, nation.path, admin.role, nation.realm)
    leaves = defaultdict[str, list[Category]](list)
    for row in Category.objects.filter(parent__isnull=False, is_open=True).select_related("parent"):
        if row.parent and not row.sensitive and not row.parent.sensitive:
            leaves[row.parent.code].append(row)
    actor = Actor(kind="officer", user_id=admin.user_id, seats=(seat,))
    return Land(Desk(nation, actor), places.read(), dict(leaves), now, SPREAD, total, seed)


def _store(land: Land, numbers: range) -> int:
    with transaction.atomic():
        store(chunk(land, numbers))
    return len(numbers)


def _in_processes(chunks: list[range], total: int, now: datetime, seed: int, processes: int) -> Iterator[int]:
    """Spawned, not forked: a child must not share this process's connections."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=django.setup) as pool:
        yield from pool.map(partial(_store_here, total=total, now=now, seed=seed), chunks)


def _store_here(numbers: range, *, total: int, now: datetime, seed: int) -> int:
    return _store(_land_of(total, now, seed), numbers)


_land_of = lru_cache(maxsize=1)(land_of)
