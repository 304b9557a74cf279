"""A worker that is killed at any moment loses no notice and tells nothing more than once per kill."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

import pytest
from django.conf import settings
from django.db import connection, transaction

from lapor.kit import clock
from lapor.notices import invariants, sweeps
from lapor.notices.models import Delivery, State
from lapor.notices.tests.conftest import Mailbox, hear_at_once, listen
from lapor.people.actor import PUBLIC, SYSTEM
from lapor.reports import actions, moving
from lapor.reports import invariants as of_reports
from lapor.reports.models import Reaction, Report
from lapor.reports.world import World, draft, set_stage

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MAILS, KILLS, REPORTS = 2_000, 50, 200
LONGEST = 600  # seconds; a guard against hanging, not a measure


def make_news() -> None:
    """Reports that were filed and sent on (two mails each time), and much news for each reporter (one mail each)."""
    world = set_stage()
    hear_at_once(world)
    with transaction.atomic():
        reports = [file(world, number) for number in range(REPORTS)]
        for _ in range(MAILS // REPORTS - 4):
            for report in reports:
                tell(report)


def file(world: World, number: int) -> Report:
    wanted = draft(target=world.agencies["luwu-timur"].pk, email=f"warga{number}@warga.example")
    report = actions.submit(wanted, by=PUBLIC, key=f"{number:022d}").report
    return actions.dispose(
        report,
        by=world.actor("citra"),
        to=world.agencies["dinas-pu"],
        oversight="no",
        public_title="Judul untuk umum",
        public_body="Isi untuk umum",
    )


def tell(report: Report) -> None:
    with moving.make(report, "warn", by=SYSTEM) as step:
        step.data["clock"] = "auto_close"


@contextmanager
def nursery(port: int) -> Iterator[subprocess.Popen[str]]:
    """A process that starts real workers on the test's database and mail server."""
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lapor.config.settings",
        "LAPOR_PROCESS": "worker",
        "LAPOR_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "LAPOR_TEST_DATABASE": str(connection.settings_dict["NAME"]),
    }
    command = [sys.executable, "-m", "lapor.notices.tests.runner"]
    log = Path(settings.LAPOR_HOME) / "nursery.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            env=surroundings,
            cwd=settings.BASE_DIR,
            stdin=PIPE,
            stdout=PIPE,
            stderr=out,
            text=True,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # with every worker that it started
        process.wait()
        time.sleep(1)  # the database notices that its clients are gone and lets go of their locks


def born(process: subprocess.Popen[str]) -> int:
    """Start a worker; returns its process id."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    while line := process.stdout.readline():
        if line.strip().isdigit():
            return int(line)
    raise AssertionError("the nursery died; see nursery.log")


def kill_workers(process: subprocess.Popen[str], *, kills: int) -> int:
    """Kill one worker after the other at random moments; returns how many mails still waited at the last kill."""
    for _ in range(kills):
        pid = born(process)
        time.sleep(random.uniform(0.05, 0.9))
        os.kill(pid, signal.SIGKILL)
    return Delivery.objects.mails().queued().count() + Reaction.objects.filter(done_at=None).count()


def let_finish(process: subprocess.Popen[str], *, until: float) -> None:
    """Let one worker do the rest."""
    pid = born(process)
    while Reaction.objects.filter(done_at=None).exists() or Delivery.objects.queued().exists():
        assert time.monotonic() < until, "the rest took too long"
        time.sleep(0.2)
    os.kill(pid, signal.SIGTERM)


def test_workers_killed_fifty_times_lose_no_notice_and_repeat_at_most_one_each() -> None:
    make_news()
    box = Mailbox()
    server = listen(box)
    began = time.monotonic()
    try:
        with nursery(box.port) as process:
            left = kill_workers(process, kills=KILLS)
            killed = time.monotonic()
            let_finish(process, until=began + LONGEST)
    finally:
        server.stop()
    seconds, names = time.monotonic() - began, Counter(str(mail["Message-ID"]) for mail in box.mails)
    repeated = sum(names.values()) - len(names)
    print(f"{KILLS} kills in {killed - began:.0f} s, {left} left, {repeated} repeated, all done in {seconds:.0f} s")
    rows = Delivery.objects.mails()
    assert rows.count() == MAILS
    assert {row.state for row in rows} == {State.SENT}
    assert {name.strip("<>").partition("@")[0] for name in names} == set(rows.values_list("dedup_key", flat=True))
    assert repeated <= KILLS
    assert sweeps.run(clock.now()) == 0
    assert [*of_reports.problems(), *invariants.problems()] == []
