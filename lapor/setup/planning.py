"""What the rows of a file would change, one line each, before anything is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from lapor.kit.errors import Refused
from lapor.people.actor import Actor

from . import categories, people, units
from .columns import CATEGORIES, COMPETENCES, PEOPLE, UNITS
from .index import index_of
from .lines import NEW, REFUSED, SAME, Line
from .reading import Row

__all__ = ["Plan", "plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every line of a file in its order; `digest` names exactly this, so that what was seen is what is applied."""

    lines: list[Line]
    digest: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        return len(self.lines) - self.counts.get(SAME, 0) - self.counts.get(REFUSED, 0)

    def work(self, kind: str) -> list[dict[str, Any]]:
        """What is to be done for one kind, in an order in which it can be."""
        return [line.work for line in self.lines if line.kind == kind and line.work]


def plan(rows: list[Row], *, by: Actor) -> Plan:
    """Look at every row as this admin may change things; nothing is written."""
    if by.kind != "system" and not by.has_role("agency_admin", "national_admin"):
        raise Refused("Penyiapan hanya untuk admin instansi dan admin nasional.")
    index = index_of(by)
    of = {kind: [row for row in rows if row.kind == kind.name] for kind in (CATEGORIES, UNITS, PEOPLE, COMPETENCES)}
    topics, known = categories.plan_categories(of[CATEGORIES], by=by)
    tree, refused = units.plan_units(of[UNITS], index=index, by=by)
    seats = people.plan_people(of[PEOPLE], index=index, refused=refused, by=by)
    answers = categories.plan_competences(of[COMPETENCES], index=index, refused=refused, known=known)
    lines = [*topics, *tree, *seats, *answers]
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.outcome] = counts.get(line.outcome, 0) + 1
    told = [[line.kind, line.sheet, line.number, line.outcome, line.subject, line.says, line.work] for line in lines]
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Plan(lines, digest, {name: counts.get(name, 0) for name in (NEW, "changed", SAME, REFUSED)})
