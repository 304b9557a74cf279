"""Answers that go out at a time that their writer chose: another time, at once, and when it has come (ADR 35)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lapor.agencies import absences
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.reports import approval, incharge, policies, putting_off, sendtimes, words
from lapor.reports.actions.answer import answer
from lapor.reports.choices import ASKED, UNSENT, AnswerWaits
from lapor.reports.models import Report, WaitingAnswer
from lapor.reports.moving import MoveRefused, Step, make

GONE = "Jawaban ini tidak lagi menunggu. Muat ulang halaman, lalu lihat lagi."
EARLY = "Waktu kirim jawaban ini belum tiba."
NO_WRITER = (
    "Penulis jawaban ini tidak lagi dapat mengirimnya untuk unit pemegang laporan. "
    "Kembalikan sebagai draf, agar rekannya melanjutkan."
)
AWAY = "Penulis jawaban ini sedang tidak bertugas. Tarik jawabannya, agar rekannya melanjutkan."
UNREAD = "Sejak jawaban ini dijadwalkan, unit ini meminta persetujuan pimpinan. Tarik jawabannya, lalu ajukan lagi."


class Early(MoveRefused):
    """Somebody chose another time meanwhile, or the clock went back."""


def reschedule(report: Report, *, by: Actor, send_at: datetime | None, past_limit: bool = False) -> Report:
    """Let a scheduled answer go out at another time."""
    with make(report, "reschedule", by=by) as step:
        row = waiting(step)
        if send_at is None:
            raise Refused("Isi waktu kirimnya.")
        until = words.given(row, step.key)["promise_until"]
        sendtimes.refuse(step.report, send_at, at=step.at, past_limit=past_limit, promise_until=until)
        row.send_at = send_at
        row.save(update_fields=["send_at"])
        step.data["send_at"] = send_at.isoformat()
    return step.report


def send_now(report: Report, *, by: Actor) -> Report:
    """Send a scheduled answer before its time, as the move of its writer."""
    return let_go(report, "send_now", by=by)


def come_due(report: Report) -> Report:
    """Send an answer whose time has come; where its writer may not send it any more it is a draft again.

    Nothing happens where it was sent or put off meanwhile. Raises MoveRefused.
    """
    try:
        return let_go(report, "come_due", by=SYSTEM)
    except Early:
        raise
    except Refused:
        return _not_sent(report)


def _not_sent(report: Report) -> Report:
    with make(report, "not_sent", by=SYSTEM) as step:
        row = _due(step)
        row.changed_at = step.at
        putting_off.give_back(row, step.report, step.key)
        step.data |= {"author": row.user_id, "desk": row.agency_id}
    return step.report


def let_go(report: Report, name: str, *, by: Actor) -> Report:
    """Make the move `name` and, in the same transaction, the follow-up of the writer, with his rights of today.

    An answer that is approved before its time waits on.
    """
    with transaction.atomic():
        with make(report, name, by=by) as step:
            row = _due(step) if name == "come_due" else waiting(step)
            given = words.given(row, step.key)
            step.data["author"] = row.user_id
            approver = by.user_id if name == "approve" else row.approved_by_id
            later = name == "approve" and row.send_at is not None and row.send_at > step.at
            step.report.answer_waits, step.report.approver = (AnswerWaits.TIME if later else ""), None
            if later:
                row.approved_by_id = approver
                row.save(update_fields=["approved_by"])
        if later:
            return step.report
        if name != "approve":
            _refuse_unread(step.report, row, final=given["final"])
        if name == "come_due" and not absences.present([row.user], step.report.holder_id):
            raise MoveRefused(AWAY)
        writer = _writer(row, step.report)
        with make(step.report, putting_off.ANSWER.name, by=writer) as sending:
            answer(sending, given, row=row, approver=approver)
    return sending.report


def waiting(step: Step) -> WaitingAnswer:
    """The answer that waits. Raises MoveRefused."""
    row = putting_off.of(step.report)
    if row is None:
        raise MoveRefused(GONE)
    return row


def _due(step: Step) -> WaitingAnswer:
    """`step.at` may run ahead of the clock, the time of an answer never does."""
    row = waiting(step)
    if row.send_at is None or row.send_at > clock.now():
        raise Early(EARLY)
    return row


def _refuse_unread(report: Report, row: WaitingAnswer, *, final: bool) -> None:
    if row.approved_by_id is None and approval.holds_for(report.holder, final=final):
        raise MoveRefused(UNREAD)


def _writer(row: WaitingAnswer, report: Report) -> Actor:
    """Who wrote it, as he may act today."""
    writer = actor_for(row.user)
    if not row.user.is_active or policies.why_not(writer, putting_off.ANSWER, report):
        raise MoveRefused(NO_WRITER)
    return writer


def pass_answer(report: Report, *, by: Actor, leaver: User, to: User | None) -> Report:
    """Give an answer that is not sent yet to who comes after its writer; where nobody may have it, it is a draft again.

    What the doer may not touch, such as what is secret, the system passes on.
    """
    heir = to if to and _may_inherit(report, to) else None
    name = "pass_answer" if heir else "lapse"
    doer = by if heir and policies.can(by, name, report) else SYSTEM
    with make(report, name, by=doer) as step:
        row = waiting(step)
        if row.user_id != leaver.pk or step.report.answer_waits not in UNSENT:
            raise MoveRefused(GONE, gone=True)
        if heir:
            row.user = heir
            row.save(update_fields=["user"])
            step.data["author"] = heir.pk
        else:
            row.changed_at = step.at
            putting_off.give_back(row, step.report, step.key)
            step.data |= {"author": leaver.pk, "desk": row.agency_id}
    return step.report


def _may_inherit(report: Report, heir: User) -> bool:
    """He works there, and two people still have to have read it where a leader is asked."""
    row = putting_off.of(report)
    if row is None or heir not in incharge.candidates(report) or row.approved_by_id == heir.pk:
        return False
    if report.answer_waits not in ASKED:
        return True
    return approval.approver_of(report, author=heir.pk) == (report.approver, AnswerWaits(report.answer_waits))
