"""`lapor up`: web server and worker under one parent that stops them together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.management.base import CommandError

from lapor.config import server

STOP_WITHIN = 30.0  # seconds
START_WITHIN = 60.0  # seconds
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def run(*, ready: Callable[[], None]) -> None:
    """Start both, call `ready` when pages are answered, and wait for Ctrl-C, TERM or the death of one of them.

    Raises CommandError when one of them ends by itself.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: stop.set())
    running = {"web": start("web", line=server.command()), "worker": start("worker", line=worker_line())}
    try:
        if answers(stop, running):
            ready()
        watch(stop, running)
    finally:
        end(running)


def worker_line() -> list[str]:
    """Return the command line of the worker."""
    return [sys.executable, "-m", "lapor.config.cli", "worker"]


def start(process: str, *, line: list[str]) -> subprocess.Popen[bytes]:
    """Start one part in a session of its own, so that Ctrl-C reaches only the parent, who then stops each in turn."""
    environment = {**os.environ, "LAPOR_PROCESS": process, "PYTHONUNBUFFERED": "1"}
    # The parent has one thread here, so a function between fork and exec is safe.
    return subprocess.Popen(line, env=environment, start_new_session=True, preexec_fn=follow_the_parent)


def follow_the_parent() -> None:
    """Ask Linux to end this process when its parent is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def answers(stop: threading.Event, running: Mapping[str, subprocess.Popen[bytes]]) -> bool:
    """Return whether the web server answers before somebody stops us or a part ends."""
    host = "127.0.0.1" if settings.LAPOR_BIND in {"0.0.0.0", "::", ""} else settings.LAPOR_BIND
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.LAPOR_PORT}/hidup"
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and not stop.is_set() and not ended(running):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            stop.wait(0.05)
    return False


def watch(stop: threading.Event, running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait until somebody stops us; raise CommandError when a part ends by itself."""
    while not stop.wait(0.2):
        gone = ended(running)
        if gone:
            names = {"web": "Server web / The web server", "worker": "Pekerja / The worker"}
            raise CommandError(f"{names[gone]} berhenti sendiri; lihat catatan di atas. / stopped; see the log above.")


def ended(running: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Return the name of a part that is no longer there."""
    return next((name for name, part in running.items() if part.poll() is not None), "")


def end(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask every part to finish what it began, and end by force what takes too long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for part in running.values():
        if part.poll() is None:
            part.terminate()
    until = time.monotonic() + STOP_WITHIN
    for part in running.values():
        try:
            part.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()
