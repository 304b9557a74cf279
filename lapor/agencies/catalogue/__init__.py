"""Seed data of our own, in files that people can read: categories, the small world's agencies, ministries."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, TypedDict, cast

from django.db import transaction

from lapor.agencies.actions import add_agency
from lapor.agencies.models import Agency, Category, Competence
from lapor.agencies.regions import ensure_region
from lapor.people.actor import Actor

CATEGORY_FIELDS = ("name", "parent", "lapor_id", "hint", "sensitive", "position")


class CategoryEntry(TypedDict, total=False):
    """One group or leaf as written in categories.toml."""

    code: str
    name: str
    lapor_id: int
    hint: str
    sensitive: bool
    leaves: list[CategoryEntry]


class AgencyEntry(TypedDict, total=False):
    """One agency as written in a file of agencies."""

    key: str
    parent: str
    name: str
    short_name: str
    source_name: str
    kind: str
    region: str
    is_inspectorate: bool
    answers: list[str]


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__name__).joinpath(f"{file}.toml").read_text(encoding="utf-8"))


def category_entries() -> list[CategoryEntry]:
    """The groups of the catalogue with their leaves."""
    return cast("list[CategoryEntry]", _read("categories")["group"])


@transaction.atomic
def load_categories() -> int:
    """Write the catalogue over the rows with the same codes; what others added stays. Returns how many it holds."""
    groups = category_entries()
    _write([_category(group, position=place) for place, group in enumerate(groups)])
    parents = {row.code: row for row in Category.objects.filter(parent=None)}
    leaves = [
        _category(leaf, position=place, group=group, parent=parents[group["code"]])
        for group in groups
        for place, leaf in enumerate(group["leaves"])
    ]
    _write(leaves)
    return len(groups) + len(leaves)


def _category(
    entry: CategoryEntry, *, position: int, group: CategoryEntry | None = None, parent: Category | None = None
) -> Category:
    above: CategoryEntry = group or {}
    return Category(
        code=f"{above['code']}-{entry['code']}" if group else entry["code"],
        name=entry["name"],
        parent=parent,
        lapor_id=entry.get("lapor_id"),
        hint=entry.get("hint", ""),
        sensitive=entry.get("sensitive", above.get("sensitive", False)),
        position=position,
    )


def _write(rows: list[Category]) -> None:
    Category.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=CATEGORY_FIELDS)


def agency_entries(file: str = "luwu_timur") -> list[AgencyEntry]:
    """The agencies of a file ("luwu_timur", "ministries"), parents before children."""
    return cast("list[AgencyEntry]", _read(file)["agency"])


@transaction.atomic
def load_agencies(by: Actor, *, file: str = "luwu_timur") -> dict[str, Agency]:
    """Add the agencies of a file that are not there yet, with what they answer for. Returns all of them by key."""
    rows: dict[str, Agency] = {}
    if file != "luwu_timur":
        rows["nasional"] = Agency.objects.get(parent=None, kind=Agency.Kind.NATION)
    entries = agency_entries(file)
    for entry in entries:
        parent = rows[entry["parent"]] if "parent" in entry else None
        rows[entry["key"]] = _find(entry, parent=parent) or _add(entry, parent=parent, by=by)
    _write_competences([(rows[entry["key"]], entry.get("answers", [])) for entry in entries], rows=rows)
    return rows


def _find(entry: AgencyEntry, *, parent: Agency | None) -> Agency | None:
    return Agency.objects.filter(parent=parent, name=entry["name"]).first()


def _add(entry: AgencyEntry, *, parent: Agency | None, by: Actor) -> Agency:
    return add_agency(
        name=entry["name"],
        short_name=entry["short_name"],
        kind=entry.get("kind", Agency.Kind.UNIT),
        parent=parent,
        region=ensure_region(entry["region"]) if "region" in entry else None,
        is_inspectorate=entry.get("is_inspectorate", False),
        source_name=entry.get("source_name", ""),
        by=by,
    )


def _write_competences(answers: list[tuple[Agency, list[str]]], *, rows: dict[str, Agency]) -> None:
    """What agencies answer for, within their own region or the nearest one above; ministries answer everywhere."""
    categories = dict(Category.objects.values_list("code", "pk"))
    regions = {agency.path: agency.region_id for agency in rows.values()}
    wanted = {(agency.pk, categories[code], _region(agency, regions)) for agency, codes in answers for code in codes}
    have = set(Competence.objects.values_list("agency", "category", "region"))
    fresh = sorted(wanted - have, key=str)
    Competence.objects.bulk_create(
        Competence(agency_id=agency, category_id=category, region_id=region) for agency, category, region in fresh
    )


def _region(agency: Agency, regions: dict[str, str | None]) -> str | None:
    paths = [agency.path, *reversed(agency.ancestor_paths())]
    return next((region for path in paths if (region := regions.get(path))), None)
