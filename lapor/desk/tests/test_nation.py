"""The nation's admin sees which agencies are late, and only he does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import zeal
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies.actions import add_agency, end_membership
from lapor.agencies.models import Membership, today
from lapor.desk import nation, queries
from lapor.desk.nation import Narrowed
from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock
from lapor.people.actor import SYSTEM
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
PAGE = "/meja/nasional/"
EVERYWHERE = Narrowed()
LATER = MONDAY + timedelta(days=30)  # long after the first answer was due


def rows(world: World, narrowed: Narrowed = EVERYWHERE, *, by: str = "budi") -> dict[str, dict[str, Any]]:
    keys = {agency.pk: key for key, agency in world.agencies.items()}
    _, page = nation.late_agencies(world.actor(by), narrowed, number=None)
    return {keys[row["holder_id"]]: row for row in page}


def test_the_latest_agency_stands_above_with_each_of_its_figures(world: World) -> None:
    scenes.assigned(world)
    scenes.assigned(world)
    returned = scenes.assigned(world)
    with clock.freeze(MONDAY + timedelta(days=1)):
        dinas = world.agencies["dinkes"]
        actions.return_up(returned, by=world.actor("dewi"), reason="Bukan kami.", proposed=dinas)
    with clock.freeze(LATER - timedelta(days=1)):
        scenes.assigned(world, to="dinkes", at=LATER - timedelta(days=1))
    with clock.freeze(LATER):
        found = rows(world)
        pu, dinkes = found["dinas-pu"], found["dinkes"]
        assert next(iter(found)) == "dinas-pu"
        assert (pu["open"], pu["late"], pu["bounced"].returned, pu["broken"], pu["empty"]) == (2, 2, 1, 0, False)
        assert (pu["share"].ended, pu["share"].late) == (4, 4)  # the first answer and the completion of both
        assert pu["age"] >= pu["held"] > 15
        assert (dinkes["open"], dinkes["late"], dinkes["share"], dinkes["bounced"]) == (1, 0, None, None)


def test_each_number_leads_to_its_list_or_to_what_it_means(world: World) -> None:
    scenes.assigned(world)
    pk = world.agencies["dinas-pu"].pk
    with clock.freeze(LATER):
        budi = sign_in(world, "budi")
        page = budi.get(PAGE).content.decode()
        late = f"/meja/?bagian=lain&unit={pk}&telat=on"
        assert late.replace("&", "&amp;") in page
        assert f'href="/meja/instansi/{pk}/"' in page
        for name in set(re.findall(r'href="#(arti-\w+)"', page)):
            assert f'id="{name}"' in page
        assert len(budi.get(late).context["found"].rows) == 1
        assert PAGE in budi.get("/meja/instansi/").content.decode()


def test_an_agency_where_nobody_works_is_named_in_red(world: World) -> None:
    scenes.assigned(world)
    with clock.freeze(LATER):
        assert "Tanpa penghubung</b>" not in sign_in(world, "budi").get(PAGE).content.decode()
        for seat in Membership.objects.open().filter(agency=world.agencies["dinas-pu"], role="liaison"):
            end_membership(seat, by=SYSTEM, on=today())
        assert rows(world)["dinas-pu"]["empty"]
        assert "Tanpa penghubung</b>" in sign_in(world, "budi").get(PAGE).content.decode()


def test_the_list_is_narrowed_by_kind_and_province_and_nonsense_narrows_nothing(world: World) -> None:
    scenes.assigned(world)
    scenes.submitted(world, target=world.agencies["sulawesi-selatan"].pk)
    assert set(rows(world)) == {"dinas-pu", "sulawesi-selatan"}
    assert set(rows(world, Narrowed(kind="regency"))) == {"dinas-pu"}
    assert set(rows(world, Narrowed(kind="province", province="73"))) == {"sulawesi-selatan"}
    assert rows(world, Narrowed(province="7")) == {}
    budi = sign_in(world, "budi")
    for query in ("jenis=unit", "jenis=%00", "wilayah=7", "wilayah=73.24", "halaman=-3", "halaman=abc"):
        assert len(budi.get(f"{PAGE}?{query}").context["page"].object_list) == 2, query
    assert len(budi.get(f"{PAGE}?jenis=company").context["page"].object_list) == 0


def test_nobody_else_sees_the_page(world: World) -> None:
    for name in ("citra", "eko", "farah", "gilang"):
        assert sign_in(world, name).get(PAGE).status_code == 404
    assert sign_in(world, "budi").get(PAGE).status_code == 200


def test_what_is_secret_at_an_agency_is_in_no_figure_of_the_nation(world: World) -> None:
    scenes.assigned(world, secrecy="secret")
    with clock.freeze(LATER):
        assert rows(world) == {}
        assert queries.figures(world.actor("dewi"))[0]["late"] == 1


def test_the_page_asks_the_same_of_sixty_agencies_as_of_one(world: World) -> None:
    report = scenes.assigned(world)
    budi = sign_in(world, "budi")
    budi.get(PAGE)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked, zeal.zeal_context():
            assert budi.get(PAGE).status_code == 200
        counts.append(len(asked))
        units = [unit_of(world, number) for number in range(60)]
        for unit in units:
            fields = {field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields}
            code = f"{unit:09d}"
            Report.objects.create(**fields | {"id": None, "code": code, "holder_id": unit, "waits_at_id": unit})
    assert counts[0] == counts[1] <= 14
    assert budi.get(f"{PAGE}?halaman=2").context["page"].object_list[-1]["holder_id"]


def unit_of(world: World, number: int) -> int:
    name, above = f"Unit {number}", world.agencies["luwu-timur"]
    return add_agency(name=name, short_name=name, kind="unit", parent=above, by=SYSTEM).pk
