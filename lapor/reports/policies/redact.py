"""What a viewer sees of a report: the only values that templates, JSON and mail are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection

from lapor.agencies.models import Agency
from lapor.kit import clock, codes
from lapor.kit.written import ANY, Kept
from lapor.people.actor import Actor
from lapor.reports import words
from lapor.reports.choices import CaseOutcome, CaseState, ClosedBy, Identity, Origin, State
from lapor.reports.models import Deadline, Disposition, Event, Report
from lapor.reports.policies import appealed, clocks, conversation, hops, lettered, parts, promised, rated
from lapor.reports.policies.appealed import CaseView
from lapor.reports.policies.clocks import DeadlineView
from lapor.reports.policies.conversation import FileView, MessageView
from lapor.reports.policies.hops import HopView
from lapor.reports.policies.lettered import LetterView
from lapor.reports.policies.promised import PromiseView
from lapor.reports.policies.rated import RatingView
from lapor.reports.policies.sight import (
    Level,
    days_only,
    has_copy,
    holds,
    is_accused,
    level_of,
    may_read_name,
    oversees,
    shown_time,
    told_turn,
)
from lapor.reports.workflow import MOVES, OVERSIGHT, PROMISED, REPLACES, TO_ARBITER
from lapor.standards import arithmetic
from lapor.standards import queries as standards
from lapor.standards.models import Clock
from lapor.ui import dates

SHOWN_TO: dict[Level, frozenset[str]] = {
    "none": frozenset(),
    "public": frozenset({"public"}),
    "reporter": frozenset({"public", "reporter"}),
    "officer": frozenset({"public", "reporter", "officers"}),
    "oversight": frozenset({"public", "reporter", "officers"}),
}
OF_OMBUDSMAN = frozenset({"ombudsman"})  # what only they see to whom its reporter brought it
RATED_AGAIN = "Pelapor mengubah nilainya."
# The columns that are read of what hangs on a report: each that is fetched beside them costs time on every page.
_OF_AGENCY = ("name", "short_name", "path", "zone_name")
_OF_EVENT = ("report_id", "seq", "kind", "at", "actor_kind", "agency_id", "data", "agency__name", "agency__short_name")


@dataclass(frozen=True, slots=True)
class TimelineItem:
    at: datetime
    kind: str
    sentence: str
    who: str
    mine: bool


@dataclass(frozen=True, slots=True)
class KinView:
    """The other end of a split; no title of a secret one in a list."""

    code: str
    title: str
    state: str
    state_label: str
    holder: str

    @property
    def grouped(self) -> str:
        return codes.grouped(self.code)


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that this viewer may know. `title` and `body` are the public version for the public."""

    level: Level
    id: UUID
    code: str
    title: str
    body: str
    place: str
    state: str
    state_label: str
    classification: str
    oversight: bool | None
    category: str
    region_code: str | None
    incident_date: date | None
    identity: str
    is_secret: bool
    is_published: bool
    channel: str
    imported: bool
    submitted_at: datetime
    closed_at: datetime | None
    holder: str
    holder_id: int
    holder_slug: str
    waits_for: str
    due_at: datetime | None
    zone_name: str
    turn: int
    returns: int
    archive_reason: str
    accused: str
    accused_agency: str
    target_agency: str  # the reporter's wish; officers are told
    target_slug: str
    target_is_accused: bool
    name: str
    public_title: str
    public_body: str
    rating: RatingView | None
    marks: tuple[str, ...]
    messages: tuple[MessageView, ...] = ()
    files: tuple[FileView, ...] = ()
    timeline: tuple[TimelineItem, ...] = ()
    deadlines: tuple[DeadlineView, ...] = ()
    promises: tuple[PromiseView, ...] = ()
    dispositions: tuple[tuple[str, str, datetime, datetime | None], ...] = field(default=())
    hops: tuple[HopView, ...] = ()
    days_only: bool = False  # times of this view carry their day only
    days_open: int | None = None  # working days since it was sent, up to its end; None for what was imported
    days_held: int | None = None  # the same since it reached who holds it
    assignee: str = ""  # who is in charge of it at its holder; officers are told
    promise_owner: str = ""  # who sees to its running promise; officers are told
    parts: tuple[KinView, ...] = ()  # into what it was split, as far as this viewer may open it
    part_of: KinView | None = None
    letter: LetterView | None = None  # the paper it came by
    answer_waits: str = ""  # for whom an answer waits that is not sent, and at which agency; officers are told
    answer_at: str = ""
    is_copy: bool = False  # this viewer has it to know of it, and need not answer
    appeal: CaseView | None = None  # the case at the Ombudsman


def redact(report: Report, viewer: Actor) -> ReportView:
    """The report as this viewer may see it; an empty level means that he may see nothing (callers answer 404)."""
    level = level_of(viewer, report)
    inside = level in ("reporter", "officer", "oversight")
    key = words.key_of(report) if inside else b""
    running = list(clocks.rows_of(connection.vendor).asked(report.pk)) if level != "none" else []
    log = list(_events(connection.vendor).asked(report.pk)) if level != "none" else []
    messages, files = conversation.of(report, viewer, level, key, log)
    shown = SHOWN_TO[level] | OF_OMBUDSMAN if oversees(viewer, report) else SHOWN_TO[level]
    named = _named(report, level, shown, log, [row.agency for row in running])
    sent = list(_dispositions(connection.vendor).asked(report.pk)) if level in ("officer", "oversight") else []
    target = report.target if level in ("officer", "oversight") else None
    promises = promised.of(report, level, key)
    origin = parts.origin_for(report, viewer)
    told = [e for e in log if MOVES[e.kind].visibility in shown]
    told = [e for e in told if level != "public" or promised.is_told(e, promises)]
    return ReportView(
        level=level,
        id=report.pk,
        code=report.code,
        title=words.title(report, key) if inside else report.public_title,
        body=words.body(report, key) if inside else report.public_body,
        place=words.place(report, key) if inside else "",
        state=report.state,
        state_label=state_label(report),
        classification=report.get_classification_display(),
        oversight=report.oversight if level != "public" else None,
        category=report.category.name if report.category else "",
        region_code=report.region_id,
        incident_date=report.incident_date if inside else None,
        identity=report.identity if inside else "",
        is_secret=report.is_secret,
        is_published=report.published_at is not None,
        channel=report.get_channel_display() if inside else "",
        imported=report.origin == Origin.IMPORTED,
        submitted_at=shown_time(report.submitted_at, report, level),
        closed_at=shown_time(report.closed_at, report, level) if report.closed_at else None,
        holder=report.holder.name,
        holder_id=report.holder_id,
        holder_slug=report.holder.slug,
        waits_for=told_turn(report, level),
        due_at=_due_at(report, level, running, promises),
        zone_name=report.holder.zone_name,
        turn=report.turn,
        returns=report.returns,
        archive_reason=report.get_archive_reason_display() if report.archive_reason else "",
        accused=words.accused(report, key) if inside else "",
        accused_agency=report.accused.name if inside and report.accused else "",
        target_agency=target.name if target else "",
        target_slug=target.slug if target else "",
        target_is_accused=target is not None and is_accused(report, target.path),
        name=name_for(report, viewer, key) if inside else "",
        public_title=report.public_title,
        public_body=report.public_body,
        rating=rated.of(report),
        marks=_marks(report) if level != "public" else (),
        messages=messages,
        files=tuple(f for f in files if inside or level == "public"),
        timeline=_timeline(report, level, told, named, promises),
        deadlines=tuple(_deadline(row, report, log, level) for row in running),
        promises=promises,
        dispositions=tuple(_disposition(row, report, level) for row in sent),
        hops=_hops(report, level, log, named, messages) if level in ("officer", "oversight") else (),
        days_only=days_only(report, level),
        assignee=report.assignee.name if level == "officer" and report.assignee else "",
        promise_owner=next((one.owner for one in promises if one.is_live), ""),
        parts=tuple(_kin(row, viewer) for row in parts.parts_for(report, viewer)),
        part_of=_kin(origin, viewer) if origin else None,
        letter=lettered.of(report, key) if inside else None,
        answer_waits=report.answer_waits if level == "officer" else "",
        answer_at=report.approver.name if level == "officer" and report.approver else "",
        is_copy=has_copy(viewer, sent),
        appeal=appealed.of(report, viewer, level),
        **_measures(report, log, running),
    )


def _kin(report: Report, viewer: Actor) -> KinView:
    at_home = replace(viewer, report_id=report.pk) if viewer.kind == "reporter" else viewer
    title = title_in_list(report, at_home)
    return KinView(report.code, title, report.state, state_label(report), report.holder.name)


def _measures(report: Report, log: Sequence[Event], limits: Sequence[Deadline]) -> dict[str, int]:
    """Both measures of how long it takes: for the reporter since he sent it, for the holder since it reached him.

    A letter was sent before it was copied: its first limit began on the day it came in.
    """
    if report.origin == Origin.IMPORTED or not log:
        return {}
    calendar = standards.calendar_for(report.holder)
    reached = next((e.at for e in reversed(log) if e.data.get("to") == report.holder_id), report.submitted_at)
    handled = next(e.at for e in reversed(log) if e.kind not in OVERSIGHT)  # the first is the arrival
    end = report.closed_at or (clock.now() if report.is_open else handled)
    sent = min([report.submitted_at, *(row.started_at for row in limits)])
    return {
        "days_open": arithmetic.working_days_between(calendar, sent, end),
        "days_held": arithmetic.working_days_between(calendar, reached, end),
    }


def title_in_list(report: Report, viewer: Actor) -> str:
    """The title that a list may show to this viewer; empty for a secret report that he does not hold."""
    if report.is_secret and not (holds(viewer, report) or viewer.report_id == report.pk):
        return ""
    inside = level_of(viewer, report) in ("reporter", "officer", "oversight")
    return words.title(report) if inside else report.public_title


def state_label(report: Report) -> str:
    """The state in LAPOR's words; who closed or archived it is part of them."""
    verb = {State.CLOSED: "Ditutup", State.ARCHIVED: "Diarsipkan"}.get(State(report.state))
    if verb and report.closed_by:
        return f"{verb} oleh {ClosedBy(report.closed_by).label}"
    return str(State(report.state).label)


def name_for(report: Report, viewer: Actor, key: bytes) -> str:
    """The reporter's name where this viewer may read it, else empty."""
    if report.identity != Identity.NAMED or not (viewer.kind == "reporter" or may_read_name(viewer, report)):
        return ""
    reporter = getattr(report, "reporter", None)
    return words.name(reporter, key) if reporter and reporter.name_sealed else ""


def _marks(report: Report) -> tuple[str, ...]:
    marks = (
        (report.origin == Origin.TEST, "Laporan uji, tidak dihitung dan tidak terbit"),
        (report.objected_at, "Pelapor keberatan"),
        (report.appeal_state, CaseState(report.appeal_state).label if report.appeal_state else ""),
        (report.intervened_at, "Diintervensi"),
        (report.returns, f"Dikembalikan {report.returns} kali"),
    )
    return tuple(str(text) for on, text in marks if on)


def _deadline(row: Deadline, report: Report, log: Sequence[Event], level: Level) -> DeadlineView:
    return clocks.view_of(row, report, log, level=level)


def _named(
    report: Report, level: Level, shown: frozenset[str], log: Sequence[Event], known: Iterable[Agency]
) -> dict[int, Agency]:
    """The agencies that timeline and hops name: those that are at hand already, and in one question the others."""
    told = [e for e in log if MOVES[e.kind].visibility in shown]
    named = {agency.pk: agency for agency in (report.holder, *known)}
    if level not in ("officer", "oversight"):  # the others need names alone, and those of the doers came with the log
        named |= {e.agency.pk: e.agency for e in told if e.agency}
    return named | _agencies(hops.named_in(told) - named.keys())


def _due_at(
    report: Report, level: Level, running: Iterable[Deadline], promises: tuple[PromiseView, ...]
) -> datetime | None:
    """Until when it waits; the day of a promise that the public may not read is none of its limits."""
    if level != "public" or not report.promises_made or any(one.is_live for one in promises):
        return report.due_at
    return report.due_at if report.due_at in {row.due_at for row in running} else None


def _timeline(
    report: Report,
    level: Level,
    log: Sequence[Event],
    named: dict[int, Agency],
    promises: tuple[PromiseView, ...],
) -> tuple[TimelineItem, ...]:
    """`log`: the events that this viewer is told of."""
    shown = {str(one.id) for one in promises}
    doers = {e.agency.pk: e.agency for e in log if e.agency}
    again = {e.seq for e in [e for e in log if e.kind == "rate"][1:]}
    items = ((e, _item(e, report, level, doers | named, promised_here=e.data.get("promise") in shown)) for e in log)
    return tuple(replace(item, sentence=RATED_AGAIN) if e.seq in again else item for e, item in items)


def _hops(
    report: Report, level: Level, log: Sequence[Event], named: dict[int, Agency], messages: Iterable[MessageView]
) -> tuple[HopView, ...]:
    texts = {str(message.id): message.body for message in messages}
    shown = {event.seq: shown_time(event.at, report, level) for event in log}
    return tuple(hops.of(log, known=named, texts=texts, shown=shown))


@lru_cache
def _events(vendor: str) -> Kept[Event]:
    return Kept(Event.objects.filter(report=ANY).select_related("agency").order_by("seq").only(*_OF_EVENT))


def _agencies(ids: set[int]) -> dict[int, Agency]:
    rows = Agency.objects.filter(pk__in=ids).order_by().only(*_OF_AGENCY) if ids else ()
    return {row.pk: row for row in rows}


def _item(event: Event, report: Report, level: Level, named: dict[int, Agency], *, promised_here: bool) -> TimelineItem:
    agency = named.get(event.agency_id or 0)
    to = named.get(event.data.get("to", 0))
    sentence = MOVES[event.kind].sentence.format(
        agency=agency.short_name if agency else "Petugas",
        to=to.name if to else "instansi",
        clock=_clock_label(event.data.get("clock", "")),
        until=_day_of(event.data.get("until"), report),
        outcome=_outcome(event.data.get("outcome", "")),
    )
    if event.data.get("arbitration") and to:
        sentence = f"{sentence} {TO_ARBITER.format(to=to.name)}"
    if event.data.get("replaces"):
        sentence = f"{sentence} {REPLACES}"
    if event.kind == "follow_up" and promised_here:
        sentence = f"{sentence} {PROMISED.format(until=_day_of(event.data['until'], report))}"
    who = "Pelapor" if event.actor_kind == "reporter" else agency.name if agency else "Sistem"
    return TimelineItem(shown_time(event.at, report, level), event.kind, sentence, who, event.actor_kind == "reporter")


def _day_of(until: str | None, report: Report) -> str:
    return dates.plain_day(datetime.fromisoformat(until).astimezone(report.holder.zone).date()) if until else ""


def _outcome(name: str) -> str:
    label = str(CaseOutcome(name).label) if name in CaseOutcome.values else name
    return f"{label[:1].lower()}{label[1:]}"


def _clock_label(name: str) -> str:
    return str(Clock(name).label).lower() if name in Clock.values else name


@lru_cache
def _dispositions(vendor: str) -> Kept[Disposition]:
    return Kept(Disposition.objects.filter(report=ANY).select_related("agency").order_by("since", "id"))


def _disposition(row: Disposition, report: Report, level: Level) -> tuple[str, str, datetime, datetime | None]:
    until = shown_time(row.until, report, level) if row.until else None
    return row.agency.name, row.get_kind_display(), shown_time(row.since, report, level), until


__all__ = [
    "DeadlineView",
    "FileView",
    "HopView",
    "KinView",
    "LetterView",
    "MessageView",
    "PromiseView",
    "RatingView",
    "ReportView",
    "TimelineItem",
    "redact",
    "state_label",
    "title_in_list",
]
