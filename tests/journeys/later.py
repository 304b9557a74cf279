"""Time passes for everybody at once: this process, the threads of its server, and the worker hour by hour."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from lapor.kit import clock
from tests.journeys.steps import work

HOUR = timedelta(hours=1)


class Time:
    """The moment at which our own clock stands; the computer's runs on, or we would distrust it."""

    def __init__(self, patch: pytest.MonkeyPatch, at: datetime) -> None:
        self._patch = patch
        self._stand(at)

    def _stand(self, at: datetime) -> None:
        """Threads that were started inside see it too: it is what every context begins with."""
        self.now = at
        self._patch.setattr(clock, "_frozen", ContextVar("journey", default=at))

    def passes(self, *, until: datetime) -> None:
        """Live hour by hour, with the worker, and stop at a moment."""
        while self.now < until:
            self._stand(min(self.now + HOUR, until))
            for name in settings.LAPOR_SWEEPS:
                import_string(name)(self.now)
            work()
