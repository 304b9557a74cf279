"""What the agency says and does: questions, follow-ups, notes, more time, the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.people.models import User
from lapor.reports import (
    approval,
    checklist,
    deadlines,
    incharge,
    mentions,
    policies,
    putting_off,
    sendtimes,
    templates,
)
from lapor.reports import files as attachments
from lapor.reports.actions import promising
from lapor.reports.actions.joining import end_along, refuse_name, relay
from lapor.reports.actions.texts import goes_public, required, write
from lapor.reports.choices import AnswerWaits, ClosedBy
from lapor.reports.files import Upload
from lapor.reports.models import Deadline, Message, Report, WaitingAnswer
from lapor.reports.moving import MoveRefused, Step, make
from lapor.standards import queries as standards

NOBODY = (
    "Jawaban unit ini dibaca pimpinan dulu, tetapi tidak ada pimpinan atau admin lain yang dapat menyetujuinya. "
    "Mintalah admin instansi menetapkan pimpinan. Tulisan Anda belum terkirim."
)


def ask(report: Report, *, by: Actor, questions: str) -> Report:
    """Ask the reporter; the completion limit stands still until he answers or the time to answer has passed."""
    with make(report, "ask", by=by) as step:
        write(step, Message.Kind.QUESTION, questions)
    return step.report


def ask_phone(report: Report, *, by: Actor, reason: str) -> Report:
    """Ask a reporter who gave his name for a phone number; he may leave it, and no clock stops for it."""
    with make(report, "ask_phone", by=by) as step:
        write(step, Message.Kind.REASON, reason)
        step.data["holder"] = step.report.holder_id
    return step.report


def follow_up(
    report: Report,
    *,
    by: Actor,
    text: str,
    files: tuple[Upload, ...] = (),
    final: bool = False,
    publish_text: bool = False,
    checked: bool = False,
    to_merged: bool = True,
    promise: str = "",
    promise_until: date | None = None,
    promise_owner: User | None = None,
    send_at: datetime | None = None,
    past_limit: bool = False,
) -> Report:
    """Answer the reporter, with evidence; a final answer gives him ten days to disagree, once no promise runs.

    `to_merged`: the reporters of the reports that follow this one get it, too.
    `promise`, `promise_until`: what will be done by which day; both or neither. `promise_owner`: who sees to it at the
    holder, else who is in charge of the report, else the writer.
    `send_at`: not before this moment; `past_limit`: also when a running limit ends before it. It is kept until then.
    Where the agency wants it, a leader reads the answer first: it is kept, and nothing is sent (`propose`).
    """
    given = {
        "text": text,
        "promise": promise,
        "promise_until": promise_until,
        "promise_owner": promise_owner.pk if promise_owner else None,
        "final": final,
        "publish_text": publish_text,
        "checked": checked,
        "to_merged": to_merged,
    }
    with make(report, "follow_up", by=by) as step:
        if promise_owner and promise_owner not in incharge.candidates(step.report):
            raise MoveRefused(incharge.NOT_THERE)
        if send_at:
            sendtimes.refuse(step.report, send_at, at=step.at, past_limit=past_limit, promise_until=promise_until)
        if approval.holds_for(step.report.holder, final=final):
            _propose(step, given, files, send_at=send_at)
        elif send_at:
            _schedule(step, given, files, send_at=send_at)
        else:
            answer(step, given, files=files, row=putting_off.left(step))
    return step.report


def answer(
    step: Step,
    given: Mapping[str, Any],
    *,
    files: tuple[Upload, ...] = (),
    row: WaitingAnswer | None = None,
    approver: int | None = None,
) -> None:
    """The follow-up itself. `row`: where it waited until now, with its files; `approver`: who let it go."""
    text, final = given["text"], given["final"]
    public = goes_public(step, _all_words(given), wanted=given["publish_text"], checked=given["checked"])
    kind = Message.Kind.FINAL if final else Message.Kind.FOLLOW_UP
    message = write(step, kind, text, public=public, files=files, approver=approver)
    kept = row.attachments.count() if row else 0
    if row:
        putting_off.release(step, row, message)
    points = checklist.checks(step.report, text, viewer=step.by, files=len(files) + kept)
    step.data |= {"final": final, "checks": {point.name: point.met for point in points}}
    if approver:
        step.data["approver"] = approver
    if final:
        step.report.final_at = step.at
    if promising.wanted(given):
        promising.give(step, given, answer=message, public=public)
    if final and not step.report.promise_state:
        step.starts = ("auto_close",)
    if given["to_merged"]:
        relay(step, promising.told(given), files=lambda: putting_off.copies(message, step.key), final=final)


def _schedule(step: Step, given: Mapping[str, Any], files: tuple[Upload, ...], *, send_at: datetime) -> None:
    """Keep the answer until its time; no clock stops."""
    _keep(step, "schedule", given, files, send_at=send_at)
    step.report.answer_waits = AnswerWaits.TIME


def _propose(step: Step, given: Mapping[str, Any], files: tuple[Upload, ...], *, send_at: datetime | None) -> None:
    """Keep the answer until a leader has read it; no clock stops."""
    found = approval.approver_of(step.report, author=step.by.user_id)
    if found is None:
        raise MoveRefused(NOBODY)
    _keep(step, "propose", given, files, send_at=send_at)
    step.report.approver, step.report.answer_waits = found
    step.data |= {"desk": found[0].pk, "role": str(found[1])}


def _keep(
    step: Step, name: str, given: Mapping[str, Any], files: tuple[Upload, ...], *, send_at: datetime | None
) -> None:
    """Make the move `name` instead and keep the answer with its files. Refuses now what would be refused then."""
    text = required(given["text"])
    templates.refuse_unready(step.report, step.move, text, by=step.by, agency_id=step.agency_id)
    goes_public(step, _all_words(given), wanted=given["publish_text"], checked=given["checked"])
    if promising.wanted(given):
        promising.settled(step, given["promise"], until=given["promise_until"])
    if given["to_merged"] and policies.followers(step.report).exists():
        refuse_name(step, promising.told(given))
    step.become(name)
    row = putting_off.keep(step, {**given, "text": text}, send_at=send_at)
    attachments.attach(step.report, step.key, files, message=None, by_reporter=False, at=step.at, waiting=row)
    if send_at:
        step.data["send_at"] = send_at.isoformat()


def _all_words(given: Mapping[str, Any]) -> str:
    return f"{given['text']}\n{given['promise']}"


def note(report: Report, *, by: Actor, text: str) -> Report:
    """A note among officers; neither the reporter nor the public reads it. Whoever is called by name in it is told."""
    with make(report, "note", by=by) as step:
        write(step, Message.Kind.NOTE, text, audience=Message.Audience.OFFICERS)
        if called := mentions.called(text, step.report):
            step.data["mentions"] = [user.pk for user in called]
    return step.report


def extend(report: Report, *, by: Actor, until: date | None, reason: str) -> Report:
    """Move the completion limit to a later working day, with a reason that the reporter reads; at most twice."""
    with make(report, "extend", by=by) as step:
        live = Deadline.objects.filter(report=step.report, clock="completion", outcome="running").first()
        if live is None:
            raise MoveRefused("Tidak ada tenggat penyelesaian yang sedang berjalan.")
        if until is None:
            raise Refused("Pilih tanggal tenggat yang baru.")
        calendar = standards.calendar_for(live.agency)
        due = datetime.combine(until, calendar.office_closes, calendar.zone)
        if due <= max(live.due_at, step.at):
            raise Refused("Tenggat baru harus sesudah tenggat yang sekarang.")
        if not calendar.works(until.toordinal()):
            raise Refused("Tenggat baru jatuh pada hari libur. Pilih hari kerja.")
        write(step, Message.Kind.REASON, reason)
        step.data |= {"clock": "completion", "was": live.due_at.isoformat(), "until": due.isoformat()}
        deadlines.extend(live, due=due, at=step.at)
    return step.report


def intervene(report: Report, *, by: Actor, text: str) -> Report:
    """The nation's admin or the Ombudsman asks the holder for attention; the report is marked."""
    with make(report, "intervene", by=by) as step:
        write(step, Message.Kind.NOTE, text, audience=Message.Audience.OFFICERS)
        step.report.intervened_at = step.at
    return step.report


def close(report: Report, *, by: Actor, reason: str = "") -> Report:
    """End the report: by its reporter, by an admin after a final answer, or by time when nobody disagreed."""
    with make(report, "close", by=by) as step:
        row = step.report
        row.closed_at = step.at
        row.closed_by = {"reporter": ClosedBy.REPORTER, "system": ClosedBy.SYSTEM}.get(by.kind, ClosedBy.ADMIN)
        step.data["by"] = row.closed_by
        if reason.strip():
            write(step, Message.Kind.REASON, reason)
        deadlines.settle_completion(row, at=step.at)
        end_along(step)
    return step.report
