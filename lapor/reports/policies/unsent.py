"""Who sees what is being written: whoever could make the same move for the same unit, nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection

from lapor.kit import clock
from lapor.kit.written import ANY, Kept
from lapor.people.actor import Actor
from lapor.reports import words
from lapor.reports.models import AnswerDraft, Report, Writing
from lapor.reports.policies.moves import seat_for, why_not
from lapor.reports.workflow import MOVES, Move


@dataclass(frozen=True, slots=True)
class DraftView:
    """A unit's draft of one move: its words by field, and who changed it last."""

    move: str
    label: str
    version: str
    words: dict[str, str]
    who: str
    mine: bool
    at: datetime
    form: bytes  # names the form that wrote it


@dataclass(frozen=True, slots=True)
class WriterView:
    """A colleague who has the form of a move open."""

    move: str
    label: str
    who: str


def draft_of(report: Report, move: Move, viewer: Actor) -> DraftView | None:
    """The draft of this move that the viewer's unit has, if he may make the move now."""
    return next(iter(drafts_of(report, viewer, [move] if why_not(viewer, move, report) is None else [])), None)


def drafts_of(report: Report, viewer: Actor, moves: Iterable[Move]) -> list[DraftView]:
    """The drafts of the viewer's units for moves that he may make now (of `moves_for`), the latest first."""
    mine = _units(report, viewer, moves)
    rows = _drafts(connection.vendor).asked(report.pk) if mine else ()
    found = [_draft(row, report, viewer) for row in rows if mine.get(row.move) == row.agency_id]
    return sorted(found, key=lambda one: one.at, reverse=True)


def writers_of(report: Report, viewer: Actor, moves: Iterable[Move]) -> list[WriterView]:
    """Colleagues of the viewer's units who write about this report now, for moves that he may make himself."""
    mine, now = _units(report, viewer, moves), clock.now()
    rows = _writing(connection.vendor).asked(report.pk) if mine else ()
    here = [row for row in rows if mine.get(row.move) == row.agency_id and row.until > now]
    return [WriterView(row.move, MOVES[row.move].label, row.user.name) for row in here if row.user_id != viewer.user_id]


def _units(report: Report, viewer: Actor, moves: Iterable[Move]) -> dict[str, int | None]:
    """For which unit the viewer would make each move that has words."""
    return {move.name: seat_for(viewer, move, report) for move in moves if move.words} if viewer.is_officer else {}


def with_drafts(reports: Iterable[Report], viewer: Actor) -> set[UUID]:
    """Of the reports of a list that the viewer may open, those for which his units have a draft to go on with."""
    by_id = {report.pk: report for report in reports}
    agencies = {seat.agency_id for seat in viewer.seats}
    rows = AnswerDraft.objects.filter(report__in=by_id, agency__in=agencies).values_list("report", "move", "agency")
    return {pk for pk, move, agency in rows if move in MOVES and _may_go_on(MOVES[move], agency, by_id[pk], viewer)}


def _may_go_on(move: Move, agency_id: int, report: Report, viewer: Actor) -> bool:
    """As `why_not` says, as far as a row of a list can tell without asking more."""
    sits = any(seat.agency_id == agency_id and seat.role in move.officers for seat in viewer.seats)
    return sits and report.state in move.from_


def _draft(row: AnswerDraft, report: Report, viewer: Actor) -> DraftView:
    return DraftView(
        move=row.move,
        label=MOVES[row.move].label,
        version=row.version.hex,
        words=words.draft(row, words.key_of(report)),
        who=row.user.name,
        mine=row.user_id == viewer.user_id,
        at=row.changed_at,
        form=bytes(row.form_digest),
    )


@lru_cache
def _drafts(vendor: str) -> Kept[AnswerDraft]:
    return Kept(AnswerDraft.objects.filter(report=ANY).select_related("user"))


@lru_cache
def _writing(vendor: str) -> Kept[Writing]:
    return Kept(Writing.objects.filter(report=ANY).select_related("user").order_by("until"))
