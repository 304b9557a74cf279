"""Lists of the desk: sections of the inbox, filters, pages by the last row seen, figures per agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, reduce
from itertools import accumulate, groupby
from operator import itemgetter, or_
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from lapor.agencies import absences
from lapor.agencies.models import PATH_STEP, WORKERS, Absence, Agency, Category, Role
from lapor.kit import clock, codes
from lapor.kit.written import Kept, counting
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import incharge, policies, queries
from lapor.reports.choices import OPEN_STATES, AnswerWaits, Origin, PromiseState, Waits
from lapor.reports.models import Disposition, Report
from lapor.standards import arithmetic
from lapor.standards import queries as standards
from lapor.ui import dates

Name = Literal["now", "waiting", "today", "done", "imported", "appealed"]
PAGE = 50
SCANNED = 2_000  # titles that one search opens; they are sealed, so the database cannot look into them
UNITS_MOST = 200
WEEK = timedelta(days=7)
NOON = time(5)  # in UTC
DECIDE = "Dikembalikan lagi: putuskan siapa yang menangani"
PROMISE_DUE = "Janji jatuh tempo"
UNSENT_NOTES: dict[str, str] = {
    AnswerWaits.LEADER: "Menunggu persetujuan pimpinan",
    AnswerWaits.ADMIN: "Menunggu persetujuan admin",
    AnswerWaits.TIME: "Jawaban dijadwalkan",
    AnswerWaits.RETURNED: "Jawaban belum terkirim",
}
HIDDEN_TITLE = "Laporan rahasia"


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the inbox: its word in the address, the heart's name for it, and what people read."""

    key: str
    name: Name
    label: str
    empty: str


NOW = Section("saya", "now", "Menunggu saya", "Tidak ada laporan yang menunggu Anda.")
OTHERS = Section("lain", "waiting", "Menunggu pihak lain", "Tidak ada laporan yang menunggu pihak lain.")
RUNNING = Section("lain", "waiting", "Berjalan", "Tidak ada laporan yang sedang berjalan.")
TODAY = Section("hari-ini", "today", "Selesai hari ini", "Belum ada laporan yang selesai hari ini.")
DONE = Section("selesai", "done", "Selesai", "Belum ada laporan yang selesai.")
IMPORTED = Section("lama", "imported", "Dari SP4N-LAPOR", "Tidak ada laporan terbuka dari sistem sebelumnya.")
APPEALED = Section("ombudsman", "appealed", "Dibawa ke Ombudsman", "Belum ada laporan yang dibawa ke Ombudsman.")
BY_CHANGE = ("today", "done", "imported", "appealed")  # newest change first; the others by their deadline


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty values narrow nothing."""

    words: str = ""
    state: str = ""
    unit: Agency | None = None
    category: Category | None = None
    late: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One report in a list: only what a list may show to this officer."""

    code: str
    title: str
    note: str
    state: str
    label: str
    due_at: datetime | None
    days_left: int | None
    is_secret: bool
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows, the mark of the next page ("" on the last), whether the search could look at everything, and how
    many were `found` by words (up to one more than are counted).
    """

    rows: list[Row]
    after: str
    complete: bool = True
    found: int | None = None


def sections(actor: Actor) -> tuple[Section, ...]:
    """Who works on reports has three lists of the day and what is done, admins also what can be taken up; others see
    what runs and what is done.
    """
    found: tuple[Section, ...] = (RUNNING, DONE)
    if actor.has_role(*WORKERS):
        found = (NOW, OTHERS, TODAY, DONE)
    elif all(seat.role == Role.OMBUDSMAN for seat in actor.seats):
        return (APPEALED,)
    if actor.has_role(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN):
        found += (IMPORTED,)
    return (*found, APPEALED) if actor.has_role(Role.OMBUDSMAN) else found


def listing(
    actor: Actor, section: Section, filters: Filters, *, after: str = "", size: int = PAGE, drafts: bool = False
) -> Listing:
    """A page of a section, narrowed; `after` is the mark that the page before gave; `drafts`: mark what has one."""
    if filters == Filters() and not after:
        since = queries.midnights() if section == TODAY else ()
        top = list(_top(actor, section, size + 1, since, connection.vendor).asked())
        return _page(top, actor, section, size, drafts=drafts)
    reports = _narrowed(actor, section, filters)
    complete = True
    if filters.words:
        found, complete = _with_words(reports, actor, filters.words)
        reports = reports.filter(found)
    whole, at = reports, _mark(after)
    if at:
        reports = reports.filter(_behind(section, *at))
    page = _page(list(reports[: size + 1]), actor, section, size, complete=complete, drafts=drafts)
    return replace(page, found=_count(whole, page, first=at is None)) if filters.words else page


def _count(whole: QuerySet[Report], page: Listing, *, first: bool) -> int:
    """How many rows all pages have, up to one more than are counted; of a single page it is known."""
    if first and not page.after:
        return len(page.rows)
    return whole.order_by().values("pk")[: queries.COUNTED + 1].count()


def narrowed_counts(actor: Actor, sections: Iterable[Section], filters: Filters) -> dict[Section, int]:
    """How many a filter leaves in each section of the day, in one query; up to one more than are counted.

    Not for words: to find them, the titles of a section are opened, and that is done for the list that is shown.
    """
    counted = [one for one in sections if one.name in ("now", "waiting", "today")]
    if not counted:
        return {}
    rows = (_narrowed(actor, one, filters).order_by().values_list("pk")[: queries.COUNTED + 1] for one in counted)
    parts = [(one.name, *counting(row)) for one, row in zip(counted, rows, strict=True)]
    statement = ", ".join(" ".join(("(", part, ") AS", name)) for name, part, _ in parts)
    with connection.cursor() as cursor:
        cursor.execute(" ".join(("SELECT * FROM", statement)), [value for *_, values in parts for value in values])
        return dict(zip(counted, cursor.fetchone(), strict=True))


def undecided(actor: Actor) -> Listing:
    """What agencies returned to each other and the officer must decide, the most urgent first."""
    page = _page(list(queries.undecided(actor)[:PAGE]), actor, NOW, PAGE, drafts=True)
    return replace(page, rows=[replace(row, note=f"{DECIDE} · {codes.grouped(row.code)}") for row in page.rows])


def to_approve(actor: Actor) -> Listing:
    """Answers that wait until the officer lets them go, the most urgent first."""
    return _page(list(queries.to_approve(actor)[:PAGE]), actor, NOW, PAGE, drafts=False)


def without(found: Listing, apart: Listing) -> Listing:
    """A page without the rows that are shown apart."""
    shown = {row.code for row in apart.rows}
    return replace(found, rows=[row for row in found.rows if row.code not in shown])


def waits_here(actor: Actor, report: Report) -> bool:
    """Whether it is the actor's turn, at one of the desks where he works."""
    desks = {seat.agency_id for seat in actor.seats if seat.role in WORKERS}
    return report.waits_for == Waits.OFFICER and report.waits_at_id in desks


def next_waiting(actor: Actor, *, behind: Report | None) -> str:
    """The code of the report that waits behind this one, or else of the first that waits; "" when none does."""
    reports = queries.inbox(actor, "now").select_related(None).only("code")
    if behind is None:
        return next((row.code for row in reports[:1]), "")
    following = reports.filter(_behind(NOW, behind.due_at, behind.pk))
    for rows in (following, reports.exclude(pk=behind.pk)):
        for row in rows[:1]:
            return row.code
    return ""


@lru_cache(maxsize=1024)
def _top(actor: Actor, section: Section, size: int, since: queries.Midnights, vendor: str) -> Kept[Report]:
    """The first rows of a section, which everybody asks for who opens the desk; `since`: of which day."""
    return Kept(_of(actor, section)[:size])


def _page(
    rows: list[Report], actor: Actor, section: Section, size: int, *, drafts: bool, complete: bool = True
) -> Listing:
    """A page of at most `size` rows; one more says that there is a next."""
    last, shown = rows[size - 1] if len(rows) > size else None, rows[:size]
    begun = policies.with_drafts(shown, actor) if drafts and shown else set()
    people = _in_charge(shown, actor)
    times = policies.scheduled_in(shown, actor)
    found = [
        _row(report, actor, draft=report.pk in begun, person=people.get(report.assignee_id), times=times)
        for report in shown
    ]
    return Listing(found, _mark_of(section, last) if last else "", complete)


def _in_charge(rows: list[Report], actor: Actor) -> dict[int | None, str]:
    """ "Ditangani Dewi" by the person, for officers who read reports by their seat."""
    ids = {row.assignee_id for row in rows if row.assignee_id} if actor.has_role(*policies.READERS) else set()
    if not ids:
        return {}
    away = Absence.objects.running().filter(user=OuterRef("pk"), agency__in={row.holder_id for row in rows})
    columns = ("reason", "last_day", "deputy")
    people = User.objects.annotate(**{f"away_{name}": Subquery(away.values(name)[:1]) for name in columns})
    found = people.filter(pk__in=ids).values_list("pk", "name", *(f"away_{name}" for name in columns))
    return {pk: _in_charge_of(pk, name, absence, actor) for pk, name, *absence in found}


def _in_charge_of(pk: int, name: str, absence: list[Any], actor: Actor) -> str:
    """The note of a row about one person, who may be away: why, until when, and who stands in."""
    reason, last_day, deputy = absence
    if pk == actor.user_id:
        return "Ditangani Anda"
    if reason is None:
        return f"Ditangani {name}"
    if deputy == actor.user_id:
        return f"Menggantikan {name} sampai {dates.short_day(last_day)}"
    return f"Ditangani {name} ({absences.told(Absence(reason=reason, last_day=last_day))})"


def _of(actor: Actor, section: Section) -> QuerySet[Report]:
    if section.name == "appealed":
        return _newest(policies.visible_to(actor).filter(appealed_at__isnull=False))
    if section.name == "imported":
        return _newest(policies.visible_to(actor).filter(origin=Origin.IMPORTED, state__in=OPEN_STATES))
    return queries.inbox(actor, section.name)


def _newest(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("holder", "category", "key").order_by("-changed_at", "pk")


def _narrowed(actor: Actor, section: Section, filters: Filters) -> QuerySet[Report]:
    reports = _of(actor, section)
    if filters.state:
        reports = reports.filter(state=filters.state)
    if filters.unit:
        reports = reports.filter(holder__path__startswith=filters.unit.path)
    if filters.category:
        reports = reports.filter(Q(category=filters.category) | Q(category__parent=filters.category))
    if filters.late:
        reports = reports.filter(due_at__lt=clock.now())
    if filters.mine:
        reports = reports.filter(queries.moved_by(actor.user_id) if section == TODAY else _mine(actor))
    return reports


def _mine(actor: Actor) -> Q:
    """What lies with the actor, and with those whom he stands in for today."""
    found = _lies_with(actor.user_id)
    for absence in absences.stood_in_for(actor):
        found |= _lies_with(absence.user_id) & Q(holder=absence.agency_id)
    return found


def _lies_with(user_id: int | None) -> Q:
    """What somebody is in charge of, and what he promised; looked up first, so that both are found by an index."""
    promised = incharge.promised_by((user_id,))
    return Q(assignee=user_id) | Q(pk__in=promised) if promised else Q(assignee=user_id)


def _with_words(reports: QuerySet[Report], actor: Actor, words: str) -> tuple[Q, bool]:
    """The code, the public title, and the sealed titles of the first rows that this officer may read in a list."""
    wanted = words.lower().split()[:8]
    public = reduce(lambda q, word: q & Q(public_title__icontains=word), wanted, Q())
    first = list(reports[: SCANNED + 1])
    sealed = [row.pk for row in first[:SCANNED] if _holds_all(policies.title_in_list(row, actor), wanted)]
    return Q(code=codes.normalise(words) or "") | public | Q(pk__in=sealed), len(first) <= SCANNED


def _holds_all(title: str, words: Iterable[str]) -> bool:
    return bool(title) and all(word in title.lower() for word in words)


def _behind(section: Section, at: datetime | None, pk: UUID) -> Q:
    """What comes after a row in the order of the section."""
    if section.name in BY_CHANGE:
        return Q(changed_at__lt=at) | Q(changed_at=at, pk__gt=pk)
    if at is None:
        return Q(due_at__isnull=True, pk__gt=pk)
    return Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk) | Q(due_at__isnull=True)


def _mark_of(section: Section, row: Report) -> str:
    at = row.changed_at if section.name in BY_CHANGE else row.due_at
    return f"{at.isoformat() if at else ''}~{row.pk}"


def _mark(text: str) -> tuple[datetime | None, UUID] | None:
    """The row that a mark names; None for a broken one, which shows the first page."""
    at, _, pk = text.partition("~")
    try:
        return (datetime.fromisoformat(at.replace(" ", "+")) if at else None), UUID(pk)
    except ValueError:
        return None


def _row(
    report: Report, actor: Actor, *, draft: bool, person: str | None = None, times: Mapping[UUID, str] | None = None
) -> Row:
    due_promise = PROMISE_DUE if report.promise_state == PromiseState.DUE else ""
    back = (
        "" if report.answer_waits == AnswerWaits.RETURNED and not draft else UNSENT_NOTES.get(report.answer_waits, "")
    )
    category = report.category.name if report.category else ""
    back = (times or {}).get(report.pk, back)
    parts = (back, due_promise, report.holder.short_name, person, category, codes.grouped(report.code))
    due = report.due_at
    calendar = standards.calendar_for(report.holder)
    return Row(
        code=report.code,
        title=policies.title_in_list(report, actor) or HIDDEN_TITLE,
        note=" · ".join(part for part in parts if part),
        state=report.state,
        label=policies.state_label(report),
        due_at=due,
        days_left=arithmetic.working_days_between(calendar, clock.now(), due) if due else None,
        is_secret=report.is_secret,
        draft=draft,
    )


def rows_of(reports: QuerySet[Report], actor: Actor, *, most: int) -> list[Row]:
    """Rows for the first of some reports."""
    return [_row(report, actor, draft=False) for report in reports[:most]]


def appeals(actor: Actor) -> int:
    """How many reports were brought to the Ombudsman, for who sits there."""
    return policies.visible_to(actor).filter(appealed_at__isnull=False).count()


def own_branches(actor: Actor, *roles: str) -> QuerySet[Agency]:
    """Open agencies at and below the actor's seats (in the roles, if any), in the order of the tree."""
    paths = actor.paths(*roles)
    if not paths:
        return Agency.objects.none()
    below = reduce(or_, (Q(path__startswith=path) for path in paths))
    return Agency.objects.filter(below, is_open=True).order_by("path")


def units(actor: Actor) -> list[Agency]:
    """Units to narrow a list to; in a large tree only the first level below each seat."""
    if actor.has_role(Role.OMBUDSMAN):
        return []
    rows = list(own_branches(actor).only("path", "name")[: UNITS_MOST + 1])
    if len(rows) <= UNITS_MOST:
        return rows
    depths = {len(path) + PATH_STEP for path in actor.paths()}
    return [row for row in own_branches(actor).filter(parent__path__in=actor.paths()) if len(row.path) in depths]


def unit_below(actor: Actor, wanted: str) -> Agency | None:
    """An open unit of the actor's branches that is too deep to be offered; None for anything else."""
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    return own_branches(actor).filter(pk=int(wanted)).first()


def figures(actor: Actor, *, most: int = 500) -> list[dict[str, Any]]:
    """Per agency that holds open reports of the actor's branches, in two grouped queries, the latest first."""
    return measured(list(by_holder(actor)[:most]), actor)


def by_holder(actor: Actor) -> QuerySet[Report, dict[str, Any]]:
    """Per agency the number of `open` reports, of `late` ones, of those due in a `week` and of those `returned`, and
    when the `oldest` was sent; the latest first.
    """
    now, turn = clock.now(), Q(waits_for__in=(Waits.OFFICER, Waits.LEADER))
    names = ("name", "parent__name", "path", "zone_name")
    grouped = (
        _open(actor)
        .values("holder_id", *(f"holder__{name}" for name in names))
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=turn & Q(due_at__lt=now)),
            week=Count("pk", filter=turn & Q(due_at__gte=now, due_at__lt=now + WEEK)),
            returned=Count("pk", filter=Q(returns__gt=0)),
            oldest=Min("submitted_at"),
        )
    )
    ordered: QuerySet[Report, dict[str, Any]] = grouped.order_by(
        F("late").desc(), F("open").desc(), "holder__name", "holder_id"
    )
    return ordered


def measured(rows: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    """The same rows with the median of working days `held`, and the lengths of their bars in percent."""
    now = clock.now()
    since = _median_days(_open(actor).filter(holder__in=[row["holder_id"] for row in rows])) if rows else {}
    longest = max((row["open"] for row in rows), default=1)
    for row in rows:
        row["held"] = _days_since(row, since.get(row["holder_id"]), now)
        row["bar"], row["late_bar"] = (f"{100 * row[name] / longest:.1f}%" for name in ("open", "late"))
    return rows


def _open(actor: Actor) -> QuerySet[Report]:
    return policies.visible_to(actor).filter(state__in=OPEN_STATES).exclude(origin=Origin.TEST).order_by()


def _median_days(reports: QuerySet[Report]) -> dict[int, date]:
    """For each holder the day since which the middle one of its reports lies there; the earlier of two middle ones."""
    held = Disposition.objects.filter(until=None, agency=F("report__holder"), report__in=reports.values("pk"))
    days = held.exclude(kind=Disposition.Kind.COPY).annotate(day=TruncDate("since")).order_by("agency", "day")
    found = {}
    for agency_id, same in groupby(days.values_list("agency", "day").annotate(n=Count("pk")), key=itemgetter(0)):
        counted = [(day, n) for _, day, n in same]
        middle = (sum(n for _, n in counted) + 1) // 2
        reached = accumulate(n for _, n in counted)
        found[agency_id] = next(day for (day, _), sum_ in zip(counted, reached, strict=True) if sum_ >= middle)
    return found


def _days_since(row: dict[str, Any], day: date | None, now: datetime) -> int:
    """Working days at the holder of a row; noon in Indonesia stands for the day."""
    if day is None:
        return 0
    calendar = standards.calendar_for(Agency(path=row["holder__path"], zone_name=row["holder__zone_name"]))
    return max(0, arithmetic.working_days_between(calendar, datetime.combine(day, NOON, UTC), now))
