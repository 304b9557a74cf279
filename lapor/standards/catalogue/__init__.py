"""The rules that every installation starts with, as data."""

from __future__ import annotations

import tomllib
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict, cast


class StandardEntry(TypedDict):
    """One general rule: no category, no agency."""

    clock: str
    classification: str
    amount: int
    unit: str
    legal_basis: str
    note: str
    valid_from: date


class StepEntry(TypedDict):
    """One step for every limit of everybody."""

    measure: str
    amount: int
    tells: str


class HoursEntry(TypedDict):
    opens: time
    closes: time


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath("standards.toml").read_text(encoding="utf-8"))


def standards() -> list[StandardEntry]:
    """The general rules of the first installation, complete in every field."""
    return _entries("standard")


def later() -> list[StandardEntry]:
    """Those about clocks that came after it: each enters by the migration that makes its clock known."""
    return _entries("later")


def _entries(table: str) -> list[StandardEntry]:
    file = _file()
    blank = {"classification": "", "unit": "working_days", "note": "", "valid_from": file["valid_from"]}
    return [cast("StandardEntry", {**blank, **entry}) for entry in file[table]]


def steps() -> list[StepEntry]:
    """Who hears of limits, and when, unless more is said."""
    return [cast("StepEntry", entry) for entry in _file()["step"]]


def office_hours() -> HoursEntry:
    """When an office is open unless it says otherwise."""
    return cast("HoursEntry", _file()["office_hours"])
