"""National days off and cuti bersama: the one place that knows the `holidays` package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

ESTIMATED = "(perkiraan)"  # how the package marks a moon-dated day that no decree has fixed yet


@lru_cache(maxsize=128)
def national_days_off(year: int) -> Mapping[date, str]:
    """Every national day off of a year with its Indonesian name, weekends included; empty outside 1946 to 2100.

    Days of years to come keep the package's mark for an estimate in their name.
    """
    found = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    return MappingProxyType(dict(sorted(found.items())))


def is_estimated(name: str) -> bool:
    return ESTIMATED in name
