"""All standards, days off and office hours in memory, read again when they changed or grew old.

One process sees another's change after at most FRESH seconds; its own at once, because actions call `forget`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time
from time import monotonic
from types import MappingProxyType
from zoneinfo import ZoneInfo

from lapor.agencies.models import PATH_STEP, Agency, Category
from lapor.kit import clock
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.holidays_id import national_days_off
from lapor.standards.models import DayOff, OfficeHours, ServiceStandard, Step

FRESH = 30.0  # seconds
KNOWN_BACK, KNOWN_AHEAD = 12, 6  # years of national days off around today
OPENS, CLOSES = time(7, 30), time(16, 0)  # when no row says otherwise


class _Shelf:
    """Where this process keeps its copy; a new edition outdates every copy read under an older one."""

    edition: object = object()
    book: Rulebook | None = None


_shelf = _Shelf()


def current() -> Rulebook:
    """The rulebook of this process, read anew when it is missing, outdated or old."""
    book = _shelf.book
    if book is None or book.edition is not _shelf.edition or book.read_at + FRESH < monotonic():
        book = _shelf.book = Rulebook(_shelf.edition)
    return book


def forget() -> None:
    """Read everything again at the next question, also when another thread is reading right now."""
    _shelf.edition = object()


class Rulebook:
    """A snapshot of the rows plus the answers already worked out from it."""

    def __init__(self, edition: object) -> None:
        self.edition, self.read_at = edition, monotonic()
        standards = list(ServiceStandard.objects.select_related("agency"))
        self._standards: dict[str, list[ServiceStandard]] = defaultdict(list)
        for row in standards:
            self._standards[row.clock].append(row)
        by_category = any(row.category_id for row in standards)
        self._parents = dict(Category.objects.values_list("pk", "parent_id")) if by_category else {}
        self._days = [(_path(row.agency), row) for row in DayOff.objects.select_related("agency")]
        self._days.sort(key=lambda pair: len(pair[0]))  # widest first: the closest has the last word
        self._hours = {_path(row.agency): row for row in OfficeHours.objects.select_related("agency")}
        self._found: dict[tuple[str, str, int | None, str, date], ServiceStandard | None] = {}
        self._calendars: dict[tuple[str, str, date | None, int], WorkingCalendar] = {}
        self._steps = [(_path(row.agency), row) for row in Step.objects.select_related("agency")]
        self._by_key = {row.pk: row for row in standards}
        self._shared: dict[tuple[tuple[int, ...], int | None, str, int], WorkingCalendar] = {}

    def find(
        self, clock: str, classification: str, category: int | None, path: str, on: date
    ) -> ServiceStandard | None:
        """The most specific standard, or None."""
        key = (clock, classification, category, path, on)
        if key not in self._found:
            self._found[key] = self._search(*key)
        return self._found[key]

    def _search(
        self, clock: str, classification: str, category: int | None, path: str, on: date
    ) -> ServiceStandard | None:
        """Rank by depth of agency, depth of category, classification; then the younger rule."""
        lineage = list(self._lineage(category))
        best: ServiceStandard | None = None
        best_rank: tuple[int, int, bool, date] | None = None
        for row in self._standards.get(clock, ()):
            if row.classification not in ("", classification):
                continue
            if on < row.valid_from or (row.valid_until is not None and on > row.valid_until):
                continue
            own = _path(row.agency)
            if not path.startswith(own) or (row.category_id is not None and row.category_id not in lineage):
                continue
            closeness = len(lineage) - lineage.index(row.category_id) if row.category_id is not None else 0
            rank = (len(own), closeness, bool(row.classification), row.valid_from)
            if best_rank is None or rank > best_rank:
                best, best_rank = row, rank
        return best

    def _lineage(self, category: int | None) -> Iterator[int]:
        """A category and everything above it, closest first."""
        while category is not None:
            yield category
            category = self._parents.get(category)

    def trying(self, row: ServiceStandard) -> Rulebook:
        """A rulebook of its own in which one rule more stands."""
        book = Rulebook(self.edition)
        book._standards[row.clock].append(row)
        return book

    def standard(self, key: int) -> ServiceStandard | None:
        """The standard with this key, also one that is no longer valid."""
        return self._by_key.get(key)

    def shortest(self, clock: str) -> int:
        """The smallest amount in any standard of a clock, valid or not; 0 without any."""
        return min((row.amount for row in self._standards.get(clock, ())), default=0)

    def steps(self, clock: str, path: str) -> tuple[Step, ...]:
        """What is valid for a clock of the agency at this path: the minimums and what was added, each once."""
        fitting = [row for own, row in self._steps if row.clock in ("", clock) and path.startswith(own)]
        return tuple({row.name: row for row in fitting}.values())

    def calendar(self, path: str, zone_name: str, *, known_on: date | None = None) -> WorkingCalendar:
        """The calendar of the agency at this path, by what was decreed up to a day (by default: by everything)."""
        key = (path, zone_name, known_on, clock.now().year)
        if key not in self._calendars:
            self._calendars[key] = self._share(*key)
        return self._calendars[key]

    def _share(self, path: str, zone_name: str, known_on: date | None, year: int) -> WorkingCalendar:
        """One calendar for all agencies with the same rows: a nation has thousands of them."""
        rows = [row for own, row in self._days if path.startswith(own)]
        if known_on:
            zone = ZoneInfo(zone_name)
            rows = [row for row in rows if row.decided_at.astimezone(zone).date() <= known_on]
        hours = self._closest_hours(path)
        key = (tuple(row.pk for row in rows), hours.pk if hours else None, zone_name, year)
        if key not in self._shared:
            self._shared[key] = _build(rows, hours, zone_name, year)
        return self._shared[key]

    def _closest_hours(self, path: str) -> OfficeHours | None:
        for end in range(len(path), -1, -PATH_STEP):
            if row := self._hours.get(path[:end]):
                return row
        return None


def _path(agency: Agency | None) -> str:
    return agency.path if agency else ""


def _build(rows: Iterable[DayOff], hours: OfficeHours | None, zone_name: str, year: int) -> WorkingCalendar:
    names: dict[date, str] = {}
    for known in range(year - KNOWN_BACK, year + KNOWN_AHEAD + 1):
        names.update(national_days_off(known))
    worked = _override(names, rows)
    return WorkingCalendar(
        zone=ZoneInfo(zone_name),
        days_off=frozenset(names),
        office_opens=hours.opens if hours else OPENS,
        office_closes=hours.closes if hours else CLOSES,
        extra_workdays=worked,
        counts_after_hours=bool(hours and hours.counts_after_hours),
        names=MappingProxyType(names),
    )


def _override(names: dict[date, str], rows: Iterable[DayOff]) -> frozenset[date]:
    """Change the days off in place by the rows, in order; answer the days that are worked all the same."""
    worked: set[date] = set()
    for row in rows:
        if row.is_working:
            names.pop(row.date, None)
            worked.add(row.date)
        else:
            names[row.date] = row.name
            worked.discard(row.date)
    return frozenset(worked)
