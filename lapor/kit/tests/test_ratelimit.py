import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from pytest_django import Settings

from lapor.kit import clock, ratelimit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


# Outside any transaction, as requests count.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings, transactional_db: None) -> Iterator[Path]:
    settings.LAPOR_HOME = tmp_path
    _empty_the_table()  # tests that count over their own connections leave rows behind
    yield tmp_path
    _empty_the_table()


def _empty_the_table() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM kit_ratelimit")


only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="the file of counters: SQLite only")


def allowed(times: int, *, name: str = "pin", bucket: str = "ani", limit: int = 3) -> list[bool]:
    return [ratelimit.hit(name, bucket, limit=limit, seconds=60) for _ in range(times)]


def test_attempts_within_the_limit_pass_and_later_windows_start_anew() -> None:
    with clock.freeze(NOON):
        assert allowed(5) == [True, True, True, False, False]
        assert ratelimit.retry_after(60) == 60
    with clock.freeze(NOON + timedelta(seconds=59)):
        assert allowed(1) == [False]
        assert ratelimit.retry_after(60) == 1
    with clock.freeze(NOON + timedelta(seconds=60)):
        assert allowed(1) == [True]


def test_buckets_and_names_do_not_count_for_each_other() -> None:
    with clock.freeze(NOON):
        assert allowed(4)[-1] is False
        assert allowed(1, bucket="gilang") == [True]
        assert allowed(1, name="login") == [True]


def test_a_limit_of_nothing_lets_nothing_through() -> None:
    assert allowed(1, limit=0) == [False]


def knock(*, times: int, limit: int) -> list[bool]:
    """Let eight threads try at once."""
    gate = Barrier(8)
    passed: list[bool] = []

    def try_often() -> None:
        gate.wait()
        with clock.freeze(NOON):
            passed.extend(allowed(times, limit=limit))
        connection.close()

    threads = [Thread(target=try_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return passed


def test_no_attempt_is_lost_or_let_through_twice_under_threads() -> None:
    passed = knock(times=25, limit=50)
    assert (len(passed), sum(passed)) == (200, 50)


@only_sqlite
def test_not_even_the_first_ones_in_a_new_file_count_apart(home: Path, settings: Settings) -> None:
    """Eight who open a new file at once: SQLite does not wait when several switch it to WAL."""
    for number in range(40):
        settings.LAPOR_HOME = home / str(number)
        settings.LAPOR_HOME.mkdir()
        assert sum(knock(times=2, limit=3)) == 3


def test_old_windows_are_swept_away(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(ratelimit, "_SWEEP_SHARE", 1.0)
    with clock.freeze(NOON):
        allowed(1)
    with clock.freeze(NOON + timedelta(minutes=5)):
        allowed(1)
    if connection.vendor == "sqlite":
        with sqlite3.connect(home / "ratelimit.sqlite3") as file:
            (rows,) = file.execute("SELECT count(*) FROM kit_ratelimit").fetchone()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kit_ratelimit")
            (rows,) = cursor.fetchone()
    assert rows == 1


@only_sqlite
def test_a_broken_file_is_thrown_away_and_counting_goes_on(home: Path) -> None:
    (home / "ratelimit.sqlite3").write_bytes(b"no database at all, for more than one page header " * 100)
    with clock.freeze(NOON):
        assert allowed(5, bucket="broken") == [
            True,
            True,
            True,
            True,
            False,
        ]  # the first was counted beside the new file


@only_sqlite
def test_without_a_writable_file_the_process_counts_alone(home: Path, settings: Settings) -> None:
    settings.LAPOR_HOME = home / "not there"
    with clock.freeze(NOON):
        assert allowed(5, bucket="no file") == [True, True, True, False, False]


def test_the_counters_on_postgresql_are_unlogged() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the UNLOGGED table: PostgreSQL only")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'kit_ratelimit'")
        assert cursor.fetchone() == ("u",)
