"""What the pool gives out works, also after the server has closed a connection."""

import pytest
from django.db import connection, connections

from lapor.kit.postgresql.base import said_something

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="pooled connections: PostgreSQL only"),
]


def test_a_connection_that_the_server_closed_never_meets_a_request() -> None:
    mine = connection.copy("default")
    mine.ensure_connection()
    raw = mine.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [raw.info.backend_pid])
    assert said_something(raw)
    mine.close()  # back into the pool, where nobody has noticed

    again = connections["default"].copy("default")
    with again.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    again.close()


def test_a_connection_at_rest_has_nothing_to_say() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT generate_series(1, 1000)")
        cursor.fetchall()
    assert not said_something(connection.connection)
