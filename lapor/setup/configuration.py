"""What an installation is set up with as one document: no person, no key, no report.

`{"format": "lapor-konfigurasi", "version": 1, "categories": […], "agencies": […], …}`: a list for each table below, a
row as an object with all its columns. Other rows are named by what stays the same everywhere: an agency by its
address, a category and a region by their code. Two installations that say the same give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Model, QuerySet

from lapor.agencies.models import Agency, Category, Competence
from lapor.reports.models import AnswerTemplate, RoutingRule
from lapor.standards.models import DayOff, OfficeHours, ServiceStandard, Step

FORMAT, VERSION = "lapor-konfigurasi", 1
Values = dict[str, Any]  # a row in words of JSON, by column
# Columns that name another row, and how that one is called in the document.
NAMED_BY = {"agency": "slug", "unit": "slug", "category": "code", "region": "code"}


@dataclass(frozen=True, slots=True)
class Table:
    """One list of the document: `key` tells one row from another, `says` is what may change."""

    name: str
    label: str
    model: type[Model]
    key: tuple[str, ...]
    says: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key + self.says

    def rows(self) -> QuerySet[Any]:
        """What holds now."""
        joined = [name for name in ("parent", *NAMED_BY) if name in self.columns]
        rows: QuerySet[Any] = self.model._default_manager.select_related(*joined).order_by()
        return rows.filter(until__isnull=True) if self.model is RoutingRule else rows


CATEGORIES = Table(
    "categories", "Kategori", Category, ("code",),
    ("parent", "name", "lapor_id", "hint", "sensitive", "is_open", "position"),
)  # fmt: skip
AGENCIES = Table(
    "agencies", "Instansi", Agency, ("slug",),
    ("parent", "name", "short_name", "kind", "region", "zone_name", "is_open", "is_inspectorate", "email",
     "source_name", "sharing"),
)  # fmt: skip
COMPETENCES = Table("competences", "Kewenangan", Competence, ("agency", "category", "region"))
RULES = Table("routing_rules", "Aturan penerusan", RoutingRule, ("agency", "category", "region"), ("unit",))
STANDARDS = Table(
    "standards", "Standar layanan", ServiceStandard, ("clock", "classification", "category", "agency", "valid_from"),
    ("valid_until", "amount", "unit_of", "legal_basis", "note"),
)  # fmt: skip
STEPS = Table("steps", "Langkah pengingat", Step, ("clock", "measure", "amount", "tells", "agency"))
HOURS = Table("office_hours", "Jam kerja", OfficeHours, ("agency",), ("opens", "closes", "counts_after_hours"))
DAYS_OFF = Table("days_off", "Hari libur", DayOff, ("date", "agency"), ("name", "is_working"))
TEMPLATES = Table("answer_templates", "Templat jawaban", AnswerTemplate, ("agency", "move", "name"), ("state", "body"))
TABLES = (CATEGORIES, AGENCIES, COMPETENCES, RULES, STANDARDS, STEPS, HOURS, DAYS_OFF, TEMPLATES)


def export() -> str:
    """The document of this installation."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    for table in TABLES:
        document[table.name] = list(present(table))
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def present(table: Table) -> Iterator[Values]:
    """The rows of a table in their order: the tree as it stands, all else by its key; no database's own order."""
    for row in sorted(table.rows(), key=_order(table)):
        yield said(table, row)


def _order(table: Table) -> Callable[[Any], Any]:
    if table is AGENCIES:
        return lambda row: row.path
    if table is CATEGORIES:
        return lambda row: (row.parent_id is not None, row.code)
    return lambda row: json.dumps([said(table, row)[name] for name in table.key])


def said(table: Table, row: Model) -> Values:
    return {name: _plain(table, row, name) for name in table.columns}


def _plain(table: Table, row: Model, name: str) -> object:
    """A column as JSON can say it."""
    value = getattr(row, field_of(name))
    if isinstance(value, Model):
        return getattr(value, NAMED_BY.get(name) or table.key[0])
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M:%S}" if isinstance(value, time) else value


def field_of(name: str) -> str:
    """`unit` names an agency in a rule; the unit of a limit is `unit_of` in the document."""
    return "unit" if name == "unit_of" else name
