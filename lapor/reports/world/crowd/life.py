"""One report's life in memory: the table of moves, the clocks and the log of the real one, without a database."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import models

from lapor.agencies.models import Agency
from lapor.kit import crypto, keys
from lapor.people.actor import SYSTEM, Actor, reporter_of
from lapor.reports import deadlines, events, words
from lapor.reports.choices import Identity
from lapor.reports.models import Deadline, Disposition, Event, Message, Report, Reporter
from lapor.reports.workflow import BACK, MOVES

WARN_BEFORE = timedelta(days=6)  # at least the three working days of the sweep


class NotYet(Exception):
    """The next step of a life lies in the future."""


@dataclass(slots=True)
class Life:
    """A report under way at the moment `at`, with every row that belongs to it."""

    report: Report
    key: bytes
    at: datetime
    now: datetime
    random: Random
    rows: list[models.Model] = field(default_factory=list)
    live: list[Deadline] = field(default_factory=list)
    present: Disposition | None = None
    last: Event | None = None
    state_before_merge: str = ""

    def later(self, *, hours: float) -> None:
        """Let time pass, with what it causes; raise NotYet when that is after the present."""
        then = self.at + timedelta(hours=hours)
        self._run_late(min(then, self.now))
        if then > self.now:
            raise NotYet
        self.at = then

    def _run_late(self, until: datetime) -> None:
        """Mark every limit of an agency that passes until then."""
        for row in sorted(self.live, key=lambda one: one.due_at):
            late = row.outcome == "running" and row.clock not in deadlines.REPORTER_CLOCKS
            if late and not row.overdue_marked and row.due_at < until:
                self.at = max(self.at, row.due_at + timedelta(minutes=1))
                data = {"clock": row.clock, "due": row.due_at.isoformat(), "agency": row.agency_id}
                row.overdue_marked = True
                self.move("overdue", SYSTEM, data=data)

    def move(
        self,
        name: str,
        by: Actor,
        *,
        data: dict[str, Any] | None = None,
        starts: tuple[str, ...] | None = None,
    ) -> None:
        """What `moving.make` does after the action's own changes."""
        report, move = self.report, MOVES[name]
        before = report.state if self.last else ""
        if name == "merge":
            self.state_before_merge = before
        if move.to:
            report.state = self.state_before_merge if move.to == BACK else move.to
        begun = move.starts if starts is None else starts
        paused = move.paused_by(data or {})
        known = [id(row) for row in self.live]
        touched = deadlines.turned(report, move, self.live, at=self.at, starts=begun, pauses=paused)
        self.rows += [row for row in touched if id(row) not in known]
        report.changed_at = self.at
        report.turn += move.exclusive and bool(self.last)
        self._log(name, by, before=before, data=data or {})

    def _log(self, name: str, by: Actor, *, before: str, data: dict[str, Any]) -> None:
        seat = by.seats[0].agency_id if by.is_officer else None
        self.last = events.following(
            self.report, kind=name, by=by, at=self.at, from_state=before, agency_id=seat, data=data, last=self.last
        )
        self.rows.append(self.last)

    def hand_over(self, to: Agency, kind: str, *, by: Actor | None = None) -> None:
        if self.present:
            self.present.until = self.at
        self.report.holder = to
        self.present = Disposition(report=self.report, agency=to, kind=kind, since=self.at)
        if by and by.is_officer:
            self.present.sent_by_id, self.present.sent_from_id = by.user_id, by.seats[0].agency_id
        self.rows.append(self.present)

    def write(self, kind: str, text: str, by: Actor, *, officers_only: bool = False) -> dict[str, Any]:
        """A sealed message; returns what the event says about it."""
        officer = by.is_officer
        row = Message(
            id=self.uuid(),
            report=self.report,
            kind=kind,
            audience=Message.Audience.OFFICERS if officers_only else Message.Audience.REPORTER,
            user_id=by.user_id if officer else None,
            agency_id=by.seats[0].agency_id if officer else None,
            created_at=self.at,
        )
        row.body_sealed = words.seal(self.key, text, table="message", column="body", row=row.pk)
        self.rows.append(row)
        return {"messages": [str(row.pk)], "texts": [crypto.commitment(self.key, text.encode())]}

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def run_out(self, clock: str) -> None:
        """Let the reporter be silent: warned some days before the end, then the limit passes. Raises NotYet."""
        row = next(row for row in self.live if row.clock == clock)
        self._pass(row.due_at - WARN_BEFORE)
        row.warned_at = self.at
        self.move("warn", SYSTEM, data={"clock": clock, "due": row.due_at.isoformat()})
        self._pass(row.due_at + timedelta(minutes=1))

    def _pass(self, until: datetime) -> None:
        self.later(hours=max((until - self.at).total_seconds(), 0) / 3600)

    @property
    def reporter(self) -> Actor:
        return reporter_of(self.report.pk)


def keep_person(life: Life, *, name: str, email: str) -> None:
    """The boxes of a reporter, as `actions.submit` makes them; the index is left out and counts as done."""
    report, provider = life.report, keys.provider()
    if report.identity == Identity.NONE:
        return
    row = Reporter(report=report, created_at=report.submitted_at, indexed_at=report.submitted_at)
    context = f"reporter|contact|{report.pk}"
    contact = json.dumps({"email": email, "phone": ""}).encode()
    row.contact_box = crypto.box(provider.contact_public(), contact, context=context)
    if report.identity == Identity.NAMED:
        identity = json.dumps({"name": name, "nik": ""}).encode()
        context = f"reporter|identity|{report.pk}"
        row.identity_box = crypto.seal_for_pairs(provider.custodian_publics(), identity, context=context)
        if not report.is_secret:
            row.name_sealed = words.seal(life.key, name, table="reporter", column="name", row=report.pk)
    life.rows.append(row)
