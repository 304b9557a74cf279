"""Units where nobody answers are red to who coordinates them, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from lapor.agencies import unmanned
from lapor.agencies.actions import end_membership
from lapor.agencies.models import Agency, Membership
from lapor.agencies.tests.test_absences import away
from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock
from lapor.notices import letters
from lapor.notices.models import Delivery
from lapor.people.actions import suspend
from lapor.people.actor import SYSTEM
from lapor.people.models import User
from lapor.reports.tests.test_handover import colleague
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
TITLE = "Unit tanpa pejabat penghubung yang bertugas"


@pytest.fixture(autouse=True)
def _only_units_with_people(world: World) -> None:
    """Close what nobody of the cast works at, so that all is well at first."""
    seated = Membership.objects.active().values("agency")
    Agency.objects.filter(kind=Agency.Kind.UNIT).exclude(pk__in=seated).update(is_open=False)


def red(world: World, name: str = "citra") -> dict[str, str]:
    """What the page of agencies calls red, with its reason."""
    gaps = sign_in(world, name).get("/meja/instansi/").context["gaps"]
    return {gap.agency.short_name: gap.why for gap in gaps if gap.red}


def inbox(browser: Client) -> str:
    return browser.get("/meja/").content.decode()


def test_all_is_well_while_somebody_works_there(world: World) -> None:
    assert red(world) == {}
    assert TITLE not in inbox(sign_in(world, "citra"))
    assert unmanned.advice() == []


@pytest.mark.parametrize("how", ["ended", "suspended", "away"])
def test_a_unit_whose_last_liaison_is_gone_is_red(world: World, how: str) -> None:
    dewi, unit = world.users["dewi"], world.agencies["dinas-pu"]
    if how == "ended":
        end_membership(Membership.objects.get(user=dewi), by=SYSTEM)
    elif how == "suspended":
        suspend(dewi, by=SYSTEM)
    else:
        away(world, dewi, None, 0, 2)
    reasons = {"ended": "tidak ada pejabat", "suspended": "dinonaktifkan", "away": "tanpa pengganti"}
    assert list(red(world)) == [unit.short_name]
    assert reasons[how] in red(world)[unit.short_name]
    page = inbox(sign_in(world, "citra"))
    assert TITLE in page
    assert unit.short_name in page
    assert unit.name in unmanned.advice()[0]
    assert TITLE not in inbox(sign_in(world, "gilang"))
    assert TITLE not in inbox(sign_in(world, "hana"))


def test_only_the_nearest_admin_is_asked_to_see_to_it(world: World) -> None:
    end_membership(Membership.objects.get(user=world.users["dewi"]), by=SYSTEM)
    assert TITLE in inbox(sign_in(world, "citra"))
    assert TITLE not in inbox(sign_in(world, "budi"))
    assert world.agencies["dinas-pu"].short_name in red(world, "budi")  # who looks for it finds it
    end_membership(Membership.objects.get(user=world.users["citra"]), by=SYSTEM)
    assert TITLE in inbox(sign_in(world, "budi"))


def test_an_absence_with_a_colleague_at_work_is_no_gap(world: World) -> None:
    away(world, world.users["dewi"], colleague(world), 0, 2)
    assert red(world) == {}


def test_who_has_not_signed_in_for_90_days_is_amber(world: World) -> None:
    User.objects.update(last_login=clock.now())
    User.objects.filter(pk=world.users["dewi"].pk).update(last_login=clock.now() - timedelta(days=91))
    browser = sign_in(world, "citra")
    gaps = browser.get("/meja/instansi/").context["gaps"]
    assert [(gap.agency, gap.red) for gap in gaps] == [(world.agencies["dinas-pu"], False)]
    assert TITLE not in inbox(browser)
    User.objects.filter(pk=world.users["dewi"].pk).update(last_login=clock.now())
    assert browser.get("/meja/instansi/").context["gaps"] == []


def test_the_digest_of_the_coordinator_names_it(world: World) -> None:
    row = Delivery(kind="daily", user=world.users["citra"])
    end_membership(Membership.objects.get(user=world.users["dewi"]), by=SYSTEM)
    letter = letters.of(row, world.actor("citra"))
    assert letter is not None
    assert [part.lines for part in letter.parts if part.title == TITLE] == [(world.agencies["dinas-pu"].name,)]
    other = letters.of(row, world.actor("gilang"))
    assert other is None or not any(part.title == TITLE for part in other.parts)
