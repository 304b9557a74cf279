"""How many questions a page asks the database, however much it shows."""

from __future__ import annotations

import pytest
import zeal
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.desk.tests.scenes import address, answered, assigned, filed, sign_in
from lapor.people.actor import reporter_of
from lapor.reports import actions
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
BUDGETS = {
    "/meja/": 11,
    "/meja/?bagian=lain&q=lubang": 10,
    "/meja/?bagian=hari-ini": 9,
    "/meja/?bagian=lain&status=assigned": 10,
    "/meja/instansi/": 10,
    "/meja/kabar/": 8,
    "/meja/pengguna/": 8,
    "/meja/profil/": 10,
}


@pytest.fixture
def much(world: World) -> World:
    for n in range(6):
        assigned(world, key=f"a{n}")
        filed(world, key=f"b{n}")
    answered(world, key="c")  # an agency that has answered is led through no steps any more
    return world


@pytest.mark.parametrize("path", BUDGETS)
def test_a_list_asks_little_however_long_it_is(much: World, path: str) -> None:
    citra = sign_in(much, "citra")
    citra.get(path)
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        zeal.zeal_context(),
    ):
        assert citra.get(path).status_code == 200
    assert len(asked) <= BUDGETS[path], "\n".join(row["sql"][:150] for row in asked)


def test_a_report_asks_little_however_much_was_written(much: World) -> None:
    report = answered(much, key="lang")
    for n in range(5):
        report = actions.respond(report, by=reporter_of(report.pk), text=f"Belum {n}.")
        report = actions.follow_up(report, by=much.actor("dewi"), text=f"Sudah {n}.", final=True)
    dewi = sign_in(much, "dewi")
    dewi.get(address(report))
    # The form asks once more than it did: for the colleagues who may own a promise.
    for path, most in ((address(report), 19), (address(report, "follow_up"), 23)):
        with CaptureQueriesContext(connection) as asked, zeal.zeal_context():
            assert dewi.get(path).status_code == 200
        assert len(asked) <= most, "\n".join(row["sql"][:150] for row in asked)


def test_the_form_of_a_disposition_asks_little(much: World) -> None:
    report, citra = filed(much, key="satu"), sign_in(much, "citra")
    citra.get(address(report, "dispose"))
    with CaptureQueriesContext(connection) as asked, zeal.zeal_context():
        assert citra.get(address(report, "dispose")).status_code == 200
    assert len(asked) <= 23, "\n".join(row["sql"][:150] for row in asked)
