"""A seat opens nothing before everybody who has to say yes has said it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lapor.agencies import actions
from lapor.agencies.models import Membership, Role, today
from lapor.agencies.queries import actor_for, coordinator_for, offers_to
from lapor.agencies.tests.conftest import Scene
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User


def seated(scene: Scene, email: str, *, key: str, role: str, by: Actor = SYSTEM) -> User:
    """Somebody with a role that he has accepted."""
    row = actions.invite(email, name=email.partition("@")[0], agency=scene.at[key], role=role, by=by)
    if row.unaccepted_since:
        actions.accept(row, by=actor_for(row.user))
    return row.user


def offered(scene: Scene, *, key: str = "inspektorat", role: str = Role.LIAISON, by: str = "citra") -> Membership:
    """A weighty seat that Citra gives to Eko, who has accepted it."""
    row = actions.grant(scene.people["eko"], agency=scene.at[key], role=role, by=scene.actor(by))
    return actions.accept(row, by=actor_for(scene.people["eko"]))


@pytest.mark.parametrize(
    ("by", "key", "role"),
    [
        ("citra", "inspektorat", Role.LIAISON),
        ("budi", "inspektorat", Role.LEADER),
        ("budi", "nasional", Role.NATIONAL_ADMIN),
        ("budi", "ombudsman", Role.OMBUDSMAN),
        ("budi", "ombudsman", Role.LIAISON),
        ("budi", "luwu-timur", Role.EVALUATOR),
    ],
)
def test_a_weighty_seat_waits_for_a_second_admin(scene: Scene, by: str, key: str, role: str) -> None:
    row = offered(scene, key=key, role=role, by=by)
    eko = scene.people["eko"]
    assert row.unconfirmed_since
    assert not actor_for(eko).is_officer
    second = seated(scene, "rina@contoh.id", key="nasional", role=Role.NATIONAL_ADMIN)
    actions.confirm(row, by=actor_for(second))
    assert actor_for(eko).has_role(role)
    with pytest.raises(Refused, match="tidak menunggu"):
        actions.confirm(row, by=actor_for(second))


def test_an_ordinary_seat_of_somebody_known_is_in_force_at_once(scene: Scene) -> None:
    actions.grant(scene.people["dewi"], agency=scene.at["dinkes"], role=Role.OPERATOR, by=scene.actor("citra"))
    assert actor_for(scene.people["dewi"]).has_role(Role.OPERATOR)


def test_who_is_added_by_an_address_is_asked_also_when_he_is_one_of_the_own_people(scene: Scene) -> None:
    dewi, citra = scene.people["dewi"], scene.actor("citra")
    row = actions.invite(dewi.email, name="Dewi", agency=scene.at["dinkes"], role=Role.OPERATOR, by=citra)
    assert row.unaccepted_since
    assert not actor_for(dewi).has_role(Role.OPERATOR)
    assert [one.pk for one in offers_to(dewi)] == [row.pk]
    actions.accept(row, by=actor_for(dewi))
    assert actor_for(dewi).has_role(Role.OPERATOR)


def test_the_first_admin_and_the_person_are_no_second_admin(scene: Scene) -> None:
    row = offered(scene)
    actions.grant(scene.people["eko"], agency=scene.at["luwu-timur"], role=Role.AGENCY_ADMIN, by=SYSTEM)
    for by in (scene.actor("citra"), scene.actor("eko")):
        with pytest.raises(Refused, match="Persetujuan harus datang dari admin lain"):
            actions.confirm(row, by=by)
    for by in (scene.actor("dewi"), scene.actor("gilang")):
        with pytest.raises(Refused, match="bukan admin yang membawahi"):
            actions.confirm(row, by=by)
    assert not actor_for(scene.people["eko"]).has_role(Role.LIAISON)


def test_who_is_an_admin_by_the_first_ones_grace_is_no_second_admin(scene: Scene) -> None:
    row, citra = offered(scene), scene.actor("citra")
    puppet = seated(scene, "boneka@contoh.id", key="luwu-timur", role=Role.AGENCY_ADMIN, by=citra)
    of_puppet = seated(scene, "tali@contoh.id", key="luwu-timur", role=Role.AGENCY_ADMIN, by=actor_for(puppet))
    for user in (puppet, of_puppet):
        with pytest.raises(Refused, match="berasal dari pemberi"):
            actions.confirm(row, by=actor_for(user))
    beside = seated(scene, "rina@contoh.id", key="luwu-timur", role=Role.AGENCY_ADMIN, by=scene.actor("budi"))
    assert not actions.confirm(row, by=actor_for(beside)).unconfirmed_since


def test_the_nations_admin_confirms_in_a_regency_that_has_one_admin(scene: Scene) -> None:
    actions.confirm(offered(scene), by=scene.actor("budi"))
    assert actor_for(scene.people["eko"]).has_role(Role.LIAISON)


def test_an_unknown_person_is_asked_and_the_role_is_not_his_before(scene: Scene) -> None:
    row = actions.invite(
        "Gilang@contoh.id", name="Siapa Saja", agency=scene.at["dinkes"], role=Role.LIAISON, by=scene.actor("citra")
    )
    gilang = scene.people["gilang"]
    assert (row.user, row.person, gilang.name) == (gilang, "gilang@contoh.id", "Gilang")
    assert scene.at["dinkes"].path not in actor_for(gilang).paths()
    assert list(offers_to(gilang)) == [row]
    accepted = actions.accept(row, by=actor_for(gilang))
    assert accepted.person == "Gilang"
    assert scene.at["dinkes"].path in actor_for(gilang).paths(Role.LIAISON)
    assert not offers_to(gilang).exists()


def test_a_new_address_and_a_known_one_give_the_same(scene: Scene) -> None:
    rows = [
        actions.invite(email, name="Nina", agency=scene.at["dinkes"], role=Role.LIAISON, by=scene.actor("citra"))
        for email in ("nina@contoh.id", "gilang@contoh.id")
    ]
    assert [(row.person, bool(row.unaccepted_since), row.is_open) for row in rows] == [
        ("nina@contoh.id", True, True),
        ("gilang@contoh.id", True, True),
    ]


def test_the_nations_admin_adds_nobody_to_another_government_in_silence(scene: Scene) -> None:
    row = actions.grant(
        scene.people["dewi"], agency=scene.at["luwu-utara-pu"], role=Role.LIAISON, by=scene.actor("budi")
    )
    assert row.unaccepted_since


def test_an_offer_is_answered_by_its_person_once(scene: Scene) -> None:
    dinkes = scene.at["dinkes"]
    row = actions.grant(scene.people["eko"], agency=dinkes, role=Role.LIAISON, by=scene.actor("citra"))
    for by in (scene.actor("dewi"), scene.actor("citra"), SYSTEM):
        with pytest.raises(Refused, match="bukan untuk Anda"):
            actions.accept(row, by=by)
    actions.decline(row, by=actor_for(scene.people["eko"]))
    for answer in (actions.accept, actions.decline):
        with pytest.raises(Refused, match="sudah dijawab"):
            answer(row, by=actor_for(scene.people["eko"]))
    assert not actor_for(scene.people["eko"]).is_officer
    again = actions.grant(scene.people["eko"], agency=dinkes, role=Role.LIAISON, by=scene.actor("citra"))
    with pytest.raises(Refused, match="undangannya masih menunggu"):
        actions.grant(scene.people["eko"], agency=dinkes, role=Role.LIAISON, by=scene.actor("citra"))
    actions.end_membership(again, by=scene.actor("citra"))
    with pytest.raises(Refused, match="dibatalkan"):
        actions.accept(again, by=actor_for(scene.people["eko"]))


def test_a_seat_begins_when_the_last_one_has_said_yes(scene: Scene) -> None:
    early = today() - timedelta(days=30)
    row = actions.grant(
        scene.people["eko"], agency=scene.at["dinkes"], role=Role.LIAISON, by=scene.actor("citra"), since=early
    )
    assert actions.accept(row, by=actor_for(scene.people["eko"])).since == today()
    later = actions.grant(
        scene.people["gilang"],
        agency=scene.at["dinkes"],
        role=Role.LIAISON,
        by=scene.actor("citra"),
        since=date(2999, 1, 1),
    )
    assert actions.accept(later, by=actor_for(scene.people["gilang"])).since == date(2999, 1, 1)


def test_a_seat_that_waits_makes_nobody_a_coordinator(scene: Scene) -> None:
    unit = scene.at["dinkes"]
    actions.grant(scene.people["eko"], agency=unit, role=Role.AGENCY_ADMIN, by=scene.actor("citra"))
    assert coordinator_for(unit) == scene.at["luwu-timur"]
