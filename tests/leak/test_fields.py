"""A04: the keys of every JSON answer are those that a person reviewed, for each kind of viewer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from lapor.kit import clock
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.tests.snapshot import difference
from tests.leak import plant
from tests.leak.conftest import own_stage
from tests.leak.scan import Sink
from tests.leak.sinks import Sinks, overheard

# Marked for the setting up of the database; the run makes a transaction of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEAD = """# Keys of each JSON answer, by who asked: a level that the answer itself names, or key, PIN, nobody.
# Read each change as an attacker would; then SNAPSHOTS=write.
"""
JSON = re.compile(rb"^Content-Type: application/(?:problem\+)?json", re.MULTILINE)
LEVEL = re.compile(r'"level":"(\w+)"')


def test_every_answer_has_the_reviewed_keys_and_no_others(django_db_blocker: DjangoDbBlocker) -> None:
    with own_stage(django_db_blocker) as stage:
        with overheard(Sinks()):
            plant.live(stage)
            with clock.freeze(MONDAY + timedelta(days=1, hours=6)):
                plant.glance(stage)
            plant.end(stage)
            with clock.freeze(MONDAY + timedelta(days=2, hours=1)):
                plant.glance(stage)
                plant.ask_everything(stage)
        codes = [one.code for one in stage.reports.values()]
    found: dict[str, dict[str, set[str]]] = {}
    for sink in stage.sinks.found:
        if is_json(sink):
            viewers = found.setdefault(label(sink, codes), {})
            viewers.setdefault(viewer(sink), set()).update(keys_of(sink))
    lines = [HEAD, *(told(name, viewers) for name, viewers in sorted(found.items()))]
    changed = difference("fields.txt", "\n".join(lines), folder=Path(__file__).parent)
    assert changed == "", f"read the difference, then SNAPSHOTS=write\n{changed}"


def is_json(sink: Sink) -> bool:
    return sink.channel != "openapi" and bool(JSON.search(sink.content))


def label(sink: Sink, codes: list[str]) -> str:
    """The operation and the status; what differs from run to run stands as {code}, {id}, {text}."""
    asked, _, status = sink.where.rpartition(" ")
    where = asked.partition("?")[0]
    for code in codes:
        where = where.replace(code, "{code}")
    where = re.sub(r"[0-9a-f-]{36}", "{id}", where)
    return f"{re.sub('qxova[a-z]+', '{text}', where)} {status}"


def viewer(sink: Sink) -> str:
    """The level that the answer itself names, else whether somebody with a key, a PIN or nothing asked."""
    if level := LEVEL.search(body_of(sink).decode()):
        return level[1]
    return "key" if sink.who.endswith("program") else "PIN" if sink.who.startswith("owner") else "nobody"


def body_of(sink: Sink) -> bytes:
    """Behind the head."""
    start = min(place for sign in (b"\n{", b"\n[") if (place := sink.content.find(sign)) >= 0)
    return sink.content[start + 1 :]


def keys_of(sink: Sink) -> set[str]:
    return set(_keys(json.loads(body_of(sink)), ""))


def _keys(value: object, path: str) -> Iterator[str]:
    """Every key with those above it; lists are marked by []."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}{name}"
            yield from _keys(inner, f"{path}{name}.")
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, f"{path.rstrip('.')}[].")


def told(name: str, viewers: dict[str, set[str]]) -> str:
    """An operation, and below it who gets which keys; those who get the same stand together."""
    alike: dict[str, list[str]] = {}
    for who, keys in viewers.items():
        alike.setdefault(by_depth(keys), []).append(who)
    return name + "\n" + "".join(f"  {' '.join(sorted(who))}\n{keys}" for keys, who in sorted(alike.items()))


def by_depth(keys: set[str]) -> str:
    """One line for each object: where it stands, and its keys."""
    objects: dict[str, list[str]] = {}
    for key in sorted(keys):
        above, dot, name = key.rpartition(".")
        objects.setdefault(f"{above}{dot}", []).append(name)
    return "".join(f"    {above or '.'} {' '.join(names)}\n" for above, names in sorted(objects.items()))
