"""Four eyes: the leader lets an answer go or gives it back; its unit may take it back until then."""

from __future__ import annotations

from django.db import transaction

from lapor.agencies.queries import actor_for
from lapor.people.actor import Actor
from lapor.reports import policies, putting_off, words
from lapor.reports.actions.answer import answer
from lapor.reports.actions.texts import required
from lapor.reports.models import Report, WaitingAnswer
from lapor.reports.moving import MoveRefused, Step, lock, make
from lapor.reports.params import PARAMS

GONE = "Jawaban ini tidak lagi menunggu. Muat ulang halaman, lalu lihat lagi."
NO_WRITER = (
    "Penulis jawaban ini tidak lagi dapat mengirimnya untuk unit pemegang laporan. "
    "Kembalikan dengan catatan, agar rekannya melanjutkan."
)


def approve(report: Report, *, by: Actor) -> Report:
    """Send the answer that waits, as the move of its writer; both names stand in the log."""
    with transaction.atomic():
        with make(report, "approve", by=by) as step:
            row = _waiting(step)
            given = words.given(row, step.key)
            step.data["author"] = row.user_id
            step.report.answer_waits, step.report.approver = "", None
        writer = actor_for(row.user)
        if policies.why_not(writer, putting_off.ANSWER, step.report):
            raise MoveRefused(NO_WRITER)
        with make(step.report, putting_off.ANSWER.name, by=writer) as sending:
            answer(sending, given, row=row, approver=by.user_id)
    return sending.report


def send_back(report: Report, *, by: Actor, comment: str) -> Report:
    """Give the answer back to its unit with a comment that only the unit reads."""
    with make(report, "send_back", by=by) as step:
        row = _waiting(step)
        comment = required(comment, limit=PARAMS["comment"].limit)
        row.comment_sealed = words.seal(step.key, comment, table="waiting", column="comment", row=row.pk)
        row.returned_by_id, row.changed_at = by.user_id, step.at
        putting_off.give_back(row, step.report, step.key)
        step.data["author"] = row.user_id
    return step.report


def take_back(report: Report, *, by: Actor) -> Report:
    """Make the answer a draft of its unit again before anybody read it."""
    with make(report, "take_back", by=by) as step:
        row = _waiting(step)
        row.changed_at = step.at
        putting_off.give_back(row, step.report, step.key)
    return step.report


def drop_files(report: Report, *, by: Actor) -> None:
    """Let the files of an answer that came back not go out again with the next try of the unit."""
    with transaction.atomic():
        locked = lock(report.pk)
        if sentence := policies.why_not(by, putting_off.ANSWER, locked):
            raise MoveRefused(sentence)
        row = putting_off.of(locked)
        if row is not None and row.agency_id == policies.seat_for(by, putting_off.ANSWER, locked):
            row.attachments.all().delete()


def _waiting(step: Step) -> WaitingAnswer:
    row = putting_off.of(step.report)
    if row is None:
        raise MoveRefused(GONE)
    return row
