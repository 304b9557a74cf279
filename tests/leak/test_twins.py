"""L01, P1: worlds that differ only in who an anonymous reporter is give everybody else the same bytes."""

from __future__ import annotations

import difflib

import pytest
from pytest_django import DjangoDbBlocker

from tests.leak import twins
from tests.leak.canaries import Canary
from tests.leak.conftest import own_stage
from tests.leak.scan import Sink, scan
from tests.leak.sinks import Sinks

# Marked for the setting up of the database; the run makes a transaction of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_nobody_can_tell_one_anonymous_reporter_from_another(django_db_blocker: DjangoDbBlocker) -> None:
    with own_stage(django_db_blocker) as stage:
        one = twins.lived(stage, twins.ONE, twins.look)
        letters = {to for to, _ in stage.post.letters}
        other = twins.lived(stage, twins.OTHER, twins.look)
    assert letters != {to for to, _ in stage.post.letters}  # the worlds do differ
    first, second = told(one), told(other)
    assert [sink.where for sink in first] == [sink.where for sink in second]
    differing = [difference(a, b) for a, b in zip(first, second, strict=True) if a.content != b.content]
    assert not differing, "\n".join(differing)
    seen = {(hit.channel, hit.who) for hit in scan(first, [Canary("anonymous", "body", twins.BODY)])}
    assert {("page", "dewi"), ("page", "eko"), ("api", "citra's program")} <= seen  # and the reports were read


def told(sinks: Sinks) -> list[Sink]:
    """What was told to anybody but the reporter."""
    return [sink for sink in sinks.found if sink.who != "reporter" and not (sink.channel == "mail" and "@" in sink.who)]


def difference(one: Sink, other: Sink) -> str:
    """The lines that differ, and where."""
    lines = difflib.unified_diff(
        one.content.decode(errors="replace").splitlines(),
        other.content.decode(errors="replace").splitlines(),
        lineterm="",
        n=0,
    )
    return f"{one.channel} to {one.who}: {one.where}\n" + "\n".join(list(lines)[:12])
