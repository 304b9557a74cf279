"""What can be done to the tree. Every function checks who does it and refuses with a sentence."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.text import slugify

from lapor.agencies.models import PATH_DEEPEST, PATH_STEP, Agency, Membership, Region
from lapor.agencies.policies import may_manage, may_shape
from lapor.agencies.queries import place_of, twins_of
from lapor.agencies.zones import zone_of_region
from lapor.kit.errors import Refused
from lapor.kit.text import clean
from lapor.people.actor import Actor

BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SLUG_LONGEST = 110
SLUG_TRIES = 20
NAME_LONGEST, SHORT_LONGEST = 200, 60
TWINS_NAMED = 3


class HasTwins(Refused):
    """The name is there already: whoever means another agency says so and asks again."""


@transaction.atomic
def add_agency(
    *,
    name: str,
    short_name: str,
    kind: str,
    parent: Agency | None,
    by: Actor,
    region: Region | None = None,
    zone_name: str = "",
    email: str = "",
    is_open: bool = True,
    is_inspectorate: bool = False,
    source_name: str = "",
    twins_are_meant: bool = True,
) -> Agency:
    """Put a new agency under its parent; its zone is that of its region, else that of its parent.

    `twins_are_meant` False, where a person types the name: raises HasTwins when it is there already.
    """
    above = _locked_parent(parent, by=by)
    _check_kind(kind, is_inspectorate=is_inspectorate, by=by)
    called, short = _named(name, longest=NAME_LONGEST), _named(short_name, longest=SHORT_LONGEST)
    if not twins_are_meant:
        _check_twins(twins_of(called, short, parent=above))
    agency = Agency(
        name=called,
        short_name=short,
        kind=kind,
        parent=above,
        path=_next_path(above),
        region=region,
        zone_name=zone_name or _zone_name(region, above),
        email=email,
        is_open=is_open,
        is_inspectorate=is_inspectorate,
        source_name=source_name,
    )
    agency.realm = agency.path if above is None or agency.is_government else above.realm
    return _save_with_free_slug(agency)


def _locked_parent(parent: Agency | None, *, by: Actor) -> Agency | None:
    """The parent, locked so that two children never get one path; without a parent only the system may add."""
    if parent is None:
        if by.kind != "system":
            raise Refused("Hanya sistem yang dapat membuat instansi tanpa induk. Pilih instansi induknya.")
        list(Agency.objects.select_for_update().filter(parent=None).order_by("path"))
        return None
    above = Agency.objects.select_for_update().get(pk=parent.pk)
    check_manages(by, above)
    return above


def _check_kind(kind: str, *, is_inspectorate: bool, by: Actor) -> None:
    """A new government, or a body that watches over others, is the nation's to make."""
    if kind not in Agency.Kind.values:
        raise Refused("Jenis instansi ini tidak dikenal.")
    if (kind != Agency.Kind.UNIT or is_inspectorate) and not may_shape(by):
        raise Refused("Pemerintahan, lembaga dan pengawas internal hanya dapat dibuat oleh admin nasional.")


def _named(text: str, *, longest: int) -> str:
    name = " ".join(clean(text).split())
    if not 1 <= len(name) <= longest:
        raise Refused(f"Tulis nama instansi dengan 1 sampai {longest} huruf.")
    return name


def _check_twins(twins: list[Agency]) -> None:
    if not twins:
        return
    named = "; ".join(f"{place_of(twin)}{'' if twin.is_open else ' (ditutup)'}" for twin in twins[:TWINS_NAMED])
    more = f"; dan {len(twins) - TWINS_NAMED} lagi" if len(twins) > TWINS_NAMED else ""
    raise HasTwins(f"Nama ini sudah dipakai: {named}{more}.")


def check_manages(by: Actor, agency: Agency) -> None:
    if not may_manage(by, agency):
        raise Refused(f"Anda bukan admin yang membawahi {agency.name}. Mintalah kepada admin instansi tersebut.")


def _next_path(parent: Agency | None) -> str:
    prefix = parent.path if parent else ""
    if len(prefix) >= PATH_STEP * PATH_DEEPEST:
        raise Refused(f"Susunan instansi paling dalam {PATH_DEEPEST} tingkat. Pilih induk yang lebih tinggi.")
    last = Agency.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    return prefix + _base36(int(last[-PATH_STEP:], 36) + 1 if last else 1)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = BASE36[rest] + digits
    if len(digits) > PATH_STEP:
        raise OverflowError("more children than a path segment can number")
    return digits.rjust(PATH_STEP, "0")


def _save_with_free_slug(agency: Agency) -> Agency:
    """Slugs are unique in the whole tree while the lock is the parent's: who loses the race takes the next one."""
    for tries_left in reversed(range(SLUG_TRIES)):
        agency.slug = _free_slug(agency.name)
        try:
            with transaction.atomic():
                agency.save(force_insert=True)
        except IntegrityError:
            if not tries_left:
                raise
        else:
            break
    return agency


def _free_slug(name: str) -> str:
    stem = slugify(name)[:SLUG_LONGEST].strip("-") or "instansi"
    taken = set(Agency.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := _numbered(stem, number)) not in taken)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _zone_name(region: Region | None, parent: Agency | None) -> str:
    if region is not None:
        return zone_of_region(region.code)
    return parent.zone_name if parent else zone_of_region("")


@transaction.atomic
def edit_agency(
    agency: Agency,
    *,
    by: Actor,
    name: str,
    short_name: str,
    email: str,
    region: Region | None,
    is_inspectorate: bool | None = None,
    twins_are_meant: bool = True,
) -> Agency:
    """Name an agency anew; its address stays, so that links to it go on working. `is_inspectorate` None keeps it.

    `twins_are_meant` as for a new one, when the names change.
    """
    row = Agency.objects.select_for_update().get(pk=agency.pk)
    check_manages(by, row)
    called, short = _named(name, longest=NAME_LONGEST), _named(short_name, longest=SHORT_LONGEST)
    if not twins_are_meant and (called, short) != (row.name, row.short_name):
        _check_twins(twins_of(called, short, parent=row.parent, but=row))
    if is_inspectorate is not None and is_inspectorate != row.is_inspectorate:
        _check_inspectorate(row, by=by)
        row.is_inspectorate = is_inspectorate
    row.name, row.short_name = called, short
    if region != row.region:
        row.region, row.zone_name = region, _zone_name(region, row.parent)
    row.email = email
    row.save(update_fields=["name", "short_name", "region", "zone_name", "email", "is_inspectorate"])
    return row


@transaction.atomic
def share_reports(agency: Agency, *, way: str, by: Actor) -> Agency:
    """Choose how reports that are sent to an agency find their person in charge (`Agency.Sharing`)."""
    row = Agency.objects.select_for_update().get(pk=agency.pk)
    check_manages(by, row)
    if way not in Agency.Sharing.values:
        raise Refused("Pilih salah satu cara pembagian.")
    row.sharing = way
    row.save(update_fields=["sharing"])
    return row


def _check_inspectorate(agency: Agency, *, by: Actor) -> None:
    """Nobody gets into an inspectorate by sitting in what is made one: seats there need a second admin."""
    if not may_shape(by):
        raise Refused("Pengawas internal hanya dapat ditetapkan oleh admin nasional.")
    if Membership.objects.open().filter(agency=agency).exists():
        raise Refused(f"Masih ada yang memegang peran di {agency.name}. Akhiri dahulu, lalu beri lagi sesudahnya.")


@transaction.atomic
def move_branch(agency: Agency, *, to: Agency, by: Actor) -> Agency:
    """Hang an agency with everything below it under another parent; all paths of the branch follow."""
    rows = {row.pk: row for row in Agency.objects.select_for_update().filter(pk__in=[agency.pk, to.pk])}
    branch, target = rows[agency.pk], rows[to.pk]
    check_manages(by, branch)
    check_manages(by, target)
    if branch.covers(target):
        raise Refused(f"{branch.name} tidak dapat dipindahkan ke bawah dirinya sendiri. Pilih induk lain.")
    if branch.parent_id == target.pk:
        return branch
    _check_walls(branch, target, by=by)
    new = _next_path(target)
    subtree = Agency.objects.select_for_update().filter(path__startswith=branch.path)
    _check_depth(list(subtree.values_list("path", flat=True)), old=branch.path, new=new)
    old = len(branch.path) + 1
    subtree.exclude(realm__startswith=branch.path).update(realm=target.realm)
    subtree.filter(realm__startswith=branch.path).update(realm=Concat(Value(new), Substr(F("realm"), old)))
    subtree.update(path=Concat(Value(new), Substr(F("path"), old)))
    Agency.objects.filter(pk=branch.pk).update(parent=target)
    branch.refresh_from_db()
    return branch


def _check_walls(branch: Agency, target: Agency, *, by: Actor) -> None:
    """An office keeps its government, whose reports would move with it; a whole government may hang elsewhere."""
    if not target.is_open:
        raise Refused(f"{target.name} sudah ditutup. Pilih induk lain.")
    if by.kind != "system" and not branch.is_government and target.realm != branch.realm:
        raise Refused(
            f"{branch.name} tidak dapat dipindahkan ke pemerintahan lain, karena laporannya akan ikut. "
            "Buat unit baru di sana, lalu tutup yang ini."
        )


def _check_depth(paths: list[str], *, old: str, new: str) -> None:
    deepest = max(len(path) for path in paths) - len(old) + len(new)
    if deepest > PATH_STEP * PATH_DEEPEST:
        raise Refused(f"Susunan instansi paling dalam {PATH_DEEPEST} tingkat. Pilih induk yang lebih tinggi.")


@transaction.atomic
def close_agency(agency: Agency, *, by: Actor) -> Agency:
    """Take an agency out of the lists of targets; it keeps its reports and its people."""
    row = Agency.objects.select_for_update().get(pk=agency.pk)
    check_manages(by, row)
    if row.parent_id is None:
        raise Refused("Instansi paling atas tidak dapat ditutup.")
    open_below = Agency.objects.filter(path__startswith=row.path, is_open=True).exclude(pk=row.pk).count()
    if open_below:
        raise Refused(f"Masih ada {open_below} unit terbuka di bawah {row.name}. Tutup atau pindahkan dahulu.")
    row.is_open = False
    row.save(update_fields=["is_open"])
    return row


@transaction.atomic
def reopen_agency(agency: Agency, *, by: Actor) -> Agency:
    """Let an agency that was closed receive reports again, below a parent that is open."""
    row = Agency.objects.select_for_update(of=("self",)).select_related("parent").get(pk=agency.pk)
    check_manages(by, row)
    if row.parent and not row.parent.is_open:
        raise Refused(f"Induknya, {row.parent.name}, masih ditutup. Buka induknya dahulu, atau pindahkan unit ini.")
    row.is_open = True
    row.save(update_fields=["is_open"])
    return row
