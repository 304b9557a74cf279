"""The serving role on PostgreSQL reads and adds events, and can neither change nor remove one."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.harness import postgres
from tests.harness.console import lapor

pytestmark = pytest.mark.slow
PASSWORD = "untuk-uji-saja"


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    """A server with the serving role and a database of its own."""
    try:
        started = postgres.start()
    except postgres.Unavailable as error:
        pytest.skip(f"PostgreSQL: {error}")
    with psycopg.connect(started.url(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE lapor_app LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("CREATE DATABASE lapor")
    yield started
    started.stop()


def test_the_serving_role_cannot_change_the_log(tmp_path: Path, cluster: postgres.Cluster) -> None:
    owner = cluster.url("lapor")
    for arguments in (["migrate", "-v0"], ["roles", "--serving", "lapor_app"], ["roles", "--serving", "lapor_app"]):
        result = lapor(tmp_path, *arguments, DATABASE_URL=owner)
        assert result.returncode == 0, result.stderr

    with psycopg.connect(cluster.url("lapor", user="lapor_app", password=PASSWORD), autocommit=True) as serving:
        serving.execute("SELECT count(*) FROM reports_event")
        serving.execute("UPDATE people_user SET name = name")
        for forbidden in (
            "UPDATE reports_event SET id = id",
            "DELETE FROM reports_event",
            "TRUNCATE reports_event",
            "ALTER TABLE reports_event DISABLE TRIGGER ALL",
            "DROP TABLE reports_event",
            "DELETE FROM django_migrations",
            "CREATE TABLE public.pintu_belakang (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serving.execute(forbidden)


def test_the_serving_role_runs_the_worker(tmp_path: Path, cluster: postgres.Cluster) -> None:
    owner, serving = cluster.url("lapor"), cluster.url("lapor", user="lapor_app", password=PASSWORD)
    assert lapor(tmp_path, "migrate", "-v0", DATABASE_URL=owner).returncode == 0
    assert lapor(tmp_path, "roles", "--serving", "lapor_app", DATABASE_URL=owner).returncode == 0

    result = lapor(tmp_path, "worker", "--once", DATABASE_URL=serving)

    assert result.returncode == 0
    assert "error" not in result.stdout


def test_mistakes_are_sentences(tmp_path: Path, cluster: postgres.Cluster) -> None:
    unknown = lapor(tmp_path, "roles", "--serving", "siapa", DATABASE_URL=cluster.url("lapor"))
    embedded = lapor(tmp_path, "roles", "--serving", "lapor_app")

    assert (unknown.returncode, unknown.stderr) == (1, "Tidak ada peran “siapa” di basis data ini.\n")
    assert embedded.returncode == 1
    assert "SQLite" in embedded.stderr
