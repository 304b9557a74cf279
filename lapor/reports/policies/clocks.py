"""What a viewer sees of the clocks of a report: how long, by which rule, which days counted, what moved the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

from django.db import connection

from lapor.agencies.models import Agency
from lapor.kit import clock
from lapor.kit.written import ANY, Kept
from lapor.reports.deadlines import REPORTER_CLOCKS
from lapor.reports.models import Deadline, Event, Report
from lapor.reports.models.deadline import Outcome
from lapor.reports.policies.sight import Level, days_only, shown_time
from lapor.reports.workflow import MOVES, Move
from lapor.standards import arithmetic, explain
from lapor.standards import queries as standards
from lapor.standards.calendar import WorkingCalendar
from lapor.standards.models import Clock, ServiceStandard, Unit
from lapor.ui import dates

# The columns that are read: each that is fetched beside them costs time on every page.
_COLUMNS = (
    *("report_id", "clock", "started_at", "due_at", "amount", "unit", "basis", "standard_id", "outcome", "stopped_at"),
    *("agency__name", "agency__short_name", "agency__path", "agency__zone_name"),
)
REASONS = {
    "hold": "menunggu pelapor melengkapi laporan",
    "ask": "menunggu jawaban pelapor",
    "follow_up": "jawaban akhir sudah diberikan",
    "merge": "laporan digabungkan",
    "return_up": "laporan dikembalikan untuk diteruskan lagi",
    "extend": "diperpanjang dengan alasan yang tertulis di laporan",
    "postpone": "ada hari libur yang baru ditetapkan",
}
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Replayed:
    """The rule and the end of a clock as they stood on another day; without a rule nothing was due."""

    on: date
    amount: int
    unit: str
    basis: str
    due_at: datetime | None

    def sentence(self, zone_name: str) -> str:
        day = dates.day(self.on)
        if self.due_at is None:
            return f"Pada {day} belum ada aturan untuk tenggat ini."
        unit = Unit(self.unit).label
        due = dates.moment(self.due_at, zone_name)
        return f"Menurut aturan pada {day}: {self.amount} {unit}, jatuh tempo {due}. Dasar: {self.basis}."


@dataclass(frozen=True, slots=True)
class DeadlineView:
    clock: str
    label: str
    agency: str
    started_at: datetime
    due_at: datetime
    amount: int
    unit: str
    basis: str
    outcome: str
    stopped_at: datetime | None
    calendar: WorkingCalendar = field(repr=False)
    begun: datetime = field(repr=False)  # the true start, to count from; `started_at` is what may be shown
    whole_days: bool = field(repr=False)  # nothing within a day may be told
    pauses: tuple[explain.Pause, ...] = field(repr=False)
    moves: tuple[explain.Moved, ...] = field(repr=False)
    rule: ServiceStandard | None = field(repr=False)
    holder: Agency = field(repr=False)  # whose clock it is
    report: Report = field(repr=False)

    def why(self) -> list[str]:
        """Why it falls on that day, one sentence each."""
        return explain.why(
            self.clock,
            started_at=self.begun,
            due_at=self.due_at,
            calendar=self.calendar,
            amount=self.amount,
            unit=self.unit,
            basis=self.basis,
            pauses=self.pauses,
            moves=self.moves,
            whole_days=self.whole_days,
        )

    def days(self) -> list[explain.Day]:
        """Each day from the start to the end, with its number or why it has none; to now while the clock stands."""
        until = max(clock.now(), self.begun) if self.outcome == Outcome.PAUSED else self.due_at
        return explain.days(
            started_at=self.begun,
            until=until,
            calendar=self.calendar,
            unit=self.unit,
            pauses=self.pauses,
            whole_days=self.whole_days,
        )

    def as_of(self, day: date) -> Replayed:
        """By the rules and the days off that were known on a day; pauses and extensions left aside."""
        calendar = standards.calendar_for(self.holder, known_on=day)
        try:
            rule = standards.standard_for(
                self.clock,
                classification=self.report.standard_class,
                category=self.report.category,
                agency=self.holder,
                on=day,
            )
        except standards.NoStandard:
            return Replayed(day, 0, self.unit, "", None)
        due = standards.due_at(calendar, self.begun, amount=rule.amount, unit=rule.unit)
        return Replayed(day, rule.amount, rule.unit, rule.legal_basis, due)

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label)

    @property
    def is_live(self) -> bool:
        return self.outcome in (Outcome.RUNNING, Outcome.PAUSED)

    @property
    def awaits_reporter(self) -> bool:
        """Whether it limits the reporter; that he was asked something is between him and the agency."""
        return self.clock in REPORTER_CLOCKS

    @property
    def is_late(self) -> bool:
        return self.outcome == Outcome.RUNNING and clock.now() > self.due_at

    @property
    def days_left(self) -> int:
        """Working days until it is due, negative when it is late."""
        return arithmetic.working_days_between(self.calendar, clock.now(), self.due_at)


@lru_cache
def rows_of(vendor: str) -> Kept[Deadline]:
    """All clocks of one report, in the order in which they started."""
    rows = Deadline.objects.filter(report=ANY).select_related("agency").order_by("started_at", "id")
    return Kept(rows.only(*_COLUMNS))


def all_of(report: Report) -> list[DeadlineView]:
    """Every clock of a report as an officer may know it, for the console, which stands behind no face."""
    log = list(report.events.order_by("seq"))
    rows = rows_of(connection.vendor).asked(report.pk)
    return [view_of(row, report, log, level="officer") for row in rows]


def view_of(row: Deadline, report: Report, log: Sequence[Event], *, level: Level) -> DeadlineView:
    """One clock; `log`: all events of the report, in their order."""
    during = [event for event in log if row.started_at <= event.at <= (row.stopped_at or NEVER)]
    return DeadlineView(
        clock=row.clock,
        label=str(Clock(row.clock).label),
        agency=row.agency.name,
        started_at=shown_time(row.started_at, report, level),
        whole_days=days_only(report, level),
        begun=row.started_at,
        due_at=row.due_at,
        amount=row.amount,
        unit=row.unit,
        basis=row.basis,
        outcome=row.outcome,
        stopped_at=row.stopped_at,
        calendar=standards.calendar_for(row.agency, known_on=_settled_on(row)),
        pauses=tuple(_pauses(row, during)),
        moves=tuple(_moves(row, during)),
        rule=standards.rule(row.standard_id),
        holder=row.agency,
        report=report,
    )


def _settled_on(row: Deadline) -> date | None:
    """The day up to which days off had a say: a limit that has ended no longer follows those that come later."""
    return row.stopped_at.astimezone(row.agency.zone).date() if row.stopped_at else None


def _pauses(row: Deadline, during: Sequence[Event]) -> Iterator[explain.Pause]:
    """Events tell when a clock stood: the row itself knows only the pause it is in."""
    since: datetime | None = None
    reason = ""
    for event in during:
        move = _turned_by(event)
        if since is None and row.clock in move.paused_by(event.data):
            since, reason = event.at, REASONS[move.name]
        elif since and row.clock in move.resumes:
            yield explain.Pause(since, event.at, reason)
            since = None
    if since:
        yield explain.Pause(since, row.stopped_at, reason)


def _turned_by(event: Event) -> Move:
    """The row of the table by which an event turned the clocks: its own, unless it says that of which other move."""
    return MOVES[event.data.get("clocks_as", event.kind)]


def _moves(row: Deadline, during: Sequence[Event]) -> Iterator[explain.Moved]:
    for event in during:
        if event.kind in ("extend", "postpone") and event.data.get("clock") == row.clock:
            yield explain.Moved(event.at, datetime.fromisoformat(event.data["until"]), REASONS[event.kind])
