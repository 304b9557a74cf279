"""What a file changed is taken back, as far as nothing has been built on it; what stays is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import ForeignObjectRel, Model

from lapor.agencies import actions
from lapor.agencies.models import Agency, Category, Competence, Membership
from lapor.agencies.regions import ensure_region
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.people.models import User

from .models import Application


@transaction.atomic
def undo(application: Application, *, by: Actor) -> Application:
    """Take a whole application back; `kept` names what has been built on since, and stays."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.undone_at is not None:
        raise Refused("Penerapan ini sudah dibatalkan.")
    if by.kind != "system" and row.user_id != by.user_id:
        raise Refused("Penerapan ini hanya dapat dibatalkan oleh yang menerapkannya.")
    row.kept = list(_taken_back(row.done, by=by))
    row.undone_at = clock.now()
    row.save(update_fields=["kept", "undone_at"])
    return row


def _taken_back(done: dict[str, Any], *, by: Actor) -> Iterator[str]:
    """Backwards: what was made last goes first. Yields a sentence for each thing that stays."""
    Competence.objects.filter(pk__in=done["competences"]).delete()
    yield from _seats(done["seats"], by=by)
    _accounts(done["users"])
    yield from _edits(done["edited"], by=by)
    yield from _agencies(done["agencies"], by=by)
    yield from _categories(done)


def _seats(pks: list[int], *, by: Actor) -> Iterator[str]:
    """Offers are withdrawn; who has said yes keeps his role until somebody ends it."""
    rows = Membership.objects.filter(pk__in=pks).select_related("agency", "user").order_by("pk")
    for row in rows:
        if row.unaccepted_since is None and row.is_open:
            yield f"Peran {row.get_role_display()} di {row.agency.name} sudah diterima orangnya dan tetap berlaku."
        elif row.is_open:
            actions.end_membership(row, by=by)
    Membership.objects.filter(pk__in=pks).exclude(unaccepted_since=None).delete()


def _accounts(pks: list[int]) -> None:
    """Accounts that were made for an offer and that nobody has ever entered go with it."""
    rows = User.objects.filter(pk__in=pks, last_login=None, memberships=None)
    unused = [user for user in rows if not user.has_usable_password()]
    used = _used(User, [user.pk for user in unused], ignoring=())
    User.objects.filter(pk__in=[user.pk for user in unused if user.pk not in used]).delete()


def _edits(edited: dict[str, dict[str, list[Any]]], *, by: Actor) -> Iterator[str]:
    """The former names and places, where they are still as the file made them."""
    for pk, changes in edited.items():
        row = Agency.objects.select_related("region", "parent").get(pk=int(pk))
        now: dict[str, Any] = {"name": row.name, "short_name": row.short_name, "email": row.email}
        now |= {"region": row.region_id, "parent": row.parent_id}
        if any(now[name] != after for name, (_, after) in changes.items()):
            yield f"{row.name} sudah diubah lagi sesudahnya dan tetap seperti sekarang."
            continue
        old = now | {name: before for name, (before, _) in changes.items()}
        try:
            with transaction.atomic():
                _put_back(row, old, by=by)
        except Refused as error:
            yield f"{row.name} tetap seperti sekarang. {error.sentence}"


def _put_back(row: Agency, old: dict[str, Any], *, by: Actor) -> None:
    names = {name: old[name] for name in ("name", "short_name", "email")}
    actions.edit_agency(row, by=by, region=ensure_region(old["region"]) if old["region"] else None, **names)
    if old["parent"] != row.parent_id:
        actions.move_branch(row, to=Agency.objects.get(pk=old["parent"]), by=by)


def _agencies(pks: list[int], *, by: Actor) -> Iterator[str]:
    """The deepest first; a unit that anything refers to stays, and so does every unit above it."""
    rows = list(Agency.objects.filter(pk__in=pks).order_by("-path"))
    used = _used(Agency, pks, ignoring=("children",))
    stay = {row.pk for row in rows if row.pk in used}
    parents = dict(Agency.objects.filter(parent__in=pks).exclude(pk__in=pks).values_list("parent", "pk"))
    stay |= {pk for pk in pks if pk in parents}
    for row in rows:
        if row.pk in stay and row.parent_id:
            stay.add(row.parent_id)
    for row in reversed(rows):
        if row.pk in stay:
            yield f"{row.name} tetap ada, karena sudah dipakai: ada laporan, petugas atau unit lain di dalamnya."
    gone = [row for row in rows if row.pk not in stay]
    for row in gone:
        actions.tree.check_manages(by, row)
    for depth in sorted({row.depth for row in gone}, reverse=True):
        Agency.objects.filter(pk__in=[row.pk for row in gone if row.depth == depth]).delete()


def _categories(done: dict[str, Any]) -> Iterator[str]:
    for code, changes in done["recoded"].items():
        row = Category.objects.select_related("parent").get(code=code)
        now = {"name": row.name, "hint": row.hint, "sensitive": row.sensitive}
        now["parent"] = row.parent.code if row.parent else ""
        if any(now[name] != after for name, (_, after) in changes.items()):
            yield f"Kategori {row.name} sudah diubah lagi sesudahnya dan tetap seperti sekarang."
            continue
        old: dict[str, Any] = {name: before for name, (before, _) in changes.items()}
        if "parent" in old:
            old["parent"] = Category.objects.get(code=old["parent"]) if old["parent"] else None
        Category.objects.filter(pk=row.pk).update(**old)
    for row in Category.objects.filter(code__in=done["categories"]).order_by("parent"):
        if _used(Category, [row.pk], ignoring=()):
            yield f"Kategori {row.name} tetap ada, karena sudah dipakai."
        else:
            row.delete()


def _used(model: type[Model], pks: list[int], *, ignoring: tuple[str, ...]) -> set[int]:
    """The rows that any other row refers to; what goes with them unasked (`ignoring`) does not count."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.name in ignoring or not relation.related_model:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})
        found |= set(rows.values_list(relation.field.name, flat=True))
    return found
