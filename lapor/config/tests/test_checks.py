"""What we refuse to start on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from lapor.config import checks
from lapor.reports.tests import scenes
from lapor.reports.world import World
from tests.harness import postgres
from tests.harness.console import lapor

MOUNTS = """\
/dev/vda1 / ext4 rw,relatime 0 0
server:/data /mnt/data\\040bersama nfs4 rw 0 0
//server/share /srv/lapor cifs rw 0 0
/dev/vdb1 /srv/lapor/lokal ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
"""


@pytest.fixture(scope="module")
def careless() -> Iterator[postgres.Cluster]:
    """A real server that would lose data."""
    try:
        cluster = postgres.start(settings={"fsync": "off", "full_page_writes": "off"})
    except postgres.Unavailable as error:
        pytest.skip(f"PostgreSQL: {error}")
    yield cluster
    cluster.stop()


@pytest.mark.slow
def test_a_careless_postgresql_is_refused_with_what_to_change(tmp_path: Path, careless: postgres.Cluster) -> None:
    for command in ("worker", "web", "up"):
        result = lapor(tmp_path, command, DATABASE_URL=careless.url())

        assert result.returncode == 1
        assert "setel fsync = on" in result.stderr
        assert "set full_page_writes = on" in result.stderr
        assert "synchronous_commit" not in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_careless_connection_is_refused_too(tmp_path: Path, careless: postgres.Cluster) -> None:
    url = careless.url() + "?options=-c%20synchronous_commit%3Doff"

    assert lapor(tmp_path, "check").returncode == 0
    result = lapor(tmp_path, "doctor", "--no-worker", DATABASE_URL=url)

    assert result.returncode == 1
    assert "setel synchronous_commit = on" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("verbosity", "advised"), [("default", True), ("terse", False)])
def test_a_talkative_log_is_advised_against_and_nothing_worse(
    tmp_path: Path, careless: postgres.Cluster, verbosity: str, *, advised: bool
) -> None:
    url = f"{careless.url()}?options=-c%20log_error_verbosity%3D{verbosity}"

    assert lapor(tmp_path, "check").returncode == 0
    told = lapor(tmp_path, "doctor", "--no-worker", "--json", DATABASE_URL=url, LAPOR_SMTP_URL="smtp://127.0.0.1:9")
    read = lapor(tmp_path, "doctor", "--no-worker", DATABASE_URL=url)

    said = json.loads(told.stdout)
    assert ["log_error_verbosity = terse" in sentence for sentence in said["advice"]] == [True] * advised
    assert not any("log_error_verbosity" in problem for problem in said["problems"])
    assert ("Saran: PostgreSQL mencatat" in read.stderr) is advised
    assert f"semuanya menjadi berkas di {tmp_path / 'home' / 'mail'}" in read.stderr


@pytest.mark.parametrize(("number", "refused"), [(140012, True), (150000, False), (180001, False)])
def test_postgresql_before_15_is_refused(number: int, *, refused: bool) -> None:
    found = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "server_version_num": str(number)}

    said = checks.of_postgresql_settings(found)

    assert bool(said) is refused
    assert not refused or "PostgreSQL 14 terlalu tua" in said[0]


def test_a_weaker_commit_that_still_waits_for_the_disk_is_fine() -> None:
    found = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "local", "server_version_num": "150000"}

    assert checks.of_postgresql_settings(found) == []


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/lapor", "ext4"),
        ("/mnt/data bersama/lapor", "nfs4"),
        ("/srv/lapor/home", "cifs"),
        ("/srv/lapor/lokal/home", "ext4"),
        ("/srv/lapor-lain", "ext4"),
    ],
)
def test_the_nearest_mount_decides(folder: str, kind: str) -> None:
    assert checks.file_system(Path(folder) / "lapor.sqlite3", mounts=MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "afs", "fuse.sshfs"])
def test_sqlite_on_a_network_file_system_is_refused(kind: str) -> None:
    said = checks.of_sqlite(Path("/lapor.sqlite3"), mounts=f"host:/ / {kind} rw 0 0\n")

    assert len(said) == 1
    assert kind in said[0]
    assert "LAPOR_HOME" in said[0]
    assert "DATABASE_URL" in said[0]


def test_sqlite_on_a_local_disk_is_fine() -> None:
    assert checks.of_sqlite(Path("/lapor.sqlite3"), mounts=MOUNTS) == []


@pytest.mark.django_db
def test_the_database_under_test_is_fine() -> None:
    assert checks.problems() == []


def test_keys_of_another_installation_are_refused(world: World, tmp_path: Path) -> None:
    assert checks.of_keys() == []
    scenes.submitted(world)
    assert checks.of_keys() == []

    with override_settings(LAPOR_KEYS=tmp_path / "other-keys"):
        assert "pulihkan kunci dari cadangan" in checks.of_keys()[0]
