from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies import actions
from lapor.agencies.models import Agency, Role
from lapor.agencies.policies import grantable_roles
from lapor.agencies.queries import actor_for, within_reach
from lapor.agencies.tests.conftest import Scene
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actions import suspend
from lapor.people.actor import PUBLIC, SYSTEM
from lapor.people.models import User

MONDAY = date(2026, 11, 23)


def test_an_actor_is_read_in_one_query(scene: Scene) -> None:
    actions.grant(scene.people["dewi"], agency=scene.at["dinkes"], role=Role.OPERATOR, by=scene.actor("citra"))
    with CaptureQueriesContext(connection) as queries:
        actor = actor_for(scene.people["dewi"], channel="api", scope="read")
    assert len(queries) == 1
    assert (actor.kind, actor.channel, actor.scope, actor.name) == ("officer", "api", "read", "Dewi")
    assert actor.paths(Role.LIAISON) == (scene.at["dinas-pu"].path,)
    assert actor.has_role(Role.OPERATOR)
    assert actor_for(AnonymousUser()) == PUBLIC


def test_a_role_begins_and_ends_on_its_days(scene: Scene) -> None:
    eko = scene.people["eko"]
    actions.grant(
        eko, agency=scene.at["dinas-pu"], role=Role.LEADER, since=MONDAY, until=MONDAY + timedelta(7), by=SYSTEM
    )  # fmt: skip
    held = [actor_for(eko, on=MONDAY + timedelta(days)).has_role(Role.LEADER) for days in (-1, 0, 6, 7)]
    assert held == [False, True, True, False]
    with pytest.raises(Refused, match="setelah hari mulainya"):
        actions.grant(
            eko, agency=scene.at["dinkes"], role=Role.LEADER, since=MONDAY, until=MONDAY, by=scene.actor("citra")
        )


def test_a_role_that_ends_today_is_gone_at_once(scene: Scene) -> None:
    dewi = scene.people["dewi"]
    assert actor_for(dewi).is_officer
    actions.end_membership(dewi.memberships.get(), by=scene.actor("citra"))
    assert actor_for(dewi).seats == ()
    assert not actor_for(dewi).is_officer
    with pytest.raises(Refused, match="sudah berakhir pada"):
        actions.end_membership(dewi.memberships.get(), by=scene.actor("citra"))
    again = actions.grant(dewi, agency=scene.at["dinas-pu"], role=Role.LIAISON, by=scene.actor("citra"))
    assert actor_for(dewi).is_officer
    assert again.until is None


def test_days_turn_over_by_jakartas_clock(scene: Scene) -> None:
    eko = scene.people["eko"]
    after_midnight = datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=7)))
    actions.grant(eko, agency=scene.at["dinas-pu"], role=Role.LEADER, since=date(2026, 11, 24), by=SYSTEM)
    with clock.freeze(after_midnight):
        assert actor_for(eko).is_officer
    with clock.freeze(after_midnight - timedelta(hours=1)):
        assert not actor_for(eko).is_officer


def test_a_suspended_person_has_no_seats(scene: Scene) -> None:
    suspended = suspend(scene.people["dewi"], by=scene.actor("budi"))
    assert actor_for(suspended).seats == ()
    with pytest.raises(Refused, match="sedang dinonaktifkan"):
        actions.grant(suspended, agency=scene.at["dinkes"], role=Role.LIAISON, by=scene.actor("citra"))


def test_the_same_role_is_not_held_twice(scene: Scene) -> None:
    grant = {"agency": scene.at["dinas-pu"], "role": Role.LIAISON, "by": SYSTEM}
    for dates in ({}, {"since": date(2030, 1, 1)}, {"since": MONDAY - timedelta(900), "until": date(2030, 1, 1)}):
        with pytest.raises(Refused, match="sudah memegang peran Pejabat penghubung"):
            actions.grant(scene.people["dewi"], **grant, **dates)  # type: ignore[arg-type]  # a table of cases
    earlier = {"since": MONDAY - timedelta(900), "until": MONDAY - timedelta(800)}
    actions.grant(scene.people["dewi"], **grant, **earlier)  # type: ignore[arg-type]  # a table of cases


@pytest.mark.parametrize(
    ("giver", "key", "role", "sentence"),
    [
        ("dewi", "dinas-pu", Role.LIAISON, "bukan admin yang membawahi"),
        ("gilang", "dinas-pu", Role.LIAISON, "bukan admin yang membawahi"),
        ("citra", "luwu-utara-pu", Role.LIAISON, "bukan admin yang membawahi"),
        ("citra", "luwu-timur", Role.NATIONAL_ADMIN, "hanya dapat diberikan oleh admin nasional"),
        ("citra", "luwu-timur", Role.EVALUATOR, "hanya dapat diberikan oleh admin nasional"),
        ("budi", "luwu-timur", Role.NATIONAL_ADMIN, "tidak dapat diberikan di"),
        ("budi", "luwu-timur", Role.OMBUDSMAN, "tidak dapat diberikan di"),
    ],
)
def test_nobody_gives_more_than_he_may(scene: Scene, giver: str, key: str, role: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.grant(scene.people["eko"], agency=scene.at[key], role=role, by=scene.actor(giver))
    assert not scene.people["eko"].memberships.exists()


@pytest.mark.parametrize(
    ("name", "key", "role"),
    [
        ("budi", "ombudsman", Role.OMBUDSMAN),
        ("budi", "dinas-pu", Role.LIAISON),
        ("budi", "inspektorat", Role.LIAISON),
        ("citra", "inspektorat", Role.LIAISON),
        ("citra", "dinas-pu", Role.LEADER),
    ],
)
def test_nobody_seats_himself(scene: Scene, name: str, key: str, role: str) -> None:
    with pytest.raises(Refused, match="kepada diri sendiri"):
        actions.grant(scene.people[name], agency=scene.at[key], role=role, by=scene.actor(name))


def test_who_may_give_which_roles(scene: Scene) -> None:
    assert set(grantable_roles(scene.actor("budi"))) == set(Role)
    assert Role.NATIONAL_ADMIN not in grantable_roles(scene.actor("citra"))
    assert Role.LIAISON in grantable_roles(scene.actor("citra"))
    for name in ("dewi", "farah", "eko"):
        assert grantable_roles(scene.actor(name)) == ()


def test_a_province_gives_and_ends_no_role_in_a_regency(scene: Scene) -> None:
    province, regency = scene.at["sulawesi-selatan"], scene.at["luwu-timur"]
    actions.grant(scene.people["eko"], agency=province, role=Role.AGENCY_ADMIN, by=SYSTEM)
    eko = scene.actor("eko")
    with pytest.raises(Refused, match="Anda bukan admin"):
        actions.grant(scene.people["eko"], agency=scene.at["dinas-pu"], role=Role.LIAISON, by=eko)
    with pytest.raises(Refused, match="Anda bukan admin"):
        actions.end_membership(scene.people["citra"].memberships.get(), by=eko)
    mira = User.objects.create_user("mira@contoh.id", name="Mira")
    actions.grant(mira, agency=province, role=Role.LEADER, by=eko)
    assert not Agency.objects.filter(within_reach(eko), pk=regency.pk).exists()
    assert Agency.objects.filter(within_reach(scene.actor("budi")), pk=regency.pk).exists()
