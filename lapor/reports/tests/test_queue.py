"""In whose queue a report lands: of the agency named, the office that took it down, the place, or the nation."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.agencies import actions as tree
from lapor.agencies import queries as agencies
from lapor.agencies.actions import end_membership, grant
from lapor.agencies.models import Agency, Category, Membership, Role
from lapor.people.actions import create_user
from lapor.people.actor import PUBLIC, SYSTEM, Actor, Seat
from lapor.reports import actions
from lapor.reports.actions.submit import queue_for
from lapor.reports.drafts import DraftRefused, Named
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
VILLAGE = "73.24.04.2001"


def holder(world: World, **changes: Any) -> str:
    """The key of the agency in whose queue Ani's report lands."""
    return entered(world, PUBLIC, **changes)


def entered(world: World, who: Actor, **changes: Any) -> str:
    report = actions.submit(draft(**{"target": None} | changes), by=who, key=secrets.token_hex(16)).report
    return next(key for key, row in world.agencies.items() if row == report.holder)


def seated(world: World, agency: str, role: str) -> Actor:
    user = create_user(f"{role}-{agency}@lapor.example".replace("_", "-"), name="Wati", by=SYSTEM)
    grant(user, agency=world.agencies[agency], role=role, by=SYSTEM)
    return agencies.actor_for(user, channel="counter")


@pytest.mark.parametrize(
    ("region", "queue"),
    [
        (VILLAGE, "luwu-timur"),
        ("73.24.04", "luwu-timur"),
        ("73.24", "luwu-timur"),
        ("73.22.01", "luwu-utara"),
        ("73.71.01", "sulawesi-selatan"),  # Makassar has no agency here
        ("73", "sulawesi-selatan"),
        ("31.71", "nasional"),
        ("", "nasional"),
    ],
)
def test_a_report_that_names_no_agency_lands_with_the_government_of_its_place(
    world: World, region: str, queue: str
) -> None:
    assert holder(world, region=region) == queue


def test_the_agency_that_is_named_goes_before_the_place(world: World) -> None:
    assert holder(world, region=VILLAGE, target=world.agencies["luwu-utara-pu"].pk) == "luwu-utara"
    assert holder(world, region=VILLAGE, target=world.agencies["kemen-pu"].pk) == "nasional"


def test_where_nobody_coordinates_the_next_larger_place_does(world: World) -> None:
    end_membership(Membership.objects.get(user=world.users["citra"]), by=SYSTEM)
    assert holder(world, region=VILLAGE) == "sulawesi-selatan"
    end_membership(Membership.objects.get(user=world.users["mira"]), by=SYSTEM)
    assert holder(world, region=VILLAGE) == "nasional"


def test_an_office_of_a_place_is_no_government_of_it(world: World) -> None:
    """A health centre with an admin of its own gets what is sent to it, not all that happens in its district."""
    for unit in ("puskesmas-malili", "kec-malili"):
        seated(world, unit, "agency_admin")
    assert holder(world, region=VILLAGE) == "luwu-timur"


@pytest.mark.parametrize(
    ("accused", "queue"),
    [
        ("dinas-pu", "luwu-timur"),
        ("luwu-timur", "sulawesi-selatan"),
        ("sulawesi-selatan", "nasional"),
        ("luwu-utara", "luwu-timur"),
    ],
)
def test_no_queue_lies_within_what_is_accused(world: World, accused: str, queue: str) -> None:
    unit = world.agencies[accused]
    assert holder(world, region=VILLAGE, accused=unit.pk) == queue
    assert entered(world, world.actor("joko", channel="counter"), region="", accused=unit.pk) == queue


def test_what_is_secret_and_accuses_in_words_only_goes_past_every_desk_nearby(world: World) -> None:
    """Who is meant by the words may be the very coordinator."""
    corruption = Category.objects.filter(sensitive=True, parent__isnull=False).first()
    assert corruption
    assert holder(world, region=VILLAGE, secrecy="secret", accused_text="Pak Kadis") == "nasional"
    assert holder(world, region=VILLAGE, category=corruption.pk, accused_text="Pak Kadis") == "nasional"
    assert holder(world, region=VILLAGE, accused_text="Petugas loket 3") == "luwu-timur"
    assert holder(world, region=VILLAGE, secrecy="secret") == "luwu-timur"
    unit = world.agencies["dinas-pu"].pk
    assert holder(world, region=VILLAGE, secrecy="secret", accused=unit, accused_text="Pak Kadis") == "luwu-timur"
    here = world.agencies["luwu-timur"].pk
    assert holder(world, target=here, secrecy="secret", accused_text="Pak Kadis") == "luwu-timur"


@pytest.mark.parametrize(("region", "queue"), [("", "luwu-timur"), (VILLAGE, "luwu-timur"), ("73.22", "luwu-timur")])
def test_what_a_counter_takes_down_lands_with_the_coordinator_of_its_own_tree(
    world: World, region: str, queue: str
) -> None:
    assert entered(world, world.actor("joko", channel="counter"), region=region) == queue
    assert entered(world, seated(world, "puskesmas-malili", "operator"), region=region) == queue


def test_the_nations_own_counter_leaves_what_has_a_place_to_the_place(world: World) -> None:
    caller = seated(world, "nasional", "operator")
    assert entered(world, caller, region=VILLAGE) == "luwu-timur"
    assert entered(world, caller, region="") == "nasional"


def test_an_officer_who_takes_nothing_down_is_like_anybody(world: World) -> None:
    assert entered(world, world.actor("gilang"), region=VILLAGE) == "luwu-timur"


def test_a_closed_agency_swallows_nothing(world: World) -> None:
    """Neither as government of a place nor as a counter's own office, though its people keep their seats."""
    counter = seated(world, "luwu-utara", "operator")
    assert holder(world, region="73.22.01") == "luwu-utara"
    for unit in agencies.subtree(world.agencies["luwu-utara"]).order_by("-path"):
        tree.close_agency(unit, by=SYSTEM)
    assert holder(world, region="73.22.01") == "sulawesi-selatan"
    assert entered(world, counter, region="") == "sulawesi-selatan"
    with pytest.raises(DraftRefused, match="sudah ditutup"):
        holder(world, target=world.agencies["luwu-utara"].pk)


KEYS = ["nasional", "sulawesi-selatan", "luwu-timur", "dinas-pu", "bina-marga", "kec-malili", "luwu-utara", "kemen-pu"]
named = st.none() | st.sampled_from(KEYS)
places = st.sampled_from(["", VILLAGE, "73.24", "73.22.01", "73.71", "73", "31.71"])


units = st.tuples(named, named, named, named, named)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=units, region=places, vague=st.booleans())
def test_whatever_is_named_somebody_who_may_see_it_gets_it(
    world: World, keys: tuple[str | None, ...], region: str, vague: bool
) -> None:
    """The queue is open, has an admin, and lies outside what is accused (nothing lies outside the nation)."""
    target, accused, admin, counter, closed = (world.agencies.get(key or "") for key in keys)
    with transaction.atomic():
        if admin:
            Membership.objects.create(user=world.users["hana"], agency=admin, role=Role.AGENCY_ADMIN)
        if closed and closed.parent_id:
            Agency.objects.filter(pk=closed.pk).update(is_open=False)
        seat = (Seat(counter.pk, counter.path, Role.OPERATOR, counter.realm),) if counter else ()
        by = Actor(kind="officer", user_id=1, seats=seat) if counter else PUBLIC
        queue = queue_for(Named(target, accused, None), region=region, by=by, vague=vague)
        admins = Membership.objects.active().filter(role__in=(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN))
        assert queue.is_open
        assert admins.filter(agency=queue).exists()
        assert not accused or accused.parent_id is None or not queue.path.startswith(accused.path)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_many_reports_from_one_place_ask_once_who_coordinates_there(world: World) -> None:
    for region, most in ((VILLAGE, 1), (VILLAGE, 0), ("31.71", 2), ("31.71", 1)):
        with CaptureQueriesContext(connection) as asked:
            queue_for(Named(None, None, None), region=region, by=PUBLIC)
        assert len(asked) == most, region
