"""All items on one filled database: ours, baseline, ours, baseline …; the median of three; one JSON line each."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import TextIO

import django

ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    django.setup()
    with results() as out:
        measure(given.seconds, only=given.only, out=out)


@contextmanager
def results() -> Iterator[TextIO]:
    """Standard output for our lines alone; what server and worker say there goes to standard error instead."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        yield out


def measure(seconds: int, *, only: str = "", out: TextIO) -> None:
    """Write the lines; that of memory comes last."""
    import psutil

    from bench.digests import morning
    from bench.items import items
    from bench.serving import megabytes, serving
    from lapor.reports.models import Report

    rows = Report.objects.count()
    with serving() as parts:
        found = [item for item in items() if item.name.startswith(only)]
        parts["worker"].suspend()  # it has its own line; on two cores it would only blur those of the web server
        for item in found:
            line = compare(item, parts["web"], seconds=seconds)
            head = {"name": item.name, "rows": rows, "connections": item.connections}
            print(json.dumps(head | line), file=out, flush=True)
        if "digests".startswith(only):
            print(json.dumps(morning(rows)), file=out, flush=True)
        parts["worker"].resume()
        print(json.dumps(reacting(rows, seconds=seconds)), file=out, flush=True)
        used: Sequence[psutil.Process] = list(parts.values())
        print(json.dumps({"name": "memory_mb", "rows": rows, "ours": round(megabytes(*used))}), file=out, flush=True)


def reacting(rows: int, *, seconds: int) -> dict[str, object]:
    """Events per second that the worker reacts to, if any are left from the writes before."""
    from lapor.reports.models import Reaction

    before = Reaction.objects.filter(done_at=None).count()
    time.sleep(seconds)
    done = before - Reaction.objects.filter(done_at=None).count()
    return {"name": "worker_events", "rows": rows, "ours": round(done / seconds, 1)}


def compare(item: object, web: object, *, seconds: int) -> dict[str, float | int]:
    """The median of the rounds, by the rate of ours; a short round before warms both sides up."""
    import psutil
    from django.conf import settings

    from bench import load, replay
    from bench.items import Item
    from bench.serving import cpu_seconds

    assert isinstance(item, Item)
    assert isinstance(web, psutil.Process)
    load.run(settings.LAPOR_PORT, item.make, connections=item.connections, seconds=1)
    ours, theirs, cpu = [], [], []
    for _ in range(ROUNDS):
        before = cpu_seconds(web)
        ours.append(load.run(settings.LAPOR_PORT, item.make, connections=item.connections, seconds=seconds))
        cpu.append((cpu_seconds(web) - before) / max(len(ours[-1].latencies), 1) * 1000)
        theirs.append(replay.play(item.scripts, connections=item.connections, seconds=max(seconds - 1, 1)))
    rate, base = median(one.rate for one in ours), median(one.rate for one in theirs)
    p99, base99 = (median(load.percentile(one.latencies, 0.99) for one in runs) for runs in (ours, theirs))
    return {
        "ours": round(rate, 1),
        "baseline": round(base, 1),
        "ratio": round(rate / base, 3),
        "p95_ms": round(median(load.percentile(one.latencies, 0.95) for one in ours), 1),
        "p99_ms": round(p99, 1),
        "baseline_p99_ms": round(base99, 1),
        "cpu_ms": round(median(cpu), 2),
        "failed": sum(one.failed for one in ours),
    }


if __name__ == "__main__":
    main()
