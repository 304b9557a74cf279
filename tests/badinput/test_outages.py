"""A full disk, a database that is down, locked or gone: a real server says so, loses no word and goes on afterwards."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from lapor.channels.web import receiving
from lapor.config import trouble
from lapor.public.tests.conftest import form_values
from lapor.reports.tests import samples
from tests.badinput.serving import Browser, Reply, Server, serving
from tests.harness import disks, postgres

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
COUNT = "from lapor.reports.models import Report; print(Report.objects.count())"
Act = Callable[[], object]
LONG_BODY = "Lubang di jalan ini makin dalam. " * 290  # nearly the longest: it cannot fit into the rest of a page


@pytest.fixture
def on_postgresql() -> bool:
    """Which of the two databases this run is about; each gets the faults that it can have."""
    return connection.vendor == "postgresql"


def reports(server: Server) -> int:
    return int(server.run("shell", "-v0", "-c", COUNT).split()[-1])


def program(visitor: Browser, **changes: Any) -> Reply:
    """A submit of a program through the API."""
    sent = {"title": "Jalan berlubang", "body": LONG_BODY, "classification": "complaint"}
    body = json.dumps(sent | {"identity": "none", "secrecy": "public"} | changes).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Idempotency-Key": "p" * 22}
    return visitor.send("POST", "/api/v1/laporan", [body], headers)


def says(reply: Reply, expected: trouble.Trouble) -> None:
    """Check the answer: the status, the sentence, when to come again."""
    assert reply.status == expected.status, reply.body
    assert expected.detail in reply.body
    assert reply.headers["retry-after"] == str(expected.retry_after)


def sent_again(visitor: Browser, typed: dict[str, Any], refused: Reply) -> None:
    """Press the button on the page of the trouble, find the form as it was, and send it."""
    given = form_values(refused.body, "")
    assert {name: given[name] for name in typed} == {name: str(value) for name, value in typed.items()}
    back = visitor.post("/lapor", given | {"cari": "-"})
    assert back.status == 200, back.body
    assert "hal yang perlu diperbaiki" not in back.body
    again = form_values(back.body, "/lapor")
    assert again["body"].split() == str(typed["body"]).split()
    sent = visitor.post("/lapor", again)
    assert (sent.status, sent.headers["location"]) == (302, "/terima")


@contextmanager
def cluster() -> Iterator[postgres.Cluster]:
    made = postgres.start()
    try:
        yield made
    finally:
        made.stop()


def stop(database: postgres.Cluster) -> None:
    """As `pg_ctl stop -m fast` does."""
    database.process.send_signal(signal.SIGINT)
    database.process.wait(30)


def start_again(database: postgres.Cluster) -> None:
    database.process = subprocess.Popen(database.process.args, start_new_session=True, cwd=database.folder)
    postgres.wait(database, log=database.folder / "log")


def test_a_database_that_is_down_and_comes_back(tmp_path: Path, on_postgresql: bool) -> None:
    if on_postgresql:
        with cluster() as database, serving(tmp_path, DATABASE_URL=database.url()) as server:
            down_and_up(Browser(server), down=lambda: stop(database), up=lambda: start_again(database))
        return
    home, away = tmp_path / "home", tmp_path / "dipindahkan"
    with serving(tmp_path) as server:
        down_and_up(Browser(server), down=lambda: move(home, away), up=lambda: move(away, home))


def move(source: Path, target: Path) -> None:
    """Take the database away from under the server, or put it back."""
    target.mkdir(exist_ok=True)
    for path in source.glob("lapor.sqlite3*"):
        shutil.move(path, target / path.name)


def down_and_up(visitor: Browser, *, down: Act, up: Act) -> None:
    typed = visitor.fill(body=LONG_BODY)
    assert program(visitor).status == 201
    down()
    refused = visitor.post("/lapor", typed, ("foto.jpg", samples.jpeg()))
    says(refused, trouble.DATABASE_DOWN)
    says(visitor.get("/siap"), trouble.DATABASE_DOWN)
    says(visitor.get("/laporan/?kata=lubang"), trouble.DATABASE_DOWN)
    assert {visitor.get(path).status for path in ("/hidup", "/lapor", "/lacak")} == {200}
    problem = program(visitor)
    says(problem, trouble.DATABASE_DOWN)
    assert json.loads(problem.body)["code"] == "basis-data-tidak-terjangkau"
    up()
    sent_again(visitor, typed, refused)
    assert program(visitor).status == 200, "the same key, the same answer"
    assert reports(visitor.server) == 2


def test_a_database_that_is_locked(tmp_path: Path, on_postgresql: bool) -> None:
    """A maintenance that somebody forgot: for a while nobody can write reports."""
    if on_postgresql:
        with cluster() as database, serving(tmp_path, DATABASE_URL=database.url()) as server:
            with psycopg.connect(database.url()) as line:
                line.execute("LOCK TABLE reports_report IN EXCLUSIVE MODE")
                refused = busy(Browser(server))
                line.rollback()
            sent_again(*refused)
            assert reports(server) == 1
        return
    with serving(tmp_path) as server:
        with closing(sqlite3.connect(tmp_path / "home" / "lapor.sqlite3", isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            refused = busy(Browser(server))
            file.execute("ROLLBACK")
        sent_again(*refused)
        assert reports(server) == 1


def busy(visitor: Browser) -> tuple[Browser, dict[str, Any], Reply]:
    typed = visitor.fill(body=LONG_BODY)
    refused = visitor.post("/lapor", typed)
    says(refused, trouble.BUSY)
    assert visitor.get("/laporan/").status == 200, "readers are not kept waiting"
    return visitor, typed, refused


def test_a_full_disk(tmp_path: Path, on_postgresql: bool) -> None:
    size = 400 if on_postgresql else 40
    try:
        with disks.small_disk(megabytes=size) as disk:
            full(tmp_path, disk, on_postgresql=on_postgresql)
    except disks.Unavailable as error:
        pytest.skip(f"SKIPPED: full disk: {error}")


def full(folder: Path, disk: Path, *, on_postgresql: bool) -> None:
    if on_postgresql:
        database = postgres.start(parent=disk)
        try:
            with serving(folder, DATABASE_URL=database.url()) as server:
                filled_up(Browser(server), disk, more=lambda: None)
        finally:
            database.stop()
        return
    with serving(folder, LAPOR_HOME=str(disk / "home"), LAPOR_STATIC_ROOT=str(folder / "static")) as server:
        filled_up(Browser(server), disk, more=lambda: empty_log(disk / "home" / "lapor.sqlite3"))
        uploads_are_the_first_to_go(Browser(server), disk)


def empty_log(path: Path) -> None:
    """Write everything into the file itself, so that the next report needs room in the log."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def filled_up(visitor: Browser, disk: Path, *, more: Act) -> None:
    taken = 0
    typed = visitor.fill(body=LONG_BODY)
    assert visitor.get("/laporan/").status == 200
    more()
    filler = disks.fill(disk)
    refused = visitor.post("/lapor", typed)
    while refused.status == 302 and taken < 100:  # a page that was half empty may still hold it
        taken, typed = taken + 1, visitor.fill(body=LONG_BODY)
        refused = visitor.post("/lapor", typed)
    says(refused, trouble.STORAGE_FULL)
    says(program(visitor), trouble.STORAGE_FULL)
    assert visitor.get("/laporan/").status == 200, "reading goes on"
    filler.unlink()
    sent_again(visitor, typed, refused)
    assert program(visitor).status == 201
    assert reports(visitor.server) == taken + 2, "what was acknowledged is there, what was refused is not"


def uploads_are_the_first_to_go(visitor: Browser, disk: Path) -> None:
    """A few free kilobytes hold words but no video: the form comes back and says so."""
    typed = visitor.fill(title="Jalan berlubang dan videonya")
    filler = disks.fill(disk)
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - (2 << 20))
    refused = visitor.post("/lapor", typed, ("a.mp4", b"\0\0\0\x18ftypisom" + bytes(10 << 20)))
    assert refused.status == 503
    assert receiving.FULL in refused.body
    again = form_values(refused.body, "/lapor")
    assert again["title"] == typed["title"]
    assert not list((disk / "home" / "tmp").glob("*.upload*"))
    sent = visitor.post("/lapor", again)
    assert (sent.status, sent.headers["location"]) == (302, "/terima")
    filler.unlink()
