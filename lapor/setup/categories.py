"""Rows of categories, and of who answers for which."""

from __future__ import annotations

import re
from typing import Any

from lapor.agencies.models import Category, Competence
from lapor.agencies.policies import may_shape
from lapor.kit.errors import Refused
from lapor.people.actor import Actor

from .columns import fold
from .index import Index, Ref, meant
from .lines import CHANGED, NEW, REFUSED, SAME, Line, differences, line
from .places import region_of
from .reading import Row

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE_LONGEST, NAME_LONGEST, HINT_LONGEST = 80, 160, 200
YES = {"ya": True, "y": True, "1": True, "true": True, "tidak": False, "t": False, "0": False, "false": False}
Known = dict[str, dict[str, Any]]  # by code: name, parent, hint, sensitive
Answer = tuple[Ref, str, str | None]  # the unit, the code of the category and that of the region


def plan_categories(rows: list[Row], *, by: Actor) -> tuple[list[Line], Known]:
    """A line for each row, and every category as it will be."""
    stored = Category.objects.values_list("code", "name", "parent__code", "hint", "sensitive")
    known: Known = {
        code: {"name": name, "parent": parent or "", "hint": hint, "sensitive": sensitive}
        for code, name, parent, hint, sensitive in stored
    }
    seen = dict[str, int]()
    # Groups first, wherever they stand: leaves name them.
    made = {id(row): _category(row, known=known, seen=seen, by=by) for row in sorted(rows, key=_is_leaf)}
    return [made[id(row)] for row in rows], known


def _is_leaf(row: Row) -> bool:
    return bool(row.cells.get("kelompok"))


def _category(row: Row, *, known: Known, seen: dict[str, int], by: Actor) -> Line:
    code = row.cells.get("kode", "")
    try:
        _check_code(code, seen, by=by)
        new = _values(row, known)
    except Refused as error:
        return line(row, REFUSED, row.cells.get("nama", "") or code, error.sentence)
    seen[code], old = row.number, known.get(code)
    known[code] = new
    if old == new:
        return line(row, SAME, new["name"])
    work = {"code": code, **new}
    if old is None:
        return line(row, NEW, new["name"], f"di kelompok {new['parent']}" if new["parent"] else "kelompok", work)
    changes = {_WORDS[key]: (_shown(old[key]), _shown(new[key])) for key in new if old[key] != new[key]}
    return line(row, CHANGED, old["name"], differences(changes), work)


def _check_code(code: str, seen: dict[str, int], *, by: Actor) -> None:
    if not may_shape(by):
        raise Refused("Kategori berlaku di seluruh negeri; hanya admin nasional dapat mengubahnya.")
    if not CODE.fullmatch(code) or len(code) > CODE_LONGEST:
        raise Refused("Isi kode dengan huruf kecil, angka dan tanda hubung, misalnya jalan-rusak.")
    if code in seen:
        raise Refused(f"Kode ini sudah disebut pada baris {seen[code]}.")


_WORDS = {"name": "nama", "parent": "kelompok", "hint": "petunjuk", "sensitive": "rahasia"}


def _shown(value: object) -> str:
    return {True: "ya", False: "tidak"}[value] if isinstance(value, bool) else str(value)


def _values(row: Row, known: Known) -> dict[str, Any]:
    cells, old = row.cells, known.get(row.cells.get("kode", ""))
    name = cells.get("nama", "")
    if not 1 <= len(name) <= NAME_LONGEST or len(cells.get("petunjuk", "")) > HINT_LONGEST:
        raise Refused(f"Isi nama dengan 1 sampai {NAME_LONGEST} huruf, petunjuk paling banyak {HINT_LONGEST}.")
    group = cells.get("kelompok", "") or (old["parent"] if old else "")
    if group and (group not in known or known[group]["parent"]):
        groups = {code: code for code, one in known.items() if not one["parent"]}
        raise Refused(f"Kelompok “{group}” tidak dikenal.{meant(group, groups)}")
    if group == cells["kode"] or (group and any(one["parent"] == cells["kode"] for one in known.values())):
        raise Refused("Sebuah kelompok tidak dapat berada di dalam kelompok lain.")
    secret = cells.get("rahasia", "")
    if secret and fold(secret) not in YES:
        raise Refused("Isi kolom rahasia dengan ya atau tidak.")
    return {
        "name": name,
        "parent": group,
        "hint": cells.get("petunjuk", "") or (old["hint"] if old else ""),
        "sensitive": YES[fold(secret)] if secret else bool(old and old["sensitive"]),
    }


def plan_competences(rows: list[Row], *, index: Index, refused: set[Ref], known: Known) -> list[Line]:
    """A line for each row: who answers for what, where."""
    words = {code: code for code in known}
    for code, one in known.items():
        words.setdefault(fold(one["name"]), code)
    have: set[Answer] = set(Competence.objects.values_list("agency_id", "category__code", "region_id"))
    seen, lines = dict[Answer, int](), []
    for row in rows:
        subject = f"{row.cells.get('unit', '')}: {row.cells.get('kategori', '')}"
        try:
            answer = _competence(row, index=index, refused=refused, words=words, known=known)
            _check_once(answer, seen, row)
        except Refused as error:
            lines.append(line(row, REFUSED, subject, error.sentence))
            continue
        work = None if answer in have else dict(zip(("unit", "category", "region"), answer, strict=True))
        lines.append(line(row, NEW if work else SAME, subject, work=work))
    return lines


def _competence(row: Row, *, index: Index, refused: set[Ref], words: dict[str, str], known: Known) -> Answer:
    topic = row.cells.get("kategori", "")
    node = index.find(row.cells.get("unit", ""), what="Unit")
    if node.ref in refused:
        raise Refused(f"Unitnya, {node.name}, ditolak. Perbaiki baris itu dahulu.")
    code = words.get(fold(topic))
    if code is None:
        near = meant(topic, {word: known[one]["name"] for word, one in words.items()})
        raise Refused(f"Kategori “{topic}” tidak dikenal.{near}")
    return node.ref, code, region_of(row.cells.get("wilayah", ""), near=node.region)


def _check_once(answer: Answer, seen: dict[Answer, int], row: Row) -> None:
    if answer in seen:
        raise Refused(f"Kewenangan ini sudah disebut pada baris {seen[answer]}.")
    seen[answer] = row.number
