"""Counters in fixed windows that are exact under threads and processes and know nobody: callers pass `keys.bucket(…)`.

On SQLite they live in a file of their own, so that counting never waits for the main database; on PostgreSQL in an
UNLOGGED table, where `hit` is to be called outside a transaction (a rollback would take the count back).
"""

import os
import random
import sqlite3
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from lapor.kit import clock

_COUNT = """
INSERT INTO kit_ratelimit (name, bucket, slot, hits, expires) VALUES ({0}, {0}, {0}, 1, {0})
ON CONFLICT (name, bucket, slot) DO UPDATE SET hits = kit_ratelimit.hits + 1 RETURNING hits
"""
_SWEEP = "DELETE FROM kit_ratelimit WHERE expires < {0}"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kit_ratelimit (
    name TEXT NOT NULL, bucket TEXT NOT NULL, slot INTEGER NOT NULL, hits INTEGER NOT NULL, expires INTEGER NOT NULL,
    PRIMARY KEY (name, bucket, slot)
) WITHOUT ROWID
"""
_PATIENCE = 5.0  # seconds that a count waits for others
_SWEEP_SHARE = 1 / 200  # of new windows: they clear away the old ones

_local = threading.local()
_emergency: dict[tuple[str, str, int], int] = {}
_emergency_lock = threading.Lock()


def hit(name: str, bucket: str, *, limit: int, seconds: int) -> bool:
    """Count one attempt and tell whether it is still within `limit` per window of some seconds."""
    at = int(clock.now().timestamp())
    slot = at // seconds
    row = (name, bucket, slot, (slot + 1) * seconds)
    hits = _count_in_postgresql(row, at) if connection.vendor == "postgresql" else _count_in_file(row, at)
    return hits <= limit


def retry_after(seconds: int) -> int:
    """Tell in how many seconds the present window ends (for the Retry-After header)."""
    return seconds - int(clock.now().timestamp()) % seconds


def _count_in_postgresql(row: tuple[str, str, int, int], at: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format("%s"), row)
        hits = int(cursor.fetchone()[0])
        if hits == 1 and random.random() < _SWEEP_SHARE:
            cursor.execute(_SWEEP.format("%s"), (at,))
    return hits


def _count_in_file(row: tuple[str, str, int, int], at: int) -> int:
    path = Path(settings.LAPOR_HOME) / "ratelimit.sqlite3"
    try:
        return _count_with(_opened(path), row, at)
    except sqlite3.OperationalError:  # a full disk, or a lock held for too long: this process counts alone meanwhile
        return _count_in_memory(row, at)
    except sqlite3.DatabaseError:  # broken by a power cut (synchronous=OFF): counters are not worth a repair
        _throw_away(path)
        return _count_in_memory(row, at)


def _count_with(file: sqlite3.Connection, row: tuple[str, str, int, int], at: int) -> int:
    hits = int(file.execute(_COUNT.format("?"), row).fetchone()[0])
    if hits == 1 and random.random() < _SWEEP_SHARE:
        file.execute(_SWEEP.format("?"), (at,))
    return hits


def _opened(path: Path) -> sqlite3.Connection:
    """Give this thread's connection; a forked child opens its own."""
    owner = (os.getpid(), path)
    if getattr(_local, "owner", None) != owner:
        file = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        _set_up(file, until=time.monotonic() + _PATIENCE)
        _local.owner, _local.file = owner, file
    opened: sqlite3.Connection = _local.file
    return opened


def _set_up(file: sqlite3.Connection, *, until: float) -> None:
    """Make a new file ours. To switch it to WAL SQLite does not wait for others who do the same: we wait for it."""
    while True:
        try:
            file.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
    file.execute("PRAGMA synchronous=OFF")
    file.execute(_SCHEMA)


def _throw_away(path: Path) -> None:
    _local.owner = None
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _count_in_memory(row: tuple[str, str, int, int], at: int) -> int:
    name, bucket, slot, _ = row
    with _emergency_lock:
        if len(_emergency) > 10_000:
            _emergency.clear()
        _emergency[name, bucket, slot] = _emergency.get((name, bucket, slot), 0) + 1
        return _emergency[name, bucket, slot]
