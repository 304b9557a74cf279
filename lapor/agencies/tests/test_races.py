from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from lapor.agencies import actions
from lapor.agencies.models import Agency, Role
from lapor.agencies.regions import ensure_region
from lapor.agencies.tests.test_tree import add, check_tree
from lapor.kit.errors import Refused
from lapor.people.actions import create_user
from lapor.people.actor import SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 8


def together(work: object, count: int = 24) -> list[object]:
    """Results (or refusals) of the same work done by eight threads at once."""

    def one(number: int) -> object:
        try:
            return work(number)  # type: ignore[operator]  # any callable of one number
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(count)))


def test_children_added_at_once_get_different_places() -> None:
    root = add("Akar", None)
    together(lambda number: add(f"Unit {number % 3}", root))
    assert Agency.objects.count() == 25
    check_tree()


def test_one_name_under_many_parents_at_once_gets_many_addresses() -> None:
    root = add("Akar", None)
    parents = [add(f"Kabupaten {number}", root) for number in range(THREADS)]
    together(lambda number: add("Dinas Kesehatan", parents[number % THREADS]))
    assert Agency.objects.filter(slug__startswith="dinas-kesehatan").count() == 24
    check_tree()


def test_adding_below_a_branch_that_moves_keeps_the_tree_whole() -> None:
    root = add("Akar", None)
    branch, places = add("Cabang", root), [add("Kiri", root), add("Kanan", root)]

    def work(number: int) -> object:
        if number % 4:
            return add(f"Unit {number}", branch)
        return actions.move_branch(branch, to=places[number // 4 % 2], by=SYSTEM)

    together(work)
    assert Agency.objects.count() == 4 + 18
    check_tree()


def test_one_role_is_given_once() -> None:
    root = add("Akar", None)
    user = create_user("dewi@contoh.id", name="Dewi", by=SYSTEM)
    answers = together(lambda _: actions.grant(user, agency=root, role=Role.LIAISON, by=SYSTEM))
    assert sum(not isinstance(answer, Refused) for answer in answers) == 1
    assert user.memberships.count() == 1


def test_a_region_is_made_once() -> None:
    rows = together(lambda _: ensure_region("73.24.04.2013"))
    assert {getattr(row, "pk", None) for row in rows} == {"73.24.04.2013"}
