"""Saved filters: kept by a person under a name, shared with one of his units, taken away again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value

from lapor.agencies.models import Agency, Category, Role
from lapor.agencies.policies import may_manage
from lapor.agencies.queries import within_reach
from lapor.desk.models import SavedFilter
from lapor.desk.queries import Filters, Section
from lapor.kit import text
from lapor.kit.errors import Refused
from lapor.kit.written import Statement, written
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports.choices import State

MOST = 20  # of one person
NAME_LONGEST = 40
SHOWN = 40  # above a list: one's own and what colleagues share


@dataclass(frozen=True, slots=True)
class Link:
    """A saved filter above the list; `who` shares it, "" for one's own."""

    pk: int
    name: str
    who: str


def seen_by(actor: Actor) -> QuerySet[SavedFilter]:
    """One's own, and what is shared with an agency where one sits or that one manages."""
    managed = Agency.objects.filter(within_reach(actor, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)).order_by()
    seen = _seen(actor) | Q(agency__in=managed.values("pk"))
    return SavedFilter.objects.filter(seen).select_related("owner", "agency", "unit", "category")


def _seen(actor: Actor) -> Q:
    """What stands above the list."""
    return Q(owner=actor.user_id) | Q(agency__in={seat.agency_id for seat in actor.seats})


def offered(actor: Actor) -> tuple[list[Category], list[Link]]:
    """What a list can be narrowed by: the open groups of categories, and saved filters; one query for both."""
    statement, values = _offered(actor, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    rows = sorted(found, key=lambda row: (row[4] is not None and row[4] != actor.user_id, row[3], row[1]))
    links = [Link(pk, name, "" if whose == actor.user_id else who) for pk, name, who, _, whose in rows if whose]
    return [Category(pk=pk, name=name) for pk, name, _, _, whose in rows if whose is None], links[:SHOWN]


@lru_cache(maxsize=1024)
def _offered(actor: Actor, vendor: str) -> Statement:
    """The query of what every list offers, written once for each officer."""
    groups = Category.objects.filter(parent=None, is_open=True).annotate(who=Value("", CharField()), whose=F("parent"))
    kept = SavedFilter.objects.filter(_seen(actor)).annotate(who=F("owner__name"), position=Value(0, IntegerField()))
    kept = kept.annotate(whose=F("owner"))
    names = ("pk", "name", "who", "position", "whose")
    return written(groups.order_by().values_list(*names).union(kept.order_by().values_list(*names), all=True))


def keep(*, by: Actor, name: str, section: Section, filters: Filters, agency: Agency | None = None) -> SavedFilter:
    """Keep a narrowed list under a name; the words that were searched are left out. Raises Refused."""
    if filters == Filters(words=filters.words):
        raise Refused(
            "Belum ada saringan yang dapat disimpan. Pilih status, unit, kategori, terlambat, atau “Saya saja”."
        )
    if SavedFilter.objects.filter(owner=by.user_id).count() >= MOST:
        raise Refused(f"Anda sudah menyimpan {MOST} saringan. Hapus yang tidak dipakai dulu.")
    chosen: dict[str, Any] = {"state": filters.state, "unit": filters.unit, "category": filters.category}
    chosen |= {"late": filters.late, "mine": filters.mine}
    return _stored(SavedFilter(owner_id=by.user_id or 0, section=section.key, **chosen), by, name, agency)


def change(row: SavedFilter, *, by: Actor, name: str, agency: Agency | None) -> SavedFilter:
    """Give one's own filter another name, share it or stop sharing. Raises Refused."""
    if row.owner_id != by.user_id:
        raise Refused("Saringan ini hanya diubah oleh yang membuatnya.")
    return _stored(row, by, name, agency)


def _stored(row: SavedFilter, by: Actor, name: str, agency: Agency | None) -> SavedFilter:
    name = " ".join(text.clean(name).split())
    if not name or len(name) > NAME_LONGEST:
        raise Refused(f"Isi nama saringan, paling banyak {NAME_LONGEST} huruf.")
    if agency and agency.pk not in {seat.agency_id for seat in by.seats}:
        raise Refused("Saringan hanya dapat dibagikan di instansi tempat Anda bertugas.")
    row.name, row.agency = name, agency
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("Anda sudah punya saringan dengan nama ini. Pilih nama lain.") from None
    return row


def may_take_away(row: SavedFilter, actor: Actor) -> bool:
    """Its owner, and for a shared one who manages the agency."""
    return row.owner_id == actor.user_id or bool(row.agency and may_manage(actor, row.agency))


def take_away(row: SavedFilter, *, by: Actor) -> None:
    """Delete one's own filter; an admin only ends that it is shared, its owner keeps it."""
    if not may_take_away(row, by):
        raise Refused("Saringan ini hanya dihapus oleh yang membuatnya atau admin instansinya.")
    if row.owner_id == by.user_id:
        row.delete()
        return
    row.agency = None
    row.save(update_fields=["agency"])


def shared_by(user: User, agency: Agency) -> QuerySet[SavedFilter]:
    """What a person shares with an agency."""
    return SavedFilter.objects.filter(owner=user, agency=agency).order_by("name")


@transaction.atomic
def hand_on(user: User, agency: Agency, to: User) -> int:
    """Give what a person shares with an agency to another; one of settings.LAPOR_HANDED_ON. Returns how many."""
    taken = set(SavedFilter.objects.filter(owner=to).values_list("name", flat=True))
    rows = list(shared_by(user, agency))
    for row in rows:
        row.owner, row.name = to, _free(row.name, taken)
        taken.add(row.name)
        row.save(update_fields=["owner", "name"])
    return len(rows)


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first of "name 2", "name 3", … that its new owner does not have."""
    numbered = (f"{name[: NAME_LONGEST - 3]} {n}" for n in range(2, 2 * MOST + 2))
    return next(one for one in (name, *numbered) if one not in taken)


def query_of(row: SavedFilter) -> str:
    """The plain address of the list, behind its question mark."""
    given = {"bagian": row.section, "status": row.state, "unit": row.unit_id, "kategori": row.category_id}
    ticked = {name: "on" for name, on in (("telat", row.late), ("saya", row.mine)) if on}
    return urlencode({name: value for name, value in given.items() if value} | ticked)


def sentence_of(filters: Filters | SavedFilter, label: str) -> str:
    """What it narrows to, in words; what was closed meanwhile is said."""
    state = str(State(filters.state).label) if filters.state else ""
    named = [
        one.name if one.is_open else f"{one.name} (sudah ditutup)" for one in (filters.unit, filters.category) if one
    ]
    ticked = ("terlambat" if filters.late else "", "saya saja" if filters.mine else "")
    return " · ".join(part for part in (label, state, *named, *ticked) if part)
