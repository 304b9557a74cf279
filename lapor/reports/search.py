"""Finding published reports: by words and filters, in four orders, and what was meant when nothing is found.

Everything begins at `policies.visible_to(PUBLIC)`. Words of what is not published are nowhere asked for, so that they
find what nonsense finds, as fast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import pairwise
from math import log
from operator import mul, or_
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import Concat, Mod, RowNumber

from lapor.agencies.models import Agency
from lapor.agencies.zones import WIB
from lapor.kit import clock, wording
from lapor.people.actor import PUBLIC
from lapor.reports import policies, queries
from lapor.reports.choices import OPEN_STATES
from lapor.reports.deadlines import REPORTER_CLOCKS
from lapor.reports.models import Deadline, Report
from lapor.reports.models.deadline import Outcome

Order = Literal["newest", "oldest", "waiting"]
Mark = tuple[datetime, UUID]

RARE = 500  # reports that fit a question, all of which are looked up
NEAR, FAR = 2_000, 20_000  # reports of which those that fit are looked for first, and at last
RANKED = 100  # reports of which the most fitting are looked for; of more the newest
JOINED = 50  # reports that may join them for holding some of the words
OPEN = frozenset(OPEN_STATES)
ENOUGH = 21  # a page and one: with fewer, one looks further, and the most common word is let go
FREQUENT = 3  # of the NEAR ones, from which on all of them are too many to be looked up
LEARNT = 10_000  # the newest published titles, whose words are known
PART = 5_000  # addresses in one part of the sitemap
FRESH = timedelta(seconds=60)
TOO_COMMON = "Kata ini terlalu umum atau terlalu pendek untuk dicari. Tambahkan kata yang khas, misalnya “lampu jalan”."
TURNED_ROUND = "Tanggal akhir lebih awal daripada tanggal mulai. Tukar keduanya, atau kosongkan satu."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `words`: as `kit.wording.telling` gives them; days are those of publication, in WIB."""

    words: tuple[str, ...] = ()
    agency: Agency | None = None
    category: str = ""
    region: str = ""
    states: frozenset[str] | None = None  # None: any
    late: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What to look for. Unless reports hold all words: `replaced` ones by the nearest published ones, without the
    `unknown` ones.
    """

    wanted: Wanted
    all_held: bool = False
    replaced: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


def listed(wanted: Wanted, *, order: Order = "newest", after: Mark | None = None, limit: int) -> QuerySet[Report]:
    """At most so many published reports that fit all that is wanted, in the order of publication; `after`: the last
    row of the page before. `waiting`: what is still open, the first published first.
    """
    if order == "waiting":
        wanted = replace(wanted, states=OPEN if wanted.states is None else wanted.states & OPEN)
    rows, way = queries.as_rows(policies.visible_to(PUBLIC)), Way(newest_first=order == "newest", after=after)
    if wanted == Wanted():
        return way.walk(rows)[:limit]
    return way.ordered(rows.filter(pk__in=_keys(wanted, way, limit)))


@dataclass(frozen=True, slots=True)
class Way:
    """In which direction the reports are read, and behind which of them."""

    newest_first: bool = True
    after: Mark | None = None

    def walk(self, reports: QuerySet[Report]) -> QuerySet[Report]:
        if self.after:
            at, pk = self.after
            older = Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk)
            newer = Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk)
            # The first bound is what the index is read by.
            bound = Q(published_at__lte=at) if self.newest_first else Q(published_at__gte=at)
            reports = reports.filter(bound, older if self.newest_first else newer)
        return self.ordered(reports)

    def ordered(self, reports: QuerySet[Report]) -> QuerySet[Report]:
        return reports.order_by("-published_at", "-pk") if self.newest_first else reports.order_by("published_at", "pk")


def _keys(wanted: Wanted, way: Way, limit: int) -> list[UUID]:
    """The ids of the first reports on the way that fit.

    What is common turns up in the next NEAR of all reports; what is rare is looked up by its index, whatever the
    order. PostgreSQL, which cannot tell how rare a word is, would sort all that hold a common one, or read all reports
    to find a rare one.
    """
    found, rest = _within(wanted, way, limit, NEAR)
    enough = min(limit, ENOUGH)
    if rest and enough > len(found) >= FREQUENT:
        found, rest = _within(wanted, way, limit, min(FAR, 2 * NEAR * enough // len(found)))
    if len(found) >= enough or not rest:
        return found
    some = list(matching(wanted).order_by().values_list("pk", flat=True)[: RARE + 1])
    if len(some) > RARE:
        return found if len(found) >= FREQUENT else _within(wanted, way, limit, FAR)[0]
    return list(way.walk(policies.visible_to(PUBLIC).filter(pk__in=some)).values_list("pk", flat=True)[:limit])


def _within(wanted: Wanted, way: Way, limit: int, span: int) -> tuple[list[UUID], bool]:
    """Of the next so many published reports those that fit, up to a limit, and whether there are more reports."""
    everything = way.walk(policies.visible_to(PUBLIC))
    end = everything.values_list("published_at", flat=True)[span : span + 1].first()
    near = _reading(wanted)
    if end:
        near = near.filter(published_at__gt=end) if way.newest_first else near.filter(published_at__lt=end)
    return list(way.walk(near).values_list("pk", flat=True)[:limit]), end is not None


def _reading(wanted: Wanted) -> QuerySet[Report]:
    """The same as `matching`, by a form of the question that no index of words answers."""
    reports = matching(replace(wanted, words=()))
    if wanted.words:
        reports = reports.annotate(read=Concat("public_title", Value("\n"), "public_body", output_field=TextField()))
    for word in wanted.words:
        reports = reports.filter(reduce(or_, (Q(read__icontains=form) for form in wording.roots(word))))
    return reports


def matching(wanted: Wanted) -> QuerySet[Report]:
    """Published reports that hold all words and pass all filters, in no order."""
    reports = policies.visible_to(PUBLIC)
    if wanted.agency:
        reports = reports.filter(holder__path__startswith=wanted.agency.path)
    if wanted.category:
        reports = reports.filter(Q(category__code=wanted.category) | Q(category__parent__code=wanted.category))
    if wanted.region:
        reports = reports.filter(Q(region=wanted.region) | Q(region__code__startswith=f"{wanted.region}."))
    if wanted.states is not None:
        reports = reports.filter(state__in=sorted(wanted.states))
    if wanted.since:
        reports = reports.filter(published_at__gte=_midnight(wanted.since))
    if wanted.until:
        reports = reports.filter(published_at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.late:
        reports = reports.filter(Exists(_passed()))
    return _holding(reports, wanted.words)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(WIB))


def _passed() -> QuerySet[Deadline]:
    """Limits of agencies that have passed, as the page of a report tells them; not those of reporters."""
    running = Q(outcome=Outcome.RUNNING, due_at__lt=clock.now())
    rows = Deadline.objects.filter(running | Q(outcome=Outcome.MISSED), report=OuterRef("pk"))
    return rows.exclude(clock__in=REPORTER_CLOCKS)


def _holding(reports: QuerySet[Report], words: Iterable[str]) -> QuerySet[Report]:
    for word in words:
        forms = (Q(public_title__icontains=form) | Q(public_body__icontains=form) for form in wording.roots(word))
        reports = reports.filter(reduce(or_, forms))
    return reports


def understood(wanted: Wanted) -> Understood:
    """What to look for when nothing holds all words: of each word that no published report holds the nearest that
    one does, in the filters given. Words that are near to none are left out.
    """
    if not wanted.words or _keys(wanted, Way(), 1):
        return Understood(wanted, all_held=True)
    words: list[str] = []
    replaced: list[tuple[str, str]] = []
    unknown: list[str] = []
    for word in wanted.words:
        near = word if _keys(Wanted((word,)), Way(), 1) else wording.nearest(word, known_words())
        if near is None or (near != word and not _keys(Wanted((near,)), Way(), 1)):
            unknown.append(word)
            continue
        words.append(near)
        if near != word:
            replaced.append((word, near))
    return Understood(replace(wanted, words=tuple(dict.fromkeys(words))), False, tuple(replaced), tuple(unknown))


_known: list[tuple[datetime, Counter[str]]] = []  # at most one


def known_words() -> Counter[str]:
    """The words of the newest published titles and in how many they stand, as of the last minute."""
    now = clock.now()
    if not _known or not timedelta() <= now - _known[0][0] < FRESH:
        newest = policies.visible_to(PUBLIC).order_by("-published_at", "-pk").values_list("public_title", flat=True)
        counted = Counter(word for title in newest[:LEARNT] for word in set(wording.tokens(title)))
        _known[:] = [(now, counted)]
    return _known[0][1]


def forget() -> None:
    """Ask anew for words and parts (another database)."""
    _known.clear()
    _parts.clear()


def ranked(wanted: Wanted) -> list[UUID]:
    """The reports that fit the words best. They pass all filters; when too few hold all words, others join them that
    hold two words about as rare as each other, or one.
    """
    found = _newest(wanted, RANKED)
    if len(found) < ENOUGH and len(wanted.words) > 1:
        rarest = sorted(wanted.words, key=lambda word: known_words()[word])
        for some in [*pairwise(rarest), *((word,) for word in rarest)]:
            found |= _newest(replace(wanted, words=some), JOINED)
    return _by_fit(found, wanted.words)


def _newest(wanted: Wanted, limit: int) -> dict[UUID, tuple[str, str]]:
    """Title and text of the newest that hold all words."""
    found = policies.visible_to(PUBLIC).filter(pk__in=_keys(wanted, Way(), limit))
    rows = Way().ordered(found).values_list("pk", "public_title", "public_body")
    return {pk: (title, body) for pk, title, body in rows}


def _by_fit(found: dict[UUID, tuple[str, str]], words: tuple[str, ...]) -> list[UUID]:
    """The best first; of equal ones the one that was found first. A word that few of them hold says more, and several
    words say more than the same weight of one.
    """
    fits = [_fits(title, body, words) for title, body in found.values()]
    held = [1 + sum(bool(one[at]) for one in fits) for at in range(len(words))]
    says = [log(1 + (1 + len(found)) / number) for number in held]
    scores = [sum(map(mul, one, says)) * sum(map(bool, one)) for one in fits]
    placed = sorted(zip(scores, range(len(scores)), found, strict=True), key=lambda one: (-one[0], one[1]))
    return [pk for _, _, pk in placed]


def _fits(title: str, body: str, words: tuple[str, ...]) -> list[int]:
    above, below, text = set(wording.tokens(title)), set(wording.tokens(body)), body.lower()
    return [wording.weight(word, title=above, body=below, text=text) for word in words]


def rows(keys: Iterable[UUID]) -> list[Report]:
    """These reports in this order, as far as they are still published."""
    wanted = list(keys)
    found = queries.as_rows(policies.visible_to(PUBLIC)).in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of all published reports in the order of publication, with its first and last row."""

    first: Mark
    last: Mark

    @property
    def last_at(self) -> datetime:
        return self.last[0]


_parts: list[tuple[datetime, list[Part]]] = []  # at most one


def parts() -> list[Part]:
    """All published reports in stretches of PART, the first published first, as of the last minute. Only the last one
    grows; whether a report is still published is asked when its part is read.
    """
    now = clock.now()
    if not _parts or not timedelta() <= now - _parts[0][0] < FRESH:
        _parts[:] = [(now, _counted_off())]
    return _parts[0][1]


def _counted_off() -> list[Part]:
    at = Window(RowNumber(), order_by=[F("published_at"), F("pk")])
    numbered = policies.visible_to(PUBLIC).annotate(at=at).order_by("at")
    ends = (
        numbered.annotate(place=Mod(F("at"), PART)).filter(place__in=(0, 1)).values_list("published_at", "pk", "place")
    )
    marks = [((moment, pk), place) for moment, pk, place in ends if moment]
    firsts = [mark for mark, place in marks if place == 1]
    lasts = [mark for mark, place in marks if place == 0]
    if len(lasts) < len(firsts):
        newest = policies.visible_to(PUBLIC).order_by("-published_at", "-pk").values_list("published_at", "pk")
        lasts += [(moment, pk) for moment, pk in newest[:1] if moment]
    return [Part(first, last) for first, last in zip(firsts, lasts, strict=False)]


def in_part(part: Part) -> list[tuple[str, datetime]]:
    """Code and time of publication of the reports of a part."""
    (start, first), (end, last) = part.first, part.last
    rows = policies.visible_to(PUBLIC).filter(published_at__gte=start, published_at__lte=end)
    rows = rows.exclude(published_at=start, pk__lt=first).exclude(published_at=end, pk__gt=last)
    return [(code, at) for code, at in rows.order_by("published_at", "pk").values_list("code", "published_at") if at]
