"""Ours: web server and worker as `lapor up` starts them, and what they cost."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from django.conf import settings

from lapor.config import server, together


@contextmanager
def serving() -> Iterator[dict[str, psutil.Process]]:
    """Start both, wait until pages are answered, stop them at the end."""
    running = {
        "web": together.start("web", line=server.command()),
        "worker": together.start("worker", line=together.worker_line()),
    }
    try:
        _wait(running["web"])
        yield {name: psutil.Process(part.pid) for name, part in running.items()}
    finally:
        for part in running.values():
            part.terminate()
        for part in running.values():
            with suppress(subprocess.TimeoutExpired):
                part.wait(30)


def _wait(web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and web.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{settings.LAPOR_PORT}/siap", timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


def cpu_seconds(parent: psutil.Process) -> float:
    """User and system time of a process and its children so far."""
    times = [part.cpu_times() for part in (parent, *parent.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def megabytes(*parents: psutil.Process) -> float:
    """Memory of these processes and their children; what they share is counted once (PSS)."""
    parts = [part for parent in parents for part in (parent, *parent.children(recursive=True))]
    return float(sum(part.memory_full_info().pss for part in parts)) / 2**20
