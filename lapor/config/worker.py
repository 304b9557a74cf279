"""The worker: takes what waits from every source, sweeps every minute, and says that it lives.

Sources (settings.LAPOR_WORKER_SOURCES) are functions `work(by: str) -> int`, the number of things done; sweeps
(settings.LAPOR_SWEEPS) are functions of the present time. What breaks in one does not stop the others.
"""

import json
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.module_loading import import_string

from lapor.kit import clock

log = structlog.get_logger("lapor.worker")
SWEEP_EVERY = 60.0  # seconds
BEAT_EVERY = 5.0  # seconds
LONGEST_REST = 1.0  # seconds between two looks when nothing waits
AFTER_TROUBLE = 2.0  # seconds to leave a broken database alone
SILENT_AFTER = timedelta(seconds=90)


def run(*, once: bool = False) -> int:
    """Work until SIGTERM or Ctrl-C; with `once` until nothing waits any more. Return the number of things done."""
    stop, by = threading.Event(), f"worker-{os.getpid()}-{secrets.token_hex(3)}"
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    log.info("worker started", by=by, sources=len(settings.LAPOR_WORKER_SOURCES))
    done = loop(stop, by=by, once=once)
    log.info("worker stopped", by=by, done=done)
    connection.close()
    return done


def loop(stop: threading.Event, *, by: str, once: bool) -> int:
    """Go round until told to stop."""
    done, rest, swept, beaten = 0, 0.0, float("-inf"), float("-inf")
    while not stop.is_set():
        moment = time.monotonic()
        if moment - beaten >= BEAT_EVERY:
            beat(done)
            beaten = moment
        if moment - swept >= SWEEP_EVERY:
            sweep()
            swept = moment
        now_done, healthy = one_round(stop, by=by)
        done += now_done
        if once and not now_done:
            break
        rest = 0.0 if now_done else min(LONGEST_REST, rest * 2 or 0.05)
        stop.wait(rest if healthy else AFTER_TROUBLE)
    return done


def one_round(stop: threading.Event, *, by: str) -> tuple[int, bool]:
    """Ask each source once; return the number of things done and whether the database answered."""
    done, healthy = 0, True
    close_old_connections()
    for source in settings.LAPOR_WORKER_SOURCES:
        if stop.is_set():
            break
        result, unharmed = attempt(source, by)
        done, healthy = done + int(result or 0), healthy and unharmed
    return done, healthy


def sweep() -> None:
    """Do what the passing of time alone asks for."""
    now = clock.now()
    for name in settings.LAPOR_SWEEPS:
        attempt(name, now)


def attempt(name: str, argument: str | datetime) -> tuple[Any, bool]:
    """Call a function by its dotted path; log what goes wrong and go on without its message, which may quote a row."""
    try:
        function: Callable[[Any], Any] = import_string(name)
        return function(argument), True
    except (DatabaseError, InterfaceError) as error:
        log.exception("database trouble", source=name, exc_info=error)
        connection.close()
        return 0, False
    except Exception as error:  # the next source must have its turn
        log.exception("source failed", source=name, exc_info=error)
        return 0, True


def heartbeat_file() -> Path:
    """Return where the worker writes that it lives."""
    return Path(settings.LAPOR_HOME) / "worker.json"


def beat(done: int) -> None:
    """Write the present time; a full disk must not stop the work."""
    path = heartbeat_file()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps({"at": clock.now().isoformat(), "pid": os.getpid(), "done": done}))
        draft.replace(path)
    except OSError as error:
        log.warning("no heartbeat", exc_info=error)


def last_beat() -> datetime | None:
    """Return when a worker last said that it lives."""
    try:
        return datetime.fromisoformat(json.loads(heartbeat_file().read_text())["at"])
    except (OSError, ValueError, KeyError):
        return None


def problems() -> Iterable[str]:
    """Say what is wrong with the worker, for `lapor doctor`."""
    seen = last_beat()
    if seen is None:
        yield "Pekerja belum pernah berjalan; jalankan: lapor worker. / The worker never ran; run: lapor worker."
    elif clock.now() - seen > SILENT_AFTER:
        yield (
            f"Pekerja diam sejak {seen:%Y-%m-%d %H:%M} UTC; jalankan: lapor worker. / "
            f"The worker has been silent since {seen:%Y-%m-%d %H:%M} UTC; run: lapor worker."
        )
