"""The Ombudsman's cases by programs: his list, one case, and the moves on it."""

from __future__ import annotations

import pytest

from lapor.api.tests.calling import is_problem, key_of, nobody
from lapor.reports.models import Report
from lapor.reports.tests.test_cases import SECRET, accepted, brought
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def test_a_program_of_the_ombudsman_lists_his_cases_page_by_page(world: World) -> None:
    reports, farah = [brought(world), brought(world)], key_of(world, "farah")
    first = farah.get("/meja/kasus", limit=1).json()
    second = farah.get("/meja/kasus", limit=1, cursor=first["next"]).json()
    assert [row["code"] for row in first["cases"] + second["cases"]] == [one.code for one in _ordered(reports)]
    assert second["next"] is None
    assert farah.get("/meja/kasus", group="work").json() == {"cases": [], "next": None}
    is_problem(farah.get("/meja/kasus", group="lain"), 422)
    for caller, status in ((key_of(world, "citra"), 403), (nobody, 401)):
        is_problem(caller.get("/meja/kasus"), status)


def _ordered(reports: list[Report]) -> list[Report]:
    """Brought at the same moment: by the key of their cases."""
    return sorted(reports, key=lambda one: one.cases.get().pk)


def test_it_accepts_and_closes_a_case_and_reads_the_proof(world: World) -> None:
    report, farah = brought(world), key_of(world, "farah")
    assert farah.move(report.code, "accept_appeal").status_code == 200
    is_problem(farah.move(report.code, "accept_appeal"), 409)
    is_problem(farah.move(report.code, "close_appeal", outcome="found"), 422)
    done = farah.move(report.code, "close_appeal", outcome="found", text="Instansi lalai menjawab.")
    assert done.status_code == 200, done.content
    read = farah.get(f"/meja/kasus/{report.code}").json()
    assert (read["case"]["state"], read["case"]["outcome"]) == ("closed", "found")
    assert (read["proof"]["count"], read["proof"]["broken_at"]) == (report.events.count(), None)
    assert farah.get(f"/laporan/{report.code}").json()["appeal"] == read["case"]


def test_no_other_case_is_there(world: World) -> None:
    report, farah = accepted(world, **SECRET), key_of(world, "farah")
    is_problem(farah.get("/meja/kasus/7K4M9QXT2"), 404)
    is_problem(key_of(world, "dewi").get(f"/meja/kasus/{report.code}"), 403)
    assert farah.get("/meja/kasus", group="work").json()["cases"][0]["title"] == ""
