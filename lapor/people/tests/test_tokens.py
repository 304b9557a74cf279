from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people import actions
from lapor.people.actor import SYSTEM, Actor, Seat
from lapor.people.models import ApiToken, User

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def gilang() -> User:
    return actions.create_user("gilang@contoh.id", name="Gilang", by=SYSTEM)


def officer(user: User, role: str = "liaison") -> Actor:
    return Actor(kind="officer", user_id=user.pk, seats=(Seat(1, "0001", role),))


def test_a_key_is_shown_once_and_kept_only_as_a_digest(gilang: User) -> None:
    token, raw = actions.issue_token(gilang, name="JAKI", scope="write", days=30, by=SYSTEM)
    assert raw.startswith("lapor_")
    assert len(raw) == len("lapor_") + 40
    assert raw[6:].isalnum()
    stored = ApiToken.objects.values().get()
    assert raw[6:].encode() not in bytes(stored["digest"])
    assert raw[6:] not in str(stored)
    assert actions.authenticate_token(raw) == token


def test_only_the_exact_key_opens(gilang: User) -> None:
    _, raw = actions.issue_token(gilang, name="JAKI", scope="read", days=30, by=SYSTEM)
    for wrong in (
        "",
        "lapor_",
        raw[:-1],
        raw + "x",
        raw.swapcase(),
        raw[6:],
        "lapor_" + "0" * 40,
        "x" * 100_000,
        "\x00",
    ):
        assert actions.authenticate_token(wrong) is None
    assert actions.authenticate_token(raw) is not None


def test_right_and_wrong_keys_ask_the_database_the_same_once(gilang: User) -> None:
    _, raw = actions.issue_token(gilang, name="JAKI", scope="read", days=30, by=SYSTEM)
    actions.authenticate_token(raw)
    for text in (raw, "lapor_" + "0" * 40, "x"):
        with CaptureQueriesContext(connection) as queries:
            actions.authenticate_token(text)
        assert len(queries) == 1


def test_a_key_ends_by_time_by_revoking_and_with_its_owner(gilang: User) -> None:
    with clock.freeze(MORNING):
        token, raw = actions.issue_token(gilang, name="JAKI", scope="read", days=1, by=SYSTEM)
        _, other = actions.issue_token(gilang, name="Sapawarga", scope="read", days=366, by=SYSTEM)
    with clock.freeze(MORNING + timedelta(hours=23)):
        assert actions.authenticate_token(raw) is not None
    with clock.freeze(MORNING + timedelta(hours=24)):
        assert actions.authenticate_token(raw) is None
        assert actions.authenticate_token(other) is not None
        actions.suspend(gilang, by=SYSTEM)
        assert actions.authenticate_token(other) is None
        actions.reinstate(gilang, by=SYSTEM)
        assert actions.authenticate_token(other) is not None
    with clock.freeze(MORNING):
        revoked = actions.revoke_token(token, by=SYSTEM)
        assert actions.authenticate_token(raw) is None
        assert actions.revoke_token(token, by=SYSTEM).revoked_at == revoked.revoked_at


def test_use_is_noted_once_a_day(gilang: User) -> None:
    with clock.freeze(MORNING):
        token, raw = actions.issue_token(gilang, name="JAKI", scope="read", days=30, by=SYSTEM)
        for expected in (2, 1, 1):
            with CaptureQueriesContext(connection) as queries:
                actions.authenticate_token(raw)
            assert len(queries) == expected
    with clock.freeze(MORNING + timedelta(days=1)):
        actions.authenticate_token(raw)
    token.refresh_from_db()
    assert str(token.last_used_on) == "2026-11-25"


def test_who_may_make_and_revoke_keys(gilang: User) -> None:
    stranger = actions.create_user("dewi@contoh.id", name="Dewi", by=SYSTEM)
    token, _ = actions.issue_token(gilang, name="JAKI", scope="read", days=30, by=officer(gilang))
    for by in (officer(stranger), Actor(kind="public"), Actor(kind="officer", user_id=gilang.pk)):
        with pytest.raises(Refused, match="pemiliknya atau admin nasional"):
            actions.issue_token(gilang, name="X", scope="read", days=30, by=by)
        with pytest.raises(Refused, match="pemiliknya atau admin nasional"):
            actions.revoke_token(token, by=by)
    actions.revoke_token(token, by=officer(stranger, "national_admin"))


@pytest.mark.parametrize(("scope", "days"), [("admin", 30), ("", 30), ("read", 0), ("read", -1), ("read", 367)])
def test_no_key_without_a_scope_or_an_end(gilang: User, scope: str, days: int) -> None:
    with pytest.raises(Refused):
        actions.issue_token(gilang, name="X", scope=scope, days=days, by=SYSTEM)
    assert not ApiToken.objects.exists()
