"""`lapor up`: one command from nothing to pages, and back."""

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.harness.console import LAPOR, ROOT, lapor, surroundings
from tests.harness.postgres import free_port

pytestmark = pytest.mark.slow


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Start everything and yield when the address is printed."""
    log = (folder / "log").open("w+")
    environment = surroundings(folder, {"PORT": str(port)})
    process = subprocess.Popen(
        [*LAPOR, "up", "--no-seed"], env=environment, cwd=ROOT, stdout=log, stderr=log, text=True
    )
    try:
        until = time.monotonic() + 90
        while "LAPOR berjalan di" not in (folder / "log").read_text():
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        log.close()


def children(process: subprocess.Popen[str]) -> dict[str, psutil.Process]:
    """Return web server and worker."""
    found = psutil.Process(process.pid).children()
    return {"web" if "granian" in " ".join(child.cmdline()) else "worker": child for child in found}


def test_it_serves_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/siap", timeout=10) as answer:
            assert answer.status == 200
        parts = children(process)
        assert set(parts) == {"web", "worker"}
        assert lapor(tmp_path, "doctor").stdout == "Semua baik.\n"
        assert f"menjadi berkas di {tmp_path / 'home' / 'mail'}" in (tmp_path / "log").read_text()
        taken = lapor(tmp_path, "up", PORT=str(port))
        assert taken.returncode == 1
        assert f"Port {port} tidak dapat dipakai" in taken.stderr

        process.send_signal(signal.SIGINT)

        assert process.wait(30) == 0
        assert not any(part.is_running() for part in parts.values())
    lines = (tmp_path / "log").read_text().splitlines()
    assert {"worker started", "worker stopped", "request"} <= {
        json.loads(line)["event"] for line in lines if line.startswith("{")
    }


def test_when_one_part_dies_the_other_stops_and_the_code_is_1(tmp_path: Path) -> None:
    with running(tmp_path, free_port()) as process:
        parts = children(process)
        parts["worker"].kill()

        assert process.wait(30) == 1
        assert not parts["web"].is_running()
    assert "Pekerja" in (tmp_path / "log").read_text()


def test_nobody_outlives_a_killed_parent(tmp_path: Path) -> None:
    with running(tmp_path, free_port()) as process:
        parts = children(process)
        process.kill()
        process.wait()

        gone, alive = psutil.wait_procs(list(parts.values()), timeout=30)

        assert (len(gone), alive) == (2, [])
