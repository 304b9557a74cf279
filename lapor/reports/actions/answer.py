"""What the agency says and does: questions, follow-ups, notes, more time, the end."""

from __future__ import annotations

from datetime import date, datetime

from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import checklist, deadlines, mentions
from lapor.reports.actions import promising
from lapor.reports.actions.joining import end_along, relay
from lapor.reports.actions.texts import goes_public, write
from lapor.reports.choices import ClosedBy
from lapor.reports.files import Upload
from lapor.reports.models import Deadline, Message, Report
from lapor.reports.moving import MoveRefused, make
from lapor.standards import queries as standards


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
) -> Report:
    """Answer the reporter, with evidence; a final answer gives him ten days to disagree, once no promise runs.

    `to_merged`: the reporters of the reports that follow this one get it, too.
    `promise`, `promise_until`: what will be done by which day; both or neither.
    """
    with make(report, "follow_up", by=by) as step:
        public = goes_public(step, f"{text}\n{promise}", wanted=publish_text, checked=checked)
        answer = write(step, Message.Kind.FINAL if final else Message.Kind.FOLLOW_UP, text, public=public, files=files)
        points = checklist.checks(step.report, text, viewer=by, files=len(files))
        step.data |= {"final": final, "checks": {point.name: point.met for point in points}}
        if final:
            step.report.final_at = step.at
            step.pauses = ("completion",)
        if promise.strip() or promise_until:
            promising.give(step, promise, until=promise_until, answer=answer, public=public)
        if final and not step.report.promise_state:
            step.starts = ("auto_close",)
        if to_merged:
            words = promising.told(text, promise, until=promise_until)
            relay(step, words, files=files, final=final)
    return step.report


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
