"""Templates, and what is there now, as XLSX or CSV of the same columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from lapor.agencies.models import Agency, Category, Competence, Membership
from lapor.agencies.queries import within_reach
from lapor.people.actor import Actor

from .columns import CATEGORIES, COMPETENCES, PEOPLE, UNITS, Kind
from .index import MANAGERS

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet reckon
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template_csv(kind: Kind) -> bytes:
    """One kind with its example, for spreadsheets that speak Indonesian: semicolons and a mark of UTF-8."""
    return _csv(kind, [kind.example])


def _csv(kind: Kind, rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(kind.columns)
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def escaped(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def template_xlsx(*, by: Actor) -> bytes:
    """A sheet for each kind that this admin may bring in, with one example, and a sheet that explains the columns."""
    return _xlsx({kind: [kind.example] for kind in kinds_for(by)})


def kinds_for(actor: Actor) -> list[Kind]:
    kinds = [UNITS, PEOPLE, COMPETENCES]
    return [*kinds, CATEGORIES] if actor.kind == "system" or actor.has_role("national_admin") else kinds


def _xlsx(tables: dict[Kind, Iterable[Sequence[str]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for kind, rows in tables.items():
            sheet = book.add_worksheet(kind.label)
            sheet.set_column(0, len(kind.columns) - 1, 26, text)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(kind.columns), bold)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
        about = book.add_worksheet("Petunjuk")
        about.set_column(0, 2, 40)
        lines = [(kind.label, name, words) for kind in tables for name, words in kind.columns.items()]
        for number, words in enumerate([("Lembar", "Kolom di lembar itu", "Isinya"), *lines]):
            about.write_row(number, 0, words, bold if number == 0 else None)
    return file.getvalue()


def present_csv(kind: Kind, *, by: Actor) -> bytes:
    """What is there now, in the same columns: to be changed and brought in again."""
    return _csv(kind, PRESENT[kind.name](by))


def _reach(by: Actor) -> Iterable[Agency]:
    rows = Agency.objects.filter(within_reach(by, *MANAGERS)).select_related("parent", "region").order_by("path")
    return rows if by.kind != "system" else Agency.objects.select_related("parent", "region").order_by("path")


def _units(by: Actor) -> Iterator[Sequence[str]]:
    for row in _reach(by):
        parent = row.parent.slug if row.parent else ""
        yield row.name, row.short_name, parent, row.region_id or "", row.email, "", row.slug


def _people(by: Actor) -> Iterator[Sequence[str]]:
    rows = Membership.objects.open().filter(within_reach(by, *MANAGERS, of="agency__"), unaccepted_since=None)
    for row in rows.select_related("user", "agency").order_by("agency__path", "role", "pk"):
        until = f"{row.until:%d-%m-%Y}" if row.until else ""
        yield row.user.name, row.user.email, row.agency.slug, row.get_role_display(), f"{row.since:%d-%m-%Y}", until


def _competences(by: Actor) -> Iterator[Sequence[str]]:
    rows = Competence.objects.filter(within_reach(by, *MANAGERS, of="agency__")).select_related("agency", "category")
    for row in rows.order_by("agency__path", "category__code", "region"):
        yield row.agency.slug, row.category.code, row.region_id or ""


def _categories(by: Actor) -> Iterator[Sequence[str]]:
    for row in Category.objects.select_related("parent").order_by("parent__position", "position", "code"):
        group = row.parent.code if row.parent else ""
        yield row.code, row.name, group, row.hint, "ya" if row.sensitive else "tidak"


PRESENT = {
    UNITS.name: _units,
    PEOPLE.name: _people,
    COMPETENCES.name: _competences,
    CATEGORIES.name: _categories,
}
