"""L02-L10, L17, L19, A04: no personal thing and no field turns up where the reviewed tables do not say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from lapor.kit import clock
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.tests.snapshot import difference
from tests.leak import dump, fields, plant
from tests.leak.allowed import ALLOWED
from tests.leak.conftest import own_stage
from tests.leak.scan import Hit, Sink, scan
from tests.leak.sinks import keep_house, keep_pushes, overheard

# Marked for the setting up of the database; the run makes a transaction of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What surely stands in each channel: one that collects nothing would never find anything.
ALIVE = {
    "page": b"Kotak masuk",
    "api": b'"state_label"',
    "refusal": b"application/problem+json",
    "file": b"JFIF",
    "openapi": b"/laporan/{code}",
    "address": b"/meja/",
    "mail": b"Message-ID",
    "push": b'"path": "/meja/',
    "push-service": b"content-encoding: aes128gcm",
    "log": b"notice_not_composed",
    "database": b"dewi@lapor.example",
    "home": b"held/",
    "memory": b":1:",  # how Django writes a key
}


@dataclass(frozen=True)
class Run:
    """What was found in one life of all reports."""

    hits: list[Hit]
    deaf: list[str]
    fields: str


@pytest.fixture(scope="module")
def run(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Run:
    """Both tests read one life: living it takes a while."""
    with own_stage(django_db_blocker) as stage:
        sinks = stage.sinks
        with overheard(sinks):
            plant.live(stage)
            with clock.freeze(MONDAY + timedelta(days=1, hours=6)):
                plant.glance(stage)
                dump.keep(sinks)
            plant.end(stage)
            with clock.freeze(MONDAY + timedelta(days=2, hours=1)):
                plant.look_around(stage)
        dump.keep(sinks)
        keep_house(sinks)
        keep_pushes(sinks, stage.service)
        hits = scan(sinks.found, stage.canaries())
        codes = [one.code for one in stage.reports.values()]
    deaf = [channel for channel in ALIVE if not alive(sinks.found, channel)]
    return Run(hits, deaf, fields.table(sinks.found, codes))


def test_no_canary_turns_up_where_the_table_does_not_say_so(run: Run) -> None:
    assert run.deaf == [], "channels that collected nothing"
    problems = unexplained(run.hits)
    assert not problems, "\n".join(["a leak, or a row that is missing or stale in allowed.py:", *problems])


def test_every_answer_has_the_reviewed_keys_and_no_others(run: Run) -> None:
    changed = difference("fields.txt", run.fields, folder=Path(__file__).parent)
    assert changed == "", f"read the difference, then SNAPSHOTS=write\n{changed}"


def unexplained(hits: list[Hit]) -> list[str]:
    """What the table does not allow, and what it allows although nobody meets it."""
    allowed = {place for row in ALLOWED for place in row.places()}
    met = {(hit.canary.report, hit.canary.kind, hit.channel, hit.who): hit for hit in hits}
    leaks = [str(hit) for place, hit in met.items() if place not in allowed]
    collected = {channel for _, _, channel, _ in met}  # on PostgreSQL there are no pages to read
    return leaks + [f"stale: {place}" for place in sorted(allowed) if place not in met and place[2] in collected]


def alive(sinks: list[Sink], channel: str) -> bool:
    return any(ALIVE[channel] in sink.content for sink in sinks if sink.channel == channel)
