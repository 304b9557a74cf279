"""Two worlds that differ in nothing but who reported: one clock, one dice, the same words, another person."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import generator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from lapor.kit import clock
from lapor.reports.tests.scenes import MONDAY
from tests.leak import files, plant
from tests.leak.canaries import Traces
from tests.leak.crawl import ask_reports, crawl, knock
from tests.leak.plant import Planted, Stage
from tests.leak.sinks import Sinks, Visitor


@dataclass(frozen=True)
class Person:
    """Somebody who reports; the two of the worlds differ in the length of everything too."""

    traces: Traces
    more: str = ""

    def typed(self) -> dict[str, str]:
        return {
            "name": f"{self.traces.name} {self.more}".strip(),
            "email": f"{self.more}{self.traces.email}",
            "phone": self.traces.phone,
            "kunci": f"{self.traces.key}{self.more}",
        }

    def browser(self, sinks: Sinks) -> Visitor:
        client = Client(REMOTE_ADDR=self.traces.address, headers={"user-agent": f"{self.traces.agent}{self.more}"})
        return Visitor("reporter", client, sinks)


ONE, OTHER = Person(Traces("twin")), Person(Traces("sibling"), more="panjangsekalinamanya")
FRONT = {"staff": "/admin/", "stranger": "/"}
PROGRAMS = ("citra", "dewi", "eko", "budi", "gilang")  # held it, hold it, lead, see all, see nothing
BODY = Traces("anonymous").of("body")


@contextmanager
def one_dice() -> Iterator[None]:
    """Everything that is drawn by lot falls as it fell in the other world."""
    drawn = 0

    def urandom(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.shake_256(f"dice {drawn}".encode()).digest(size)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "urandom", urandom)
        patched.setattr(random, "_urandom", urandom)
        # Mail draws its boundaries from dice of its own: from the common ones others draw too, such as the limits,
        # which sweep now and then in a file that all test processes share.
        patched.setattr(generator, "random", random.Random(7))
        random.seed(7)
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside never happened, numbers of new rows included."""
    before = _sequences()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()
    _set_sequences(before)


def _sequences() -> list[tuple[str, int | None]]:
    if connection.vendor != "postgresql":
        return []  # SQLite takes its counters back with the transaction
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences")
        return list(cursor.fetchall())


def _set_sequences(values: list[tuple[str, int | None]]) -> None:
    with connection.cursor() as cursor:
        for name, last in values:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])


def lived(stage: Stage, person: Person, look: Callable[[Stage], None]) -> Sinks:
    """File a secret and an open report as this person, let officers work on both, and let `look` look; undone."""
    sinks = stage.sinks = stage.post.sinks = Sinks()
    stage.reports, stage.officers, stage.programs, stage.others = {}, {}, {}, {}
    stage.post.letters = []
    # The computer's own clock stands still too: Django dates cookies by it.
    with undone(), one_dice(), time_machine.travel(MONDAY, tick=False):
        with clock.freeze(MONDAY):
            plant.enter(stage)
            for report, secrecy in (("secret", "secret"), ("open", "public")):
                file(stage, person, report, secrecy=secrecy)
            plant.work(stage)
        with clock.freeze(MONDAY + timedelta(days=1)):
            for report in ("secret", "open"):
                plant.dispose(stage, report, to="dinas-pu")
                plant.split(stage, report, to="dinas-pu")
                talk(stage, person, report)
            plant.work(stage)
            look(stage)
    return sinks


def file(stage: Stage, person: Person, report: str, *, secrecy: str) -> None:
    """The same words and pictures in both worlds; who sends them, and what his programs wrote into files, differs."""
    words, me = Traces("anonymous"), person.traces
    visitor = person.browser(stage.sinks)
    sent: dict[str, Any] = plant.typed(stage, "anonymous", identity="anonymous", secrecy=secrecy, diperiksa="1")
    sent |= person.typed() | {"kunci": f"{me.key}{report}{person.more}"}
    sent["files"] = [files.photo(me), files.letter(me), files.minutes(me, person.more)]
    answer = visitor.post("/lapor", sent)
    assert answer.status_code == 302, answer.content.decode()
    receipt = visitor.get("/terima")
    code, pin = (receipt.context[name].replace("-", "") for name in ("code", "pin"))
    stage.reports[report] = Planted(words, visitor, code, pin)


def talk(stage: Stage, person: Person, report: str) -> None:
    """The unit notes and answers; the reporter replies with a picture of his own and looks at his page."""
    one, dewi = stage.reports[report], stage.officers["dewi"]
    plant.press(dewi, one, "note", text=one.traces.says("note"))
    plant.press(dewi, one, "follow_up", text=one.traces.says("answer"))
    plant.reopen(one)
    plant.take(one, "respond", text=one.traces.says("reply"), files=files.photo(person.traces))
    one.owner.get("/laporan-saya/")


def look(stage: Stage) -> None:
    """Everybody without a right to the name reads what he can reach."""
    marks = [mark for one in stage.reports.values() for mark in (one.code, *one.files)]
    reports = [(one.code, one.files) for one in stage.reports.values()]
    for name, visitor in {**stage.officers, **stage.others}.items():
        crawl(visitor, [FRONT.get(name, "/meja/")], planted=marks, alike=1)
    for visitor in (stage.others["stranger"], stage.officers["gilang"], stage.officers["lukman"]):
        for code, ids in reports:
            knock(visitor, code, ids)
    for program in (*(stage.programs[name] for name in PROGRAMS), stage.others["stranger"]):
        ask_reports(program, reports)
