"""What becomes of a promise: the agency says it is kept or needs longer, the reporter judges, time does the rest."""

from __future__ import annotations

from datetime import date

from lapor.agencies.models import Role
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.reports.actions import promising
from lapor.reports.actions.texts import goes_public, write
from lapor.reports.choices import PromiseState
from lapor.reports.files import Upload
from lapor.reports.models import Message, Promise, Report
from lapor.reports.moving import MoveRefused, Step, make

MOVED_MOST = 2
SUPERIORS = (Role.AGENCY_ADMIN, Role.LEADER)  # who hear of a broken promise


def keep_promise(
    report: Report,
    *,
    by: Actor,
    text: str,
    files: tuple[Upload, ...] = (),
    publish_text: bool = False,
    checked: bool = False,
) -> Report:
    """Say what was done, with evidence; the reporter is asked whether that is so."""
    with make(report, "keep_promise", by=by) as step:
        row = promising.running(step, PromiseState.OPEN, PromiseState.DUE)
        public = goes_public(step, text, wanted=publish_text, checked=checked)
        write(step, Message.Kind.FOLLOW_UP, text, public=public, files=files)
        promising.say_kept(step, row)
    return step.report


def move_promise(report: Report, *, by: Actor, promise_until: date | None, reason: str) -> Report:
    """Promise a later day, with a reason that the reporter reads; at most twice, and not after the day."""
    with make(report, "move_promise", by=by) as step:
        row = promising.running(step, PromiseState.OPEN, PromiseState.DUE)
        if step.at > row.due_at:
            raise MoveRefused("Hari janji sudah lewat dan tidak dapat dipindahkan lagi. Tepati janjinya secepatnya.")
        if row.moved >= MOVED_MOST:
            raise MoveRefused("Hari janji sudah dipindahkan dua kali.")
        if promise_until is None:
            raise Refused("Pilih tanggal janji yang baru.")
        write(step, Message.Kind.REASON, reason)
        promising.put_off(step, row, until=promise_until)
    return step.report


def confirm_promise(report: Report, *, by: Actor) -> Report:
    """The reporter says that it was kept."""
    with make(report, "confirm_promise", by=by) as step:
        promising.end(step, promising.running(step, PromiseState.SAID_KEPT), PromiseState.KEPT)
    return step.report


def dispute_promise(report: Report, *, by: Actor, reason: str) -> Report:
    """The reporter says that it was not kept; the report is worked on again."""
    with make(report, "dispute_promise", by=by) as step:
        write(step, Message.Kind.RESPONSE, reason)
        _break(step, promising.running(step, PromiseState.SAID_KEPT), PromiseState.DISPUTED)
    return step.report


def promise_due(promise: Promise) -> Report:
    """Its day has come: it waits at the desk of who holds the report."""
    with make(promise.report, "promise_due", by=SYSTEM) as step:
        promising.come_back(step, _still(step, promise, PromiseState.OPEN))
    return step.report


def promise_broken(promise: Promise) -> Report:
    """The day and the grace have passed and nobody said that it was kept: the report is worked on again."""
    with make(promise.report, "promise_broken", by=SYSTEM) as step:
        _break(step, _still(step, promise, PromiseState.DUE), PromiseState.BROKEN)
    return step.report


def promise_unconfirmed(promise: Promise) -> Report:
    """The reporter did not say whether it was kept: it counts as kept in the agency's words, and is named so."""
    with make(promise.report, "promise_unconfirmed", by=SYSTEM) as step:
        promising.end(step, _still(step, promise, PromiseState.SAID_KEPT), PromiseState.UNCONFIRMED)
    return step.report


def _still(step: Step, seen: Promise, state: str) -> Promise:
    """The promise that the sweep saw, unless somebody changed it in the meantime."""
    row = promising.running(step, state)
    if row.pk != seen.pk or row.next_at > step.at:
        raise MoveRefused("Janji ini sudah berubah.", gone=True)
    return row


def _break(step: Step, row: Promise, state: str) -> None:
    promising.end(step, row, state)
    step.starts = ()
    promising.take_up(step)
    step.data |= {"tells": list(SUPERIORS), "agency": row.agency_id}
