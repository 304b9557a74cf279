"""The glossary names everything that the code names, in the words of the screens, and nothing that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import TextChoices

from lapor.agencies.models import Role
from lapor.reports.choices import Channel, Classification, Identity, Secrecy, State
from lapor.reports.workflow import MOVES
from lapor.standards import models as standards

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
ROW = re.compile(r"^\| `(?P<code>\w+)` \| (?P<screen>[^|]+) \| (?P<meaning>[^|]+) \|$")


def labels(choices: Iterable[TextChoices]) -> dict[str, str]:
    return {str(one.value): str(one.label) for one in choices}


# The standards know a kind of complaint that a report carries as a mark; the words for the others are the report's.
LISTS: dict[str, dict[str, str]] = {
    "Roles": labels(Role),
    "States": labels(State),
    "Classifications": labels(standards.Classification) | labels(Classification),
    "Identities": labels(Identity),
    "Secrecies": labels(Secrecy),
    "Clocks": labels(standards.Clock),
    "Channels": labels(Channel),
    "Moves": {move.name: move.label for move in MOVES.values()},
}


def rows(section: str) -> list[tuple[str, str]]:
    """Code word and screen word of every row below a heading."""
    text = GLOSSARY.read_text(encoding="utf-8")
    part = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    found = [ROW.match(line) for line in part.splitlines() if line.startswith("| `")]
    assert all(found), f"a row below “{section}” is not a code word, a screen word and a meaning"
    return [(one["code"], one["screen"].strip()) for one in found if one]


@pytest.mark.parametrize("section", LISTS)
def test_every_list_stands_in_the_words_of_the_screens(section: str) -> None:
    assert dict(rows(section)) == LISTS[section]


def test_every_model_is_named_and_none_that_is_gone() -> None:
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("lapor.")}

    assert {code for code, _ in rows("Models")} == models


@pytest.mark.parametrize("section", ["Models", *LISTS])
def test_no_word_is_explained_twice(section: str) -> None:
    codes = [code for code, _ in rows(section)]

    assert len(codes) == len(set(codes))
