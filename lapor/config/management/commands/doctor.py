"""`lapor doctor`: is this installation well, and does it keep its promises?"""

import json
from collections.abc import Callable, Iterable, Iterator
from inspect import signature
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from lapor.config import checks, starting, worker


class Command(BaseCommand):
    help = "Memeriksa pemasangan, pekerja dan janji-janji yang harus selalu benar."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="keluaran untuk program")
        parser.add_argument("--no-worker", action="store_true", help="jangan periksa apakah pekerja hidup")
        parser.add_argument("--quick", action="store_true", help="hanya 1.000 laporan terbaru")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(problems(with_worker=not options["no_worker"], quick=options["quick"]))
        advice = [] if starting.UNREACHABLE in found else checks.advice()
        if options["json"]:
            told = {"healthy": not found, "problems": found, "advice": advice}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stderr.write("".join(f"Saran: {sentence}\n" for sentence in advice), ending="")
            self.stdout.write("" if found else "Semua baik.\n", ending="")
        if found:
            raise CommandError("" if options["json"] else "\n".join(f"• {problem}" for problem in found))


def problems(*, with_worker: bool, quick: bool = False) -> Iterator[str]:
    """Ask the installation, the schema, the worker and every floor that can be examined."""
    found = starting.wait_for_problems(patience=0)
    yield from found
    if starting.UNREACHABLE in found:
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield (
            "Susunan basis data belum diperbarui; jalankan: lapor migrate. / "
            "Migrations are missing; run: lapor migrate."
        )
        return
    if with_worker:
        yield from worker.problems()
    for name in settings.LAPOR_DOCTORS:
        yield from ask(import_string(name), quick=quick)


def ask(doctor: Callable[..., Iterable[str]], *, quick: bool) -> Iterable[str]:
    """Let one floor examine itself; those that know a short way take it when there is no time."""
    return doctor(quick=True) if quick and "quick" in signature(doctor).parameters else doctor()
