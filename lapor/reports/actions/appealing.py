"""The way of a report to the Ombudsman: the reporter's consent opens a case there, and the Ombudsman ends it."""

from __future__ import annotations

from datetime import datetime

from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports.actions.texts import write
from lapor.reports.choices import LIVE_CASES, CaseOutcome, CaseState
from lapor.reports.models import Message, OmbudsmanCase, Report
from lapor.reports.moving import MoveRefused, Step, make


def appeal(report: Report, *, by: Actor, reason: str = "") -> Report:
    """Hand the file to the Ombudsman: the reporter's own consent, and only his, opens a case."""
    with make(report, "appeal", by=by) as step:
        if reason.strip():
            write(step, Message.Kind.RESPONSE, reason)
        step.report.appealed_at = step.at
        step.report.appeal_state = CaseState.WAITING
        OmbudsmanCase.objects.create(report=step.report, opened_at=step.at)
    return step.report


def withdraw_appeal(report: Report, *, by: Actor) -> Report:
    """Take the consent back before the Ombudsman has taken the case; he no longer sees the report, at once."""
    with make(report, "withdraw_appeal", by=by) as step:
        _turn(step, CaseState.WITHDRAWN, ended_at=step.at)
        step.report.appealed_at, step.report.appeal_state = None, ""
    return step.report


def accept_appeal(report: Report, *, by: Actor) -> Report:
    """The Ombudsman takes the case: from now on the consent stands."""
    with make(report, "accept_appeal", by=by) as step:
        _turn(step, CaseState.ACCEPTED, accepted_at=step.at, accepted_by=by.user_id)
    return step.report


def note_appeal(report: Report, *, by: Actor, text: str) -> Report:
    """A note that nobody but the Ombudsman's officers reads."""
    with make(report, "note_appeal", by=by) as step:
        write(step, Message.Kind.NOTE, text, audience=Message.Audience.OMBUDSMAN)
    return step.report


def close_appeal(report: Report, *, by: Actor, outcome: str, text: str) -> Report:
    """The Ombudsman ends the case with an outcome and a word that reporter and agency read.

    Before he has accepted it he can only say that it is not his to examine. Raises Refused, MoveRefused.
    """
    if outcome not in CaseOutcome.values:
        raise Refused("Pilih hasil pemeriksaannya.")
    with make(report, "close_appeal", by=by) as step:
        declined = outcome == CaseOutcome.NOT_COMPETENT
        if step.report.appeal_state == CaseState.WAITING and not declined:
            raise MoveRefused(
                "Kasus ini belum diterima. Tekan “Terima kasus” dulu; sebelum itu hanya hasil “Bukan wewenang "
                "Ombudsman” yang mungkin."
            )
        opinion = write(step, Message.Kind.OPINION, text)
        step.data["outcome"] = outcome
        state = CaseState.DECLINED if declined else CaseState.CLOSED
        _turn(step, state, ended_at=step.at, ended_by=by.user_id, outcome=outcome, opinion=opinion)
    return step.report


def _turn(step: Step, state: CaseState, **values: datetime | int | str | Message | None) -> None:
    """The live case of the locked report goes on to a state, which the report repeats."""
    OmbudsmanCase.objects.filter(report=step.report, state__in=LIVE_CASES).update(state=state, **values)
    step.report.appeal_state = state
