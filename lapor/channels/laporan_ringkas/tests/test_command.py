"""`lapor import laporan-ringkas`, as a person or a script runs it; killed anywhere it ends exact."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from lapor.channels.laporan_ringkas.tests.files import cells, csv_file, xlsx
from tests.harness.console import LAPOR, ROOT, lapor, surroundings

pytestmark = pytest.mark.slow
KILLS, ROWS = 10, 2500
WHOLE = """
    SELECT (SELECT count(*) FROM reports_report), (SELECT count(*) FROM reports_reportkey),
           (SELECT count(*) FROM reports_event), (SELECT count(DISTINCT report_id) FROM reports_event),
           (SELECT count(*) FROM reports_disposition), (SELECT count(*) FROM reports_externalreference),
           (SELECT count(*) FROM reports_message), (SELECT count(*) FROM reports_reaction),
           (SELECT count(*) FROM reports_deadline), (SELECT count(*) FROM agencies_agency)
"""


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """A database of this test's own beside that of the run, as a setting; nothing for SQLite, which has its folder."""
    url = os.environ.get("DATABASE_URL")
    if url is None:
        yield {}
        return
    name = f"impor_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def counted(folder: Path, more: dict[str, str], query: str) -> tuple[int, ...]:
    if url := more.get("DATABASE_URL"):
        with psycopg.connect(url) as server:
            return tuple(server.execute(query).fetchall()[0])
    with closing(sqlite3.connect(f"file:{folder / 'home' / 'lapor.sqlite3'}?mode=ro", uri=True)) as file:
        return tuple(file.execute(query).fetchall()[0])


def test_a_run_killed_anywhere_and_started_again_ends_exact(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [cells(n, unit=f"Dinas {n % 40}", last_body="Lain") for n in range(ROWS)])
    dice = random.Random(20)
    with database() as more:
        assert lapor(tmp_path, "migrate", **more).returncode == 0
        done = [counted(tmp_path, more, WHOLE)[0]]
        for _ in range(KILLS):
            kill_one_run(tmp_path, path, more, dice=dice, already=done[-1])
            done.append(counted(tmp_path, more, WHOLE)[0])
        assert done == sorted(done)
        assert 0 < done[-1] < ROWS, "the kills must fall into the writing"
        last = lapor(tmp_path, "import", "laporan-ringkas", str(path), "--json", **more)
        assert json.loads(last.stdout) == {
            "read": ROWS, "created": ROWS - done[-1], "unchanged": done[-1], "rejected": 0
        }  # fmt: skip
        assert counted(tmp_path, more, WHOLE) == (*[ROWS] * 7, 0, 0, 42)
        again = lapor(tmp_path, "import", "laporan-ringkas", str(path), "--json", **more)
        assert json.loads(again.stdout) == {"read": ROWS, "created": 0, "unchanged": ROWS, "rejected": 0}


def test_two_runs_at_the_same_moment_take_each_report_once(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [cells(n, unit=f"Dinas {n % 40}") for n in range(1000)])
    command = [*LAPOR, "import", "laporan-ringkas", str(path), "--json"]
    with database() as more:
        assert lapor(tmp_path, "migrate", **more).returncode == 0
        assert lapor(tmp_path, "import", "laporan-ringkas", str(xlsx(tmp_path / "b.xlsx", [])), **more).returncode == 0
        environment = surroundings(tmp_path, more)
        both = [subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in "ab"]
        answers = [json.loads(process.communicate(timeout=100)[0]) for process in both]
        assert sum(answer["created"] for answer in answers) == 1000
        assert all(answer["created"] + answer["unchanged"] == 1000 for answer in answers)
        assert counted(tmp_path, more, WHOLE) == (*[1000] * 6, 0, 0, 0, 42)


def kill_one_run(folder: Path, path: Path, more: dict[str, str], *, dice: random.Random, already: int) -> None:
    """Start an import and kill it at a random moment soon after its first new reports are there."""
    command = [*LAPOR, "import", "laporan-ringkas", str(path), "--json"]
    process = subprocess.Popen(
        command, env=surroundings(folder, more), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if counted(folder, more, "SELECT count(*) FROM reports_report")[0] > already:
            break
        time.sleep(0.005)
    time.sleep(dice.uniform(0, 0.12))
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)


def test_json_is_one_line_and_the_rejects_are_beside_the_file(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [cells(1), cells(2, day="entah"), cells(3)])
    assert lapor(tmp_path, "migrate").returncode == 0
    ran = lapor(tmp_path, "import", "laporan-ringkas", str(path), "--json")
    assert ran.stdout == '{"read": 3, "created": 2, "unchanged": 0, "rejected": 1}\n'
    assert ran.returncode == 0
    assert "entah" in (tmp_path / "a.ditolak.csv").read_text(encoding="utf-8-sig")
    for_people = lapor(tmp_path, "import", "laporan-ringkas", str(path), "--rejects", str(tmp_path / "b.csv"))
    assert "2 sama seperti sebelumnya" in for_people.stdout
    assert str(tmp_path / "b.csv") in for_people.stdout


def test_the_counts_and_what_to_do_next_come_last_and_long_lists_are_cut(tmp_path: Path) -> None:
    many = [cells(n, unit=f"Dinas {n}") for n in range(20)]
    path = xlsx(tmp_path / "a.xlsx", [*many, cells(21, day="entah")])
    assert lapor(tmp_path, "migrate").returncode == 0
    lists, _, rest = lapor(tmp_path, "import", "laporan-ringkas", str(path)).stdout.partition("\nSelesai.\n")
    counts, *steps = rest.strip().split("\n• ")
    assert [line.split() for line in counts.splitlines()] == [["21", "dibaca"], ["20", "baru"], ["1", "ditolak"]]
    assert str(tmp_path / "a.ditolak.csv") in steps[0]
    assert "Ambil untuk dikerjakan" in steps[2]
    assert "Menurut status:" in lists
    assert lists.count("\n  Dinas ") + int(lists.split("… dan ")[1].split()[0]) >= 20


def test_a_trial_run_leaves_no_trace(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [cells(1), cells(2, day="entah")])
    assert lapor(tmp_path, "migrate").returncode == 0
    before = counted(tmp_path, {}, WHOLE)
    ran = lapor(tmp_path, "import", "laporan-ringkas", str(path), "--dry-run")
    assert "Dinas Perhubungan Kab. Contoh Jaya" in ran.stdout
    assert ran.stdout.rstrip().endswith("jalankan lagi tanpa --dry-run.")
    assert counted(tmp_path, {}, WHOLE) == before
    assert [file.name for file in tmp_path.glob("*.csv")] == []


def test_what_cannot_be_read_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    assert lapor(tmp_path, "migrate").returncode == 0
    missing = lapor(tmp_path, "import", "laporan-ringkas", str(tmp_path / "tidak-ada.xlsx"))
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)
    short = xlsx(tmp_path / "a.xlsx", [cells()], columns=("number", "day", "title", "unit"))
    named = lapor(tmp_path, "import", "laporan-ringkas", str(short))
    assert (named.returncode, "“Status Laporan”" in named.stderr) == (2, True)
    whole = xlsx(tmp_path / "b.xlsx", [cells()])
    for wrong in (("--under", "tidak-ada"), ("--zone", "Mars/Olympus")):
        assert lapor(tmp_path, "import", "laporan-ringkas", str(whole), *wrong).returncode == 2
