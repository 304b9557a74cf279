"""An export of 100,000 rows: quick to read, and memory that does not grow with it beyond the file's own size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lapor.channels.laporan_ringkas.tests.files import cells, csv_file, xlsx
from tests.harness.console import ROOT, surroundings

pytestmark = pytest.mark.slow
ROWS = 100_000
# Processor time, because a busy machine says nothing about the reader; VmHWM is the most memory ever held, in kB.
MEASURE = """
import json, sys, time
from pathlib import Path
import django
django.setup()
from lapor.channels.laporan_ringkas.parse import open_export, Row

def most_memory():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

before, begun = most_memory(), time.process_time()
rows = sum(isinstance(row, Row) for row in open_export(Path(sys.argv[1])).rows())
print(json.dumps([rows, time.process_time() - begun, (most_memory() - before) / 1024]))
"""


@pytest.mark.parametrize(("kind", "megabytes"), [("csv", 20), ("xlsx", 500)])
def test_a_hundred_thousand_rows_are_read_in_half_a_minute(tmp_path: Path, kind: str, megabytes: int) -> None:
    rows = (cells(n, body=f"Laporan nomor {n}. " + "Lampu padam di jalan ini. " * 15) for n in range(ROWS))
    path = tmp_path / f"a.{kind}"
    csv_file(path, rows) if kind == "csv" else xlsx(path, rows)
    environment = surroundings(tmp_path, {"DJANGO_SETTINGS_MODULE": "lapor.config.settings"})
    command = [sys.executable, "-c", MEASURE, str(path)]
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=200, check=True)
    read, seconds, grown = json.loads(ran.stdout)
    print(f"{kind}: {seconds:.1f} s, {grown:.0f} MB")
    assert read == ROWS
    assert seconds < 30
    assert grown < megabytes
