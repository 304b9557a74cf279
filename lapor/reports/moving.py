"""`make()`: the only place that changes the state of a report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lapor.agencies.models import Agency
from lapor.kit import clock, rows
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports import deadlines, events, incharge, policies, putting_off, unsent, words
from lapor.reports.choices import AnswerWaits
from lapor.reports.models import Disposition, Event, Message, Report
from lapor.reports.workflow import BACK, MOVES, Move


class MoveRefused(Refused):
    """The move is not possible from here, or not for this actor; `sentence` says why and what to do."""

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone


@dataclass(slots=True)
class Step:
    """One move under way: the locked report, its key, the moment, and what the event will say.

    `to` and `starts` are those of the row until the action settles them.
    """

    report: Report
    move: Move
    by: Actor
    at: datetime
    key: bytes
    agency_id: int | None
    to: str
    starts: tuple[str, ...]
    data: dict[str, Any] = field(default_factory=dict)
    event: Event | None = None

    def become(self, name: str) -> None:
        """Make another move instead, which whoever may make this one may make too."""
        self.move = MOVES[name]
        self.to, self.starts = self.move.to, self.move.starts


@contextmanager
def make(report: Report, name: str, *, by: Actor) -> Iterator[Step]:
    """Lock → allowed? → (the body of the `with` changes `step.report`) → clocks → save → event and queue entry.

    Raises MoveRefused, with nothing written, when the move is not allowed or an exclusive move comes too late.
    """
    move = MOVES[name]
    with transaction.atomic():
        locked = lock(report.pk)
        _refuse_if_too_late(move, seen=report, now=locked, by=by)
        sentence = policies.why_not(by, move, locked)
        if sentence:
            raise MoveRefused(sentence)
        step = Step(
            report=locked,
            move=move,
            by=by,
            at=max(clock.now(), locked.changed_at),
            key=words.key_of(locked),
            agency_id=policies.seat_for(by, move, locked),
            to=move.to,
            starts=move.starts,
        )
        before = _columns(locked)
        yield step
        _finish(step, before)


def lock(report_id: UUID) -> Report:
    """Lock first, read then (see `rows.lock`), in one round trip."""
    with rows.together():
        rows.lock(Report, report_id)
        return Report.objects.select_related("holder", "key", "category", "accused", "arbiter").get(pk=report_id)


def _columns(report: Report) -> dict[str, Any]:
    """What stands in each column, to write only what a move changes."""
    return {field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields}


def _refuse_if_too_late(move: Move, *, seen: Report, now: Report, by: Actor) -> None:
    """Two officers who pressed a button on the same page: the first one wins, whatever the buttons were."""
    if move.exclusive and by.kind != "system" and seen.turn != now.turn:
        raise MoveRefused(
            "Laporan ini sudah ditangani orang lain sejak Anda membukanya. Muat ulang halaman, lalu lihat lagi.",
            gone=True,
        )


def _finish(step: Step, before: dict[str, Any]) -> None:
    report, move = step.report, step.move
    if step.to:
        report.state = _state_before_merge(report) if step.to == BACK else step.to
    unsent.drop(step, held_by=before["holder_id"])
    lapsed = putting_off.lapses(step, before)
    deadlines.turn(report, move, at=step.at, starts=step.starts, pauses=move.paused_by(step.data))
    report.changed_at = step.at
    if move.exclusive:
        report.turn += 1
    step.event = events.append(
        report,
        kind=move.name,
        by=step.by,
        at=step.at,
        from_state=before["state"],
        agency_id=step.agency_id,
        data=step.data,
    )
    if lapsed:
        told, now = {"author": lapsed.user_id}, report.state
        if before["answer_waits"] == AnswerWaits.TIME:
            told["desk"] = lapsed.agency_id
        events.append(report, kind="lapse", by=SYSTEM, at=step.at, from_state=now, agency_id=None, data=told)
    rows.update(report, *(name for name, now in _columns(report).items() if now != before[name]))


def _state_before_merge(report: Report) -> str:
    return str(report.events.filter(kind="merge").order_by("-seq").values_list("from_state", flat=True)[0])


def hand_over(step: Step, *, to: Agency, kind: str, instruction: Message | None = None) -> None:
    """Let another agency hold the report from now on."""
    report = step.report
    Disposition.objects.filter(report=report, until__isnull=True).exclude(kind=Disposition.Kind.COPY).update(
        until=step.at
    )
    Disposition.objects.create(
        report=report,
        agency=to,
        kind=kind,
        since=step.at,
        sent_by_id=step.by.user_id if step.by.is_officer else None,
        sent_from_id=step.agency_id,
        instruction=instruction,
    )
    report.holder = to
    step.data["to"] = to.pk
    report.assignee = incharge.by_rule(report) if kind == Disposition.Kind.MAIN else None
    incharge.pass_promise(report, to=report.assignee)
    if report.assignee_id:
        step.data["assignee"] = report.assignee_id
