from datetime import UTC, date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from lapor.kit import clock

NEW_YEAR = datetime(2026, 1, 1, 0, 30, tzinfo=ZoneInfo("Asia/Makassar"))


def test_now_is_aware_and_moves() -> None:
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=5)


def test_frozen_time_stands_still_in_utc_and_ends_with_the_block() -> None:
    with clock.freeze(NEW_YEAR) as moment:
        assert clock.now() == moment == NEW_YEAR
        assert clock.now().tzinfo is UTC
        with clock.freeze(NEW_YEAR + timedelta(days=1)):
            assert clock.now() == NEW_YEAR + timedelta(days=1)
        assert clock.now() == NEW_YEAR
    assert clock.now() != NEW_YEAR


def test_today_depends_on_the_zone() -> None:
    with clock.freeze(NEW_YEAR):
        assert clock.today(ZoneInfo("Asia/Makassar")) == date(2026, 1, 1)
        assert clock.today(ZoneInfo("Asia/Jakarta")) == date(2025, 12, 31)


def test_another_thread_sees_the_real_time() -> None:
    seen: list[datetime] = []
    with clock.freeze(NEW_YEAR):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != NEW_YEAR


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.freeze(NEW_YEAR.replace(tzinfo=None)):
        pass


def test_an_undisturbed_clock_does_not_drift() -> None:
    assert abs(clock.drift()) < 5
