"""The baseline: the very SQL that ours sends, played by pgbench without anything around it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.load import Load
from tests.harness import postgres

# Ids that are new in each transaction.
FRESH = """\\set seq random(100000, 2000000000)
SELECT gen_random_uuid() AS rid, gen_random_uuid() AS mid, upper(substr(md5(random()::text), 1, 9)) AS code \\gset
"""


def capture(act: Callable[[], object]) -> list[str]:
    """The statements of one operation, with their values, from BEGIN to COMMIT."""
    with CaptureQueriesContext(connection) as found:
        act()
    return [str(query["sql"]) for query in found.captured_queries]


def script_of_submit(statements: Sequence[str], *, report_id: str, code: str) -> str:
    """A new report each time: fresh id, code and idempotency key."""
    fresh = [_with_report(sql, report_id).replace(f"'{code}'", ":code::text") for sql in statements]
    return FRESH + "".join(_line(_with_key(sql)) for sql in fresh)


def script_of_move(statements: Sequence[str]) -> str:
    """The same report each time (many scripts, many reports): fresh message and place in the log."""
    return FRESH + "".join(_line(_with_message(sql)) for sql in statements)


def script_of_read(statements: Sequence[str]) -> str:
    """The query that finds what the page shows: the longest that selects from the reports."""
    reads = [sql for sql in statements if re.match(r'SELECT "reports_report"', sql)]
    return _line(max(reads, key=len))


def _with_report(sql: str, report_id: str) -> str:
    for text in (report_id, report_id.replace("-", "")):
        sql = sql.replace(f"'{text}'", ":rid")
    return sql


def _with_key(sql: str) -> str:
    """Everything that must be unique and is bytes: the key of the idempotency row."""
    if 'INSERT INTO "reports_idempotency"' in sql:
        return re.sub(r"'\\x[0-9a-f]{64}'(::bytea)?", "sha256(:rid::text::bytea)", sql, count=1)
    return sql


def _with_message(sql: str) -> str:
    if 'INSERT INTO "reports_message"' in sql:
        return re.sub(r"VALUES \('[0-9a-f-]+'(::uuid)?", "VALUES (:mid::uuid", sql, count=1)
    if 'INSERT INTO "reports_event"' in sql:
        sql = re.sub(r"(VALUES \('[0-9a-f-]+'(?:::uuid)?), \d+,", r"\1, :seq::int,", sql, count=1)
    if sql.startswith('UPDATE "reports_report"'):
        return re.sub(r'"last_seq" = \d+', '"last_seq" = :seq::int', sql)
    return sql


def _line(sql: str) -> str:
    return " ".join(sql.split("\n")) + ";\n"


def play(scripts: Sequence[str], *, connections: int, seconds: int) -> Load:
    """Let pgbench run the scripts, one drawn for each transaction, with prepared statements like ours."""
    settings = connection.settings_dict
    with tempfile.TemporaryDirectory() as folder:
        command = [postgres.find() / "pgbench", "-n", "-M", "prepared", "-c", connections, "-j", 2, "-T", seconds]
        command += ["-l", "--log-prefix", f"{folder}/log", "-h", settings["HOST"], "-p", settings["PORT"]]
        for number, script in enumerate(scripts):
            path = Path(folder) / f"{number}.sql"
            path.write_text(script, encoding="utf-8")
            command += ["-f", path]
        words = [str(word) for word in [*command, "-U", settings["USER"], settings["NAME"]]]
        environment = os.environ | {"PGPASSWORD": settings["PASSWORD"]}
        ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode or "aborted" in ended.stderr:
            raise RuntimeError(f"pgbench: {ended.stderr[-600:]}")
        load = Load(seconds=float(seconds))
        for log in Path(folder).glob("log.*"):
            load.latencies += [int(line.split()[2]) / 1e6 for line in log.read_text().splitlines()]
    load.statuses[200] = len(load.latencies)
    return load
