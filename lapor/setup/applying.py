"""A plan becomes real, whole or not at all, and leaves behind what is needed to take it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from lapor.agencies import actions
from lapor.agencies.models import Agency, Category, Competence, Region
from lapor.agencies.regions import ensure_region
from lapor.kit.errors import Refused
from lapor.notices import seats
from lapor.people.actor import Actor
from lapor.people.models import User

from .columns import CATEGORIES, COMPETENCES, PEOPLE, UNITS
from .index import Ref
from .models import Application
from .planning import Plan, plan
from .reading import Row

STALE = "Keadaannya berubah sejak Anda melihat daftar ini. Periksa lagi, lalu terapkan."
NO_SENDER = "Undangan perlu pengirim: sebutkan admin yang mengundang dengan --by SUREL."


class Stale(Refused):
    """What was looked at is not what would happen now."""


@dataclass(slots=True)
class Done:
    """What was changed, as ids and codes with the values before and after."""

    agencies: list[int] = field(default_factory=list)
    edited: dict[str, dict[str, list[Any]]] = field(default_factory=dict)  # key: {field: [before, after]}
    seats: list[int] = field(default_factory=list)
    users: list[int] = field(default_factory=list)  # accounts that the invitations made
    competences: list[int] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    recoded: dict[str, dict[str, list[Any]]] = field(default_factory=dict)


@transaction.atomic
def apply(rows: list[Row], *, seen: str, by: Actor) -> Application:
    """Do what the plan with this digest says; raises Stale when it says something else by now."""
    _lock(by)
    made = plan(rows, by=by)
    if made.digest != seen:
        raise Stale(STALE)
    if not made.changes:
        raise Refused("Tidak ada yang dapat diterapkan: semua baris sudah sama atau ditolak.")
    done, regions = Done(), dict[str, Region | None]()
    _categories(made, done)
    here = _units(made, done, regions, by=by)
    _people(made, done, here, by=by)
    _competences(made, done, here, regions)
    return Application.objects.create(user_id=by.user_id, counts=made.counts, done=asdict(done))


def _lock(by: Actor) -> None:
    """Two files at once are applied one after the other: both see the tree as it is then."""
    seated = [seat.agency_id for seat in by.seats]
    list(Agency.objects.select_for_update().filter(pk__in=seated).order_by("pk").values_list("pk"))


def _region(code: str | None, regions: dict[str, Region | None]) -> Region | None:
    if code and code not in regions:
        regions[code] = ensure_region(code)
    return regions[code] if code else None


def _categories(made: Plan, done: Done) -> None:
    for work in sorted(made.work(CATEGORIES.name), key=lambda one: bool(one["parent"])):
        parent = Category.objects.get(code=work["parent"]) if work["parent"] else None
        values = {"name": work["name"], "hint": work["hint"], "sensitive": work["sensitive"], "parent": parent}
        row = Category.objects.select_for_update(of=("self",)).filter(code=work["code"]).first()
        if row is None:
            Category.objects.create(
                code=work["code"], position=Category.objects.filter(parent=parent).count(), **values
            )
            done.categories.append(work["code"])
            continue
        old = {"name": row.name, "hint": row.hint, "sensitive": row.sensitive, "parent": _code(row.parent)}
        new = values | {"parent": work["parent"]}
        done.recoded[row.code] = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
        Category.objects.filter(pk=row.pk).update(**values)


def _code(row: Category | None) -> str:
    return row.code if row else ""


def _units(made: Plan, done: Done, regions: dict[str, Region | None], *, by: Actor) -> dict[Ref, Agency]:
    """Units from the top of the planned tree downwards, so that each parent is there and no move makes a circle."""
    here: dict[Ref, Agency] = {}
    for work in sorted(made.work(UNITS.name), key=lambda one: int(one["depth"])):
        parent = _there(work["parent"], here) if work["parent"] is not None else None
        region = _region(work["region"], regions)
        if isinstance(work["ref"], int):
            here[work["ref"]] = _edit(work, parent, region, done, by=by)
            continue
        names = {name: work[name] for name in ("name", "short_name", "kind", "email")}
        row = actions.add_agency(parent=parent, by=by, region=region, **names)
        here[work["ref"]] = row
        done.agencies.append(row.pk)
    return here


def _there(ref: Ref, here: dict[Ref, Agency]) -> Agency:
    if ref not in here:
        here[ref] = Agency.objects.get(pk=ref)
    return here[ref]


def _edit(work: dict[str, Any], parent: Agency | None, region: Region | None, done: Done, *, by: Actor) -> Agency:
    row = Agency.objects.select_related("region").get(pk=work["ref"])
    before: dict[str, Any] = {"name": row.name, "short_name": row.short_name, "email": row.email}
    before["region"] = row.region_id
    before["parent"] = row.parent_id
    after = {name: work[name] for name in before}
    done.edited[str(row.pk)] = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    names = {name: work[name] for name in ("name", "short_name", "email")}
    row = actions.edit_agency(row, by=by, region=region, **names)
    if parent is not None and parent.pk != row.parent_id:
        row = actions.move_branch(row, to=parent, by=by)
    return row


def _people(made: Plan, done: Done, here: dict[Ref, Agency], *, by: Actor) -> None:
    """Everybody is invited as on the page of people: the seat waits for a yes, and the mail goes out."""
    work = made.work(PEOPLE.name)
    if work and by.user_id is None:
        raise Refused(NO_SENDER)
    latest = User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for one in work:
        since, until = (date.fromisoformat(one[name]) if one[name] else None for name in ("since", "until"))
        agency = _there(one["unit"], here)
        seat = actions.invite(
            one["email"], name=one["name"], agency=agency, role=one["role"], by=by, since=since, until=until
        )
        seats.tell(seat)
        done.seats.append(seat.pk)
        if seat.user_id > latest and seat.user_id not in done.users:
            done.users.append(seat.user_id)


def _competences(made: Plan, done: Done, here: dict[Ref, Agency], regions: dict[str, Region | None]) -> None:
    codes = dict(Category.objects.values_list("code", "pk"))
    rows = [
        Competence(
            agency=_there(one["unit"], here), category_id=codes[one["category"]], region=_region(one["region"], regions)
        )
        for one in made.work(COMPETENCES.name)
    ]
    done.competences += [row.pk for row in Competence.objects.bulk_create(rows)]
