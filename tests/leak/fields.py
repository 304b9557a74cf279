"""The keys of every JSON answer, for each kind of viewer, as lines that a person can review (A04)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from tests.leak.scan import Sink

HEAD = """# Keys of each JSON answer, by who asked: a level that the answer itself names, or key, PIN, nobody.
# Read each change as an attacker would; then SNAPSHOTS=write.
"""
JSON = re.compile(rb"^Content-Type: application/(?:problem\+)?json", re.MULTILINE)
LEVEL = re.compile(r'"level":"(\w+)"')


def table(sinks: Iterable[Sink], codes: list[str]) -> str:
    """Every operation with the keys of its answers, by who asked, as fields.txt has them."""
    found: dict[str, dict[str, set[str]]] = {}
    for sink in sinks:
        if is_json(sink):
            viewers = found.setdefault(label(sink, codes), {})
            viewers.setdefault(viewer(sink), set()).update(keys_of(sink))
    return "\n".join([HEAD, *(told(name, viewers) for name, viewers in sorted(found.items()))])


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
