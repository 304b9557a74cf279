"""A query that is written once finds what its queryset finds."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q

from lapor.kit.written import Statement, counting, written
from lapor.people.models import User

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
