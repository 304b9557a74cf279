"""A broken database or a full disk: 503 with a sentence, never a traceback, never a word of the error in the log."""

import io
import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from django.db import DatabaseError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.utils import load_backend
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lapor.config import env, trouble
from tests.harness.postgres import free_port

CANARY = "kenari-3171234567890001"


def caught(action: Callable[[], Any]) -> Exception:
    """Return what an action raises."""
    try:
        action()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def backend(settings: dict[str, Any]) -> BaseDatabaseWrapper:
    """Return a connection of Django's to some database, outside its registry."""
    described = connections.configure_settings({"default": settings})["default"]
    made: BaseDatabaseWrapper = load_backend(described["ENGINE"]).DatabaseWrapper(described, "outside")
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("pool", [False, {"min_size": 0, "max_size": 1, "timeout": 0.2}])
def test_a_server_that_is_not_there(pool: dict[str, Any] | bool) -> None:
    settings = env.read({"DATABASE_URL": f"postgresql://lapor@127.0.0.1:{free_port()}/lapor"}).database
    settings["OPTIONS"]["pool"] = pool

    outside = backend(settings)
    error = caught(outside.ensure_connection)
    if isinstance(outside, DatabaseWrapper) and pool:
        outside.close_pool()  # its threads would go on knocking

    assert trouble.recognise(error) is trouble.DATABASE_DOWN


@pytest.mark.django_db
def test_a_database_file_that_cannot_be_opened(tmp_path: Path) -> None:
    error = caught(backend(env.sqlite(tmp_path / "tidak" / "ada.sqlite3")).ensure_connection)

    assert trouble.recognise(error) is trouble.DATABASE_DOWN


@pytest.mark.django_db
def test_a_full_sqlite_file(tmp_path: Path) -> None:
    full = backend(env.sqlite(tmp_path / "penuh.sqlite3"))
    with full.cursor() as cursor:
        cursor.execute("CREATE TABLE isi (teks text)")
        cursor.execute("PRAGMA max_page_count = 3")
        error = caught(lambda: cursor.execute("INSERT INTO isi VALUES (%s)", ["x" * 100_000]))
    full.close()

    assert trouble.recognise(error) is trouble.STORAGE_FULL


def test_a_full_disk() -> None:
    def write() -> None:
        with Path("/dev/full").open("w") as file:
            file.write(CANARY)

    assert trouble.recognise(caught(write)) is trouble.STORAGE_FULL


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (psycopg.errors.DiskFull, trouble.STORAGE_FULL),
        (psycopg.errors.TooManyConnections, trouble.BUSY),
        (psycopg.errors.LockNotAvailable, trouble.BUSY),
        (psycopg.errors.QueryCanceled, trouble.BUSY),
        (psycopg.errors.AdminShutdown, trouble.DATABASE_DOWN),
        (psycopg.errors.CannotConnectNow, trouble.DATABASE_DOWN),
        (psycopg.errors.UniqueViolation, None),
        (psycopg.errors.SyntaxError, None),
    ],
)
def test_states_of_postgresql(kind: type[psycopg.Error], expected: trouble.Trouble | None) -> None:
    error = DatabaseError("apa saja")
    error.__cause__ = kind("apa saja")

    assert trouble.recognise(error) is expected


def test_a_locked_sqlite_is_busy() -> None:
    error = OperationalError("database is locked")
    error.__cause__ = sqlite3.OperationalError("database is locked")

    assert trouble.recognise(error) is trouble.BUSY


def test_a_mistake_of_ours_is_not_excused() -> None:
    assert trouble.recognise(ValueError(CANARY)) is None


def full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(28, "No space left on device")


def test_people_get_a_page_and_machines_a_problem() -> None:
    middleware = trouble.TroubleMiddleware(full_disk)
    error = OSError(28, "No space left on device")
    requests = RequestFactory()

    page = middleware.process_exception(requests.post("/lapor/"), error)
    problem = middleware.process_exception(requests.post("/api/v1/reports"), error)

    assert page is not None
    assert problem is not None
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "300", "no-store")
    assert "Penyimpanan penuh" in page.text
    assert problem["Content-Type"] == "application/problem+json"
    assert json.loads(problem.content)["code"] == "penyimpanan-penuh"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What our own log handler writes."""
    ours = [h for h in logging.getLogger().handlers if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)]
    stream = io.StringIO()
    monkeypatch.setattr(ours[0], "stream", stream)
    return stream


@pytest.mark.urls("lapor.config.tests.broken_urls")
def test_an_unforeseen_error_is_a_page_and_a_log_line_without_its_words(
    log: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.INFO):
        response = client.get(f"/rusak/{CANARY}?nama={CANARY}", headers={"User-Agent": CANARY})

    assert response.status_code == 500
    assert "Kesalahan ini sudah dicatat" in response.text
    assert CANARY not in response.text
    said = log.getvalue()
    assert "builtins.ValueError" in said
    assert '"route": "rusak/<str:word>"' in said
    assert CANARY not in said


@pytest.mark.urls("lapor.config.tests.broken_urls")
def test_a_full_disk_in_a_view_is_503() -> None:
    assert Client().get("/penuh").status_code == 503
