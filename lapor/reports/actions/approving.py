"""Four eyes: the leader lets an answer go or gives it back; its unit may take it back until then."""

from __future__ import annotations

from django.db import transaction

from lapor.people.actor import Actor
from lapor.reports import policies, putting_off, words
from lapor.reports.actions.scheduling import let_go, waiting
from lapor.reports.actions.texts import required
from lapor.reports.models import Report
from lapor.reports.moving import MoveRefused, lock, make
from lapor.reports.params import PARAMS


def approve(report: Report, *, by: Actor) -> Report:
    """Send the answer that waits, as the move of its writer; both names stand in the log. Before its time it waits."""
    return let_go(report, "approve", by=by)


def send_back(report: Report, *, by: Actor, comment: str) -> Report:
    """Give the answer back to its unit with a comment that only the unit reads."""
    with make(report, "send_back", by=by) as step:
        row = waiting(step)
        comment = required(comment, limit=PARAMS["comment"].limit)
        row.comment_sealed = words.seal(step.key, comment, table="waiting", column="comment", row=row.pk)
        row.returned_by_id, row.changed_at = by.user_id, step.at
        putting_off.give_back(row, step.report, step.key)
        step.data["author"] = row.user_id
    return step.report


def take_back(report: Report, *, by: Actor) -> Report:
    """Make the answer a draft of its unit again before anybody read it."""
    with make(report, "take_back", by=by) as step:
        row = waiting(step)
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
