"""The surroundings of one test run: its own folder, keys and database, known before Django's settings load."""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

MARK = "LAPOR_TEST_RUN"


def prepare(arguments: Sequence[str] = ()) -> None:
    """Set the environment of a test run; worker processes of pytest-xdist inherit that of their controller."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        sys.exit("Unset DJANGO_SETTINGS_MODULE: with it settings load before the test run has its own folder.")
    if MARK in os.environ:
        return
    folder = make_folder()
    (folder / "home" / "static").mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith("LAPOR_") or name in {"DATABASE_URL", "PORT"}]:
        del os.environ[name]
    os.environ |= {
        MARK: str(folder),
        "LAPOR_HOME": str(folder / "home"),
        "LAPOR_KEYS": str(folder / "keys"),
        "LAPOR_STATIC_MANIFEST": "0",
        # Playwright's sync API runs a loop in the main thread, where Django would refuse every query.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    if database(arguments) == "postgresql":
        os.environ["DATABASE_URL"] = start_postgresql(folder)


def make_folder() -> Path:
    """Return a new folder, in memory where there is room, that vanishes at the end of the run."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="lapor-test-", dir=shared if roomy else None))
    owner = os.getpid()
    # A forked child must not take the folder away from under its parent.
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == owner else None)
    return folder


def database(arguments: Sequence[str]) -> str:
    """Return the database named by --db=… on the command line."""
    named = [argument.partition("=")[2] for argument in arguments if argument.startswith("--db=")]
    return named[-1] if named else "sqlite"


def start_postgresql(folder: Path) -> str:
    """Start a throw-away cluster for this run and return its DATABASE_URL; end the run with one line without it."""
    from tests.harness import postgres

    try:
        cluster = postgres.start()
    except postgres.Unavailable as error:
        print(f"SKIPPED: PostgreSQL: {error}", file=sys.stderr)
        sys.stderr.flush()
        os._exit(0)
    owner = os.getpid()
    atexit.register(lambda: cluster.stop() if os.getpid() == owner else None)
    return cluster.url("postgres")
