"""Fill a throw-away PostgreSQL and measure: `python -m bench --size small|large`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.harness import postgres

SIZES = {"small": ("city",), "large": ("city", "nation")}
GROWS = 1.5  # p95 of lists with 500,000 reports against that with 10,000
LISTS = ("public_list", "inbox")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--seconds", type=int, help="of one run (4 small, 8 large)")
    parser.add_argument("--only", default="", help="items whose names begin so")
    parser.add_argument("--port", type=int, default=8210)
    parser.add_argument("--folder", type=Path, help="where the cluster lies (a disk like that of production)")
    given = parser.parse_args()
    try:
        cluster = postgres.start(parent=given.folder or Path(tempfile.gettempdir()))
    except postgres.Unavailable as error:
        print(f"SKIPPED: PostgreSQL: {error}", file=sys.stderr)
        return 0
    try:
        return run(cluster, given)
    finally:
        cluster.stop()


def run(cluster: postgres.Cluster, given: argparse.Namespace) -> int:
    found: list[dict[str, object]] = []
    for world in SIZES[given.size]:
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {world}")
        with tempfile.TemporaryDirectory() as folder:
            environment = surroundings(Path(folder), url=cluster.url(world), port=given.port)
            for command in (["migrate", "--verbosity=0"], ["seed", world], ["doctor", "--quick", "--no-worker"]):
                subprocess.run([sys.executable, "-m", "lapor.config.cli", *command], env=environment, check=True)
            seconds = given.seconds or {"small": 4, "large": 8}[given.size]
            found += measured(environment, seconds=seconds, only=given.only)
    for line in growth(found):
        print(json.dumps(line))
    return 1 if any(line.get("failed") for line in found) else 0


def surroundings(folder: Path, *, url: str, port: int) -> dict[str, str]:
    """As an installation behind a proxy has it; its log goes to a file, not to a terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAPOR_")}
    return kept | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "lapor.config.settings",
        "LAPOR_HOME": str(folder / "home"),
        "LAPOR_KEYS": str(folder / "keys"),
        "LAPOR_BEHIND_PROXY": "1",
        "LAPOR_STATIC_MANIFEST": "0",
        "PORT": str(port),
    }


def measured(environment: dict[str, str], *, seconds: int, only: str) -> Iterator[dict[str, object]]:
    """Measure in a process of its own, because Django knows one database; pass its lines on."""
    command = [sys.executable, "-m", "bench.measure", "--seconds", str(seconds), "--only", only]
    log = Path(environment["LAPOR_HOME"]) / "bench.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        for line in process.stdout or ():
            if line.startswith('{"name"'):
                print(line, end="", flush=True)
                yield json.loads(line)
        if process.wait():
            print(log.read_text(errors="replace")[-3000:], file=sys.stderr)
            raise SystemExit(1)


def growth(found: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """How much slower lists are with many reports than with few."""
    for name in LISTS:
        slow = [float(str(line["p95_ms"])) for line in found if line["name"] == name]
        if len(slow) == 2:
            yield {"name": f"{name}_growth", "ours": round(slow[1] / slow[0], 2), "baseline": GROWS}


if __name__ == "__main__":
    sys.exit(main())
