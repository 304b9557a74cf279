"""A configuration comes in: looked at by doing it and taking it back, or done, whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model

from lapor.agencies import queries as agencies
from lapor.agencies import regions
from lapor.agencies.models import Agency, Category, Region
from lapor.kit import text
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.standards import rulebook

from . import installing
from .configuration import AGENCIES, CATEGORIES, FORMAT, NAMED_BY, TABLES, VERSION, Table, Values, field_of, present
from .lines import CHANGED, NEW, REFUSED, SAME, differences

FILE_MOST = 20_000_000  # bytes
CIRCLE = "Induknya berputar: baris-baris ini saling menyebut sebagai induk."
MISSING = "tidak ada di sini, dan tidak ada di berkas ini atau ditolak."
BOOLEANS = {"is_open", "sensitive", "is_inspectorate", "is_working", "counts_after_hours"}
NUMBERS = {"lapor_id", "position", "amount"}
MAY_BE_EMPTY = {"parent", "region", "category", "agency", "valid_until", "lapor_id"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the document and what it would do; `says`: X → Y, or why it is refused."""

    table: Table
    subject: str
    outcome: str
    says: str = ""


@dataclass(slots=True)
class Outcome:
    rows: list[Row] = field(default_factory=list)
    applied: bool = False

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.rows)
        return {name: found[name] for name in (NEW, CHANGED, SAME, REFUSED)}


def bring_in(content: bytes, *, by: Actor, apply: bool) -> Outcome:
    """Do what the document says; taken back unless `apply` is said and no row is refused. Nothing is ever removed.

    Raises Refused when the file as a whole cannot be read.
    """
    document, outcome = read(content), Outcome()
    try:
        with transaction.atomic():
            for table in TABLES:
                _table(table, document[table.name], outcome, by=by)
            outcome.applied = apply and not outcome.counts[REFUSED]
            transaction.set_rollback(not outcome.applied)
    finally:
        for room in (rulebook, regions, agencies):
            room.forget()
    return outcome


def read(content: bytes) -> dict[str, list[Any]]:
    """The lists of a document of this version, with none missing and none strange; raises Refused."""
    if len(content) > FILE_MOST:
        raise Refused(f"Berkas ini lebih besar dari {FILE_MOST // 1_000_000} MB.")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused("Berkas ini bukan JSON. Pakai berkas dari `lapor config export`.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Refused("Berkas ini bukan konfigurasi LAPOR. Pakai berkas dari `lapor config export`.")
    if document.get("version") != VERSION:
        raise Refused(
            f"Berkas ini dari versi lain: yang dapat dibaca versi {VERSION}. Ekspor lagi dengan versi yang sama."
        )
    wanted = {"format", "version", *(table.name for table in TABLES)}
    if strange := sorted(document.keys() ^ wanted):
        kind = "tidak dikenal" if strange[0] in document else "tidak ada"
        raise Refused(f"Bagian “{strange[0][:40]}” {kind}. Ekspor lagi, atau perbaiki berkasnya.")
    if wrong := [table.name for table in TABLES if not isinstance(document[table.name], list)]:
        raise Refused(f"Bagian “{wrong[0]}” harus berupa daftar.")
    return {table.name: document[table.name] for table in TABLES}


def _table(table: Table, rows: list[Any], outcome: Outcome, *, by: Actor) -> None:
    known = {_key(table, values): values for values in present(table)}
    seen, good = set[Any](), list[Values]()
    for values in rows:
        try:
            _check_row(table, values, seen)
        except Refused as error:
            outcome.rows.append(Row(table, _subject(table, values), REFUSED, error.sentence))
        else:
            good.append(values)
    ordered, circle = _parents_first(table, good) if table in (CATEGORIES, AGENCIES) else (good, [])
    outcome.rows += [Row(table, _subject(table, values), REFUSED, CIRCLE) for values in circle]
    outcome.rows += [_one(table, values, known.get(_key(table, values)), by=by) for values in ordered]


def _check_row(table: Table, values: Values, seen: set[Any]) -> None:
    _check_shape(table, values)
    if _key(table, values) in seen:
        raise Refused("Baris ini sudah disebut di atasnya.")
    seen.add(_key(table, values))


def _key(table: Table, values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in table.key)


def _subject(table: Table, values: object) -> str:
    if not isinstance(values, dict):
        return "(bukan baris)"
    return " · ".join(str(values.get(name))[:80] for name in table.key if values.get(name)) or "semua"


def _check_shape(table: Table, values: object) -> None:
    """Every column is there, no other, and each is of its kind."""
    if not isinstance(values, dict):
        raise Refused("Setiap baris harus berupa objek dengan nama kolom.")
    if strange := sorted(values.keys() ^ set(table.columns)):
        raise Refused(f"Kolom “{strange[0][:40]}” {'tidak dikenal' if strange[0] in values else 'tidak ada'}.")
    for name, value in values.items():
        if value is None and name in MAY_BE_EMPTY:
            continue
        kind: type = bool if name in BOOLEANS else int if name in NUMBERS else str
        if type(value) is not kind:
            raise Refused(f"Kolom “{name}” harus berupa {_KINDS[kind]}.")
        if isinstance(value, str) and not _storable(value):
            raise Refused(f"Kolom “{name}” berisi tanda yang tidak dapat disimpan.")


_KINDS = {bool: "true atau false", int: "bilangan bulat", str: "teks"}


def _storable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return text.clean(value) == value


def _parents_first(table: Table, rows: list[Values]) -> tuple[list[Values], list[Values]]:
    """Each row after the one that it hangs below, and those that hang in a circle or below one."""
    key, waiting, ordered = table.key[0], rows, list[Values]()
    while waiting:
        names = {values[key] for values in waiting}
        free = [values for values in waiting if values["parent"] not in names]
        if not free:
            return ordered, waiting
        ordered += free
        waiting = [values for values in waiting if values["parent"] in names]
    return ordered, []


def _one(table: Table, values: Values, before: Values | None, *, by: Actor) -> Row:
    """Do what one row says, in a savepoint of its own."""
    subject = _subject(table, values)
    if before == values:
        return Row(table, subject, SAME)
    try:
        with transaction.atomic():
            installing.install(table, values, _found(table, values), before, by=by)
    except Refused as error:
        return Row(table, subject, REFUSED, error.sentence)
    except ValidationError as error:
        return Row(table, subject, REFUSED, _sentence(error))
    except (DatabaseError, OverflowError):
        return Row(table, subject, REFUSED, "Isi baris ini tidak dapat disimpan.")
    if before is None:
        return Row(table, subject, NEW)
    changes = {name: (str(before[name]), str(values[name])) for name in values if before[name] != values[name]}
    return Row(table, subject, CHANGED, differences(changes))


def _sentence(error: ValidationError) -> str:
    told = getattr(error, "message_dict", {})
    name, sentences = next(iter(told.items()), ("", error.messages))
    if name in ("", "__all__"):
        return "Isi baris ini tidak mungkin: periksa tanggal, jam dan jumlahnya."
    return f"Kolom “{name}”: {sentences[0]}"


def _found(table: Table, values: Values) -> Values:
    """The same columns with the rows that they name, by the name of the model's field; raises Refused."""
    found = dict[str, Any]()
    for name, value in values.items():
        look = _LOOK.get(name) if name in NAMED_BY else _PARENT[table.name] if name == "parent" else None
        found[field_of(name)] = look(value) if look and value is not None else value
    return found


def _agency(slug: str) -> Model:
    row = Agency.objects.filter(slug=slug).first()
    if row is None:
        raise Refused(f"Instansi “{slug[:80]}” {MISSING}")
    return row


def _category(code: str) -> Model:
    row = Category.objects.filter(code=code).first()
    if row is None:
        raise Refused(f"Kategori “{code[:80]}” {MISSING}")
    return row


def _region(code: str) -> Region:
    row = regions.ensure_region(code)
    if row is None:
        raise Refused(f"Wilayah dengan kode “{code[:20]}” tidak dikenal.")
    return row


_LOOK: dict[str, Callable[[str], Model]] = {
    "agency": _agency, "unit": _agency, "category": _category, "region": _region,
}  # fmt: skip
_PARENT: dict[str, Callable[[str], Model]] = {CATEGORIES.name: _category, AGENCIES.name: _agency}
