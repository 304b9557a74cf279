"""The only source of time: everything else asks `now()`, so tests and the seed can stand at another moment."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo

_frozen: ContextVar[datetime | None] = ContextVar("lapor_frozen_now", default=None)
_started_wall = time.time()
_started_monotonic = time.monotonic()


def now() -> datetime:
    """Tell the present moment, aware and in UTC (the frozen one inside `freeze`)."""
    return _frozen.get() or datetime.now(UTC)


def today(zone: tzinfo) -> date:
    """Tell which calendar day it is now in a zone."""
    return now().astimezone(zone).date()


@contextmanager
def freeze(at: datetime) -> Iterator[datetime]:
    """Stand still at a moment, in this context only: threads started inside see the real time again."""
    if at.tzinfo is None:
        raise ValueError("freeze() needs an aware datetime")
    moment = at.astimezone(UTC)
    token = _frozen.set(moment)
    try:
        yield moment
    finally:
        _frozen.reset(token)


def drift() -> float:
    """Seconds by which the wall clock has moved against the monotonic one since this process started."""
    return (time.time() - _started_wall) - (time.monotonic() - _started_monotonic)
