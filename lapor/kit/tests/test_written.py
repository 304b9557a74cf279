"""A query that is written once finds what its queryset finds."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from lapor.kit.written import ANY, Kept, Statement, counting, written
from lapor.people.models import User
from lapor.reports.models import Deadline
from lapor.reports.tests.scenes import submitted
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def asked(statement: Statement, *first: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement[0], [*first, *statement[1]])
        return list(cursor.fetchall())


def test_it_gives_the_rows_and_counts_them() -> None:
    for name in ("ani", "budi", "citra"):
        User.objects.create(email=f"{name}@warga.example", name=name)
    rows = User.objects.filter(name__gt="b").order_by("name").values_list("name")
    assert asked(written(rows)) == [("budi",), ("citra",)]
    assert asked(counting(rows)) == [(2,)]
    assert asked(counting(rows, what="COUNT(*), COUNT(*) FILTER (WHERE name < %s)"), "c") == [(2, 1)]


def test_what_can_find_nothing_is_a_statement_too() -> None:
    nobody = User.objects.filter(Q(pk__in=())).values_list("pk")
    assert asked(written(nobody)) == []
    assert asked(counting(nobody)) == [(0,)]


def test_a_kept_query_gives_for_each_key_what_its_queryset_gives(world: World) -> None:
    """Rows with their types, joined rows and columns left out, on both databases, and several times over."""
    rows = Deadline.objects.select_related("agency").order_by("id").only("clock", "due_at", "agency__name")
    kept = Kept(rows.filter(report=ANY))
    for report in (submitted(world), submitted(world)):
        expected = list(rows.filter(report=report))
        found = list(kept.asked(report.pk))
        assert found == expected
        assert expected
        assert [row.agency.name for row in found] == [row.agency.name for row in expected]
        assert [row.due_at for row in found] == [row.due_at for row in expected]
        assert found[0].get_deferred_fields() == expected[0].get_deferred_fields()
        assert found[0].agency.get_deferred_fields() == expected[0].agency.get_deferred_fields()
    assert list(kept.asked(uuid4())) == []


def test_a_kept_query_asks_the_database_once(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    report = submitted(world)
    kept = Kept(Deadline.objects.filter(report=ANY).select_related("agency"))
    with django_assert_num_queries(1):
        (running,) = kept.asked(report.pk)
        assert running.agency == report.holder


def test_a_kept_query_may_be_asked_by_a_word(world: World) -> None:
    kept = Kept(User.objects.filter(name="?", is_active=True), "?")
    for name in ("budi", "citra"):
        assert list(kept.asked(world.users[name].name)) == [world.users[name]]
