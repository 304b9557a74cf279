"""The working calendar of one office: a value, without database and without now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday without `days_off`, and the weekend days that are worked all the same.

    Times are local to `zone`; `names` says why a day is off and takes no part in equality.
    """

    zone: ZoneInfo
    days_off: frozenset[date]
    office_opens: time
    office_closes: time
    extra_workdays: frozenset[date] = frozenset()
    counts_after_hours: bool = False
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.office_closes <= self.office_opens:
            raise ValueError("An office must close after it opens.")

    def is_working(self, day: date) -> bool:
        return self.works(day.toordinal())

    def works(self, ordinal: int) -> bool:
        """The same for a proleptic ordinal, which is what the arithmetic counts in."""
        if 0 < ordinal % 7 < 6:
            return ordinal not in self._off
        return ordinal in self._extra

    def workdays_until(self, ordinal: int) -> int:
        """Number of working days from the first day of year 1 to this day, both included."""
        weeks, rest = divmod(ordinal, 7)
        return (
            weeks * 5
            + min(rest, 5)
            - bisect_right(self._off_sorted, ordinal)
            + bisect_right(self._extra_sorted, ordinal)
        )

    # Ordinal 1 was a Monday, so `ordinal % 7` is 1…5 from Monday to Friday.
    @cached_property
    def _off(self) -> frozenset[int]:
        return frozenset(n for n in (day.toordinal() for day in self.days_off) if 0 < n % 7 < 6)

    @cached_property
    def _extra(self) -> frozenset[int]:
        ordinals = (day.toordinal() for day in self.extra_workdays - self.days_off)
        return frozenset(n for n in ordinals if not 0 < n % 7 < 6)

    @cached_property
    def _off_sorted(self) -> tuple[int, ...]:
        return tuple(sorted(self._off))

    @cached_property
    def _extra_sorted(self) -> tuple[int, ...]:
        return tuple(sorted(self._extra))
