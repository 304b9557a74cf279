"""The worker's loop."""

import json
import signal
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django import Settings

from lapor.config import worker
from lapor.kit import clock
from tests.harness.console import LAPOR, ROOT, lapor, surroundings

HERE = "lapor.config.tests.test_worker"
pytestmark = pytest.mark.django_db(transaction=True)
done: list[str] = []
waiting: list[str] = []
swept: list[datetime] = []


def takes_from_the_pile(by: str) -> int:
    if not waiting:
        return 0
    done.append(f"{waiting.pop()} {by}")
    return 1


def breaks(by: str) -> int:
    raise ValueError("rusak")


def loses_the_database(by: str) -> int:
    raise OperationalError("the connection is lost")


def sweeps(now: datetime) -> int:
    swept.append(now)
    return 0


@pytest.fixture(autouse=True)
def _sources(settings: Settings) -> None:
    done.clear()
    swept.clear()
    waiting[:] = ["satu", "dua", "tiga"]
    settings.LAPOR_WORKER_SOURCES = (f"{HERE}.breaks", f"{HERE}.takes_from_the_pile", f"{HERE}.loses_the_database")
    settings.LAPOR_SWEEPS = (f"{HERE}.breaks", f"{HERE}.sweeps", "lapor.tidak.ada")


def test_what_breaks_in_one_source_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "AFTER_TROUBLE", 0.01)

    assert worker.run(once=True) == 3

    assert [line.split()[0] for line in done] == ["tiga", "dua", "satu"]
    assert len({line.split()[1] for line in done}) == 1
    assert len(swept) == 1
    assert waiting == []


def test_its_heart_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "AFTER_TROUBLE", 0.01)
    worker.run(once=True)

    seen = worker.last_beat()

    assert seen is not None
    assert clock.now() - seen < timedelta(seconds=10)
    assert list(worker.problems()) == []


def test_a_silent_heart_is_a_problem() -> None:
    worker.heartbeat_file().write_text(json.dumps({"at": (clock.now() - timedelta(minutes=5)).isoformat()}))
    assert "diam sejak" in next(iter(worker.problems()))
    worker.heartbeat_file().unlink()
    assert "belum pernah berjalan" in next(iter(worker.problems()))


@pytest.mark.slow
def test_term_lets_it_finish(tmp_path: Path) -> None:
    assert lapor(tmp_path, "migrate", "-v0").returncode == 0
    process = subprocess.Popen(
        [*LAPOR, "worker"], env=surroundings(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 30
    while not (tmp_path / "home" / "worker.json").exists() and time.monotonic() < until:
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    events = [json.loads(line)["event"] for line in out.splitlines()]
    assert events[0] == "worker started"
    assert events[-1] == "worker stopped"
