"""The agency that the reporter chose: told to officers, filled in at the disposition where that may be sent to."""

from __future__ import annotations

from typing import Any

import pytest

from lapor.agencies.models import Agency
from lapor.agencies.queries import subtree
from lapor.desk.tests.scenes import PUBLIC_VERSION, address, filed, press, sign_in
from lapor.people.actor import PUBLIC, reporter_of
from lapor.reports import actions, policies
from lapor.reports.models import Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
TOLD = "Ditujukan pelapor kepada"


def picked(world: World, who: str, report: Report) -> tuple[object, str]:
    """What stands in the picker of the receiving agency, and the page around it."""
    answer = sign_in(world, who).get(address(report, "dispose"))
    return answer.context["form"]["to"].value(), answer.content.decode()


def sent(world: World, report: Report, *, by: str, to: str) -> Report:
    return actions.dispose(report, by=world.actor(by), to=world.agencies[to], oversight="no", **PUBLIC_VERSION)


def test_the_unit_that_the_reporter_chose_is_told_and_filled_in(world: World) -> None:
    unit = world.agencies["dinas-pu"]
    report = filed(world, target=unit.pk)
    citra = sign_in(world, "citra")
    page = citra.get(address(report)).content.decode()
    assert TOLD in page
    assert unit.name in page
    chosen, form = picked(world, "citra", report)
    assert chosen == unit.pk
    assert f'value="{unit.name}"' in form
    assert "Sudah diisikan" in form
    assert press(citra, report, "dispose", oversight="no").status_code == 302
    assert Report.objects.get(pk=report.pk).holder == unit


def test_another_button_wins_over_the_wish(world: World) -> None:
    report, other = filed(world, target=world.agencies["dinas-pu"].pk), world.agencies["dinkes"]
    answer = sign_in(world, "citra").post(address(report, "dispose"), {"pilih": other.pk, "turn": 0})
    assert answer.context["form"]["to"].value() == str(other.pk)
    assert "Sudah diisikan" not in answer.content.decode()


def test_each_step_down_goes_towards_the_wish(world: World) -> None:
    """Citra may send to the section at once; where she sent it to the office, Dewi finds the section filled in."""
    section = world.agencies["bina-marga"]
    report = filed(world, target=section.pk)
    assert picked(world, "citra", report)[0] == section.pk
    report = sent(world, report, by="citra", to="dinas-pu")
    assert picked(world, "dewi", report)[0] == section.pk


def test_nothing_is_filled_in_where_it_may_not_or_need_not_be_sent(world: World) -> None:
    own = filed(world, key="a")
    assert picked(world, "citra", own)[0] is None, "it lies there already"
    returned = sent(world, filed(world, key="b", target=world.agencies["dinas-pu"].pk), by="citra", to="dinas-pu")
    other = world.agencies["perhubungan"]
    returned = actions.return_up(returned, by=world.actor("dewi"), reason="Bukan jalan kami.", proposed=other)
    assert picked(world, "citra", returned)[0] is None, "it came back from there"
    elsewhere = filed(world, key="c", target=None)
    Report.objects.filter(pk=elsewhere.pk).update(target=world.agencies["luwu-utara-pu"])
    chosen, form = picked(world, "citra", elsewhere)
    assert (chosen, TOLD in form) == (None, True), "not below her"
    closing = filed(world, key="d", target=world.agencies["perpustakaan"].pk)
    Agency.objects.filter(pk=world.agencies["perpustakaan"].pk).update(is_open=False)
    assert picked(world, "citra", closing)[0] is None, "closed since"


@pytest.mark.parametrize("target", ["dinas-pu", "bina-marga"])
def test_an_accused_wish_is_told_with_a_warning_and_filled_in_nowhere(world: World, target: str) -> None:
    unit = world.agencies[target]
    report = filed(world, target=unit.pk, accused=world.agencies["dinas-pu"].pk)
    page = sign_in(world, "citra").get(address(report)).content.decode()
    assert unit.name in page
    assert "Termasuk yang dilaporkan" in page
    chosen, form = picked(world, "citra", report)
    assert chosen is None
    assert "tidak dapat dipilih" in form
    assert not any(f'value="{one.pk}"' in form for one in subtree(world.agencies["dinas-pu"]))
    for blind in ("dewi", "eko", "lukman"):
        assert sign_in(world, blind).get(address(report)).status_code == 404


def test_only_officers_are_told_the_wish(world: World) -> None:
    unit = world.agencies["dinas-pu"]
    report = sent(world, filed(world, target=unit.pk), by="citra", to="dinkes")
    viewers: dict[str, Any] = {
        "officer": world.actor("citra"),
        "another officer": world.actor("hana"),
        "reporter": reporter_of(report.pk),
        "public": PUBLIC,
    }
    told = {who: policies.redact(report, viewer).target_agency for who, viewer in viewers.items()}
    assert told == {"officer": unit.name, "another officer": unit.name, "reporter": "", "public": ""}
