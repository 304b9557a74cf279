"""A01, A02: every address is decided by a person, and answers everybody as reviewed."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from lapor.kit import clock
from lapor.reports.actions.submit import Receipt
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.tests.snapshot import difference
from lapor.reports.world import World
from tests.architecture import kinds, matrix, routes, visitors

FOLDER = Path(__file__).parent
REFERENCE = ("stranger", "dewi", "budi", "ended", "staff", "key-write")  # who knock at the reference data
NOW = MONDAY + timedelta(days=3)


def test_every_address_stands_in_the_table_and_somebody_decided_who_may_open_it() -> None:
    if os.environ.get("SNAPSHOTS") == "write":
        routes.TABLE.write_text(routes.table(), encoding="utf-8")
    decided = routes.decided()
    assert sorted(decided) == sorted(str(route) for route in routes.all_routes()), "read it, then SNAPSHOTS=write"
    assert {route: who for route, who in decided.items() if who not in routes.WHO} == {}


def test_no_operation_of_the_api_stands_without_a_door() -> None:
    open_ones = {address for address, said in routes.operations() if "no door" in said}
    assert open_ones == {"/<path:rest>"}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("own_limits")
def test_every_address_answers_everybody_as_reviewed(world: World) -> None:
    with clock.freeze(NOW):
        everybody = visitors.fixed(world)
        lines = ["# What a GET answers, to whom. Read each change as an attacker would.\n\n## no report\n"]
        some = {name: everybody[name] for name in REFERENCE}
        for address in matrix.of_nothing():
            seen_by = some if address.startswith("admin/") else everybody
            for path in matrix.filled(address, world):
                lines.extend(matrix.lines_of(path, matrix.shown(address, path), seen_by))
        receipts = kinds.made(world)
        other = kinds.filed_by_another(world)
        for name, receipt in receipts.items():
            lines.append(f"\n## a report that is {name}\n")
            lines += of_report(world, receipt, other, everybody)
    assert not any(line.lstrip().startswith("500 ") for line in lines)
    found = difference("matrix.txt", "\n".join(lines) + "\n", folder=FOLDER)
    assert found == "", "read the difference, then SNAPSHOTS=write"


def of_report(world: World, receipt: Receipt, other: Receipt, everybody: dict[str, Client]) -> list[str]:
    """The lines of one report."""
    seen_by = everybody | visitors.of_report(receipt, other)
    report = kinds.fresh(receipt)
    found = []
    for address in matrix.of_reports():
        for path in matrix.filled(address, world, report):
            found.extend(matrix.lines_of(path, matrix.shown(address, path), seen_by))
    return found
