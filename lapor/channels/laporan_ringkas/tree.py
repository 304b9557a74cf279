"""The agencies that an export names, under the one whose export it is: found by name, else made."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from lapor.agencies import catalogue
from lapor.agencies.actions import add_agency
from lapor.agencies.models import Agency
from lapor.agencies.queries import national_root, subtree
from lapor.agencies.regions import ensure_region
from lapor.channels.laporan_ringkas.mapping import levels_of, name_key
from lapor.channels.laporan_ringkas.places import region_of_agency
from lapor.people.actor import Actor

NAME_MOST, SHORT_MOST = 200, 60  # characters
KINDS = (
    ("pemerintah provinsi", Agency.Kind.PROVINCE),
    ("pemerintah ", Agency.Kind.REGENCY),
    ("universitas", Agency.Kind.UNIVERSITY),
    ("institut", Agency.Kind.UNIVERSITY),
    ("politeknik", Agency.Kind.UNIVERSITY),
    ("pt ", Agency.Kind.COMPANY),
)


def find_exporter(name: str) -> Agency | None:
    """The agency with this name anywhere in the tree, the highest first."""
    wanted = name_key(name)
    likely = Agency.objects.filter(Q(name__iexact=name) | Q(source_name__iexact=name)).order_by("path").first()
    if likely or not wanted:
        return likely
    tops = Agency.objects.exclude(kind=Agency.Kind.UNIT).order_by("path")
    return next((row for row in tops if wanted in (name_key(row.name), name_key(row.source_name))), None)


def planned_exporter(name: str) -> Agency:
    """The exporting agency as it would be made (not saved)."""
    name = name[:NAME_MOST]
    kind = next((kind for start, kind in KINDS if name_key(name).startswith(start)), Agency.Kind.MINISTRY)
    return Agency(name=name, short_name=_short(name), kind=kind, source_name=name)


@transaction.atomic
def add_exporter(planned: Agency, *, by: Actor) -> Agency:
    """Make the exporting agency under the national root (which is made too in an empty system)."""
    code = region_of_agency(planned.name)
    root = national_root() or _add_root(by)
    # Under the root's lock, because another import may have made it a moment ago.
    Agency.objects.select_for_update().get(pk=root.pk)
    return find_exporter(planned.name) or add_agency(
        name=planned.name,
        short_name=planned.short_name,
        kind=planned.kind,
        parent=root,
        region=ensure_region(code) if code else None,
        source_name=planned.source_name,
        by=by,
    )


def _add_root(by: Actor) -> Agency:
    """The top of the tree, as the catalogue names it."""
    entry = catalogue.agency_entries()[0]
    return add_agency(name=entry["name"], short_name=entry["short_name"], kind=entry["kind"], parent=None, by=by)


def _short(name: str) -> str:
    short = name.removeprefix("Pemerintah ")
    return short if len(short) <= SHORT_MOST else f"{short[: SHORT_MOST - 1]}…"


class Tree:
    """The subtree of the exporting agency by name; the file itself may call that one otherwise (`called`).

    When `dry`, missing agencies are only noted in `new`.
    """

    def __init__(self, under: Agency, *, called: str = "", by: Actor, dry: bool = False) -> None:
        self.under = under
        self.new: list[str] = []
        self._by, self._dry = by, dry
        self._place = name_key(under.name).removeprefix("pemerintah ")
        self._known: dict[str, Agency] = {}
        self._elsewhere: dict[str, bool] = {}
        if called:
            self._known[name_key(called)] = under
        for row in subtree(under) if under.pk else ():
            self._remember(row)
        self._remember(under)

    def holder_of(self, *, unit: str, parent: str) -> Agency:
        """The agency that had the report last: the unit it was sent to, else its parent, else the exporting one."""
        if not unit:
            return self._agency(parent, above=self.under) if parent and not self._is_foreign(parent) else self.under
        known = self._find(unit)
        return known or self._agency(unit, above=self._above(unit, parent))

    def _above(self, unit: str, parent: str) -> Agency:
        """Where a new unit hangs: under its parent when the file names one, and it is none of another tree."""
        if not parent or name_key(parent) == name_key(unit) or self._is_foreign(parent):
            return self.under
        return self._agency(parent, above=self.under)

    def _is_foreign(self, name: str) -> bool:
        """Known in another branch of the tree: a ministry that passed the report on, for example."""
        if self._find(name):
            return False
        if name not in self._elsewhere:
            named = Q(name__iexact=name) | Q(source_name__iexact=name)
            self._elsewhere[name] = (
                Agency.objects.filter(named).exclude(path__startswith=self.under.path or "-").exists()
            )
        return self._elsewhere[name]

    def _find(self, name: str) -> Agency | None:
        key = name_key(name[:NAME_MOST])
        return self._known.get(key) or self._known.get(self._without_place(key))

    def _agency(self, name: str, *, above: Agency) -> Agency:
        """The agency with this name, made level by level where the name shows levels."""
        if known := self._find(name):
            return known
        for level in levels_of(name):
            above = self._find(level) or self._add(level[:NAME_MOST], above=above)
        self._known.setdefault(name_key(name[:NAME_MOST]), above)
        return above

    def _add(self, name: str, *, above: Agency) -> Agency:
        self.new.append(name)
        row = Agency(name=name, short_name=_short(name), kind=Agency.Kind.UNIT, source_name=name)
        if not self._dry:
            row = self._add_once(row, above=above)
        self._remember(row)
        return row

    @transaction.atomic
    def _add_once(self, row: Agency, *, above: Agency) -> Agency:
        """Look again under the parent's lock: another import may have made it a moment ago."""
        Agency.objects.select_for_update().get(pk=above.pk)
        there = Agency.objects.filter(parent=above, source_name=row.source_name).first()
        return there or add_agency(
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,
            parent=above,
            source_name=row.source_name,
            is_inspectorate=name_key(row.name).startswith("inspektorat"),
            by=self._by,
        )

    def _remember(self, row: Agency) -> None:
        for name in (row.source_name, row.name):
            if key := name_key(name):
                self._known.setdefault(key, row)
                self._known.setdefault(self._without_place(key), row)

    def _without_place(self, key: str) -> str:
        """ "dinas sosial kabupaten bandung" is "dinas sosial" within Kabupaten Bandung."""
        return key.removesuffix(self._place).strip() or key
