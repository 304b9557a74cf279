"""Who sees an answer that is not sent yet: its unit and who may let it go, nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lapor.agencies.models import Role
from lapor.kit import clock
from lapor.people.actor import Actor
from lapor.reports import putting_off, sendtimes, words
from lapor.reports.choices import UNSENT, AnswerWaits
from lapor.reports.models import Report, WaitingAnswer
from lapor.reports.policies.conversation import FileView, file_view
from lapor.reports.policies.moves import seat_for
from lapor.reports.policies.sight import is_accused, told_time
from lapor.reports.workflow import MOVES

WRITERS = (Role.LIAISON, Role.AGENCY_ADMIN)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """An answer before it is sent: everything that it was given."""

    words: str
    promise: str
    promise_until: date | None
    final: bool
    publish: bool
    given: dict[str, Any]
    files: tuple[FileView, ...]
    who: str
    mine: bool
    at: datetime
    returned: bool
    comment: str
    returned_by: str
    send_at: datetime | None
    scheduled: bool
    sends: str  # its time as people say it


def waiting_of(report: Report, viewer: Actor) -> WaitingView | None:
    """The answer that is not sent yet, for those whose business it is; no query where there is none."""
    row = putting_off.of(report) if report.answer_waits and viewer.is_officer else None
    if row is None or not _is_his(viewer, report, row):
        return None
    key = words.key_of(report)
    given = words.given(row, key)
    return WaitingView(
        words=given["text"],
        promise=given["promise"],
        promise_until=given["promise_until"],
        final=given["final"],
        publish=given["publish_text"],
        given=given,
        files=tuple(file_view(one) for one in row.attachments.order_by("number")),
        who=f"{row.user.name}, {row.agency.short_name}",
        mine=row.user_id == viewer.user_id,
        at=told_time(row.changed_at, report, viewer)[0],
        returned=report.answer_waits == AnswerWaits.RETURNED,
        comment=words.comment(row, key),
        returned_by=row.returned_by.name if row.returned_by else "",
        send_at=row.send_at,
        scheduled=report.answer_waits == AnswerWaits.TIME,
        sends=_sends(row, report),
    )


def scheduled_in(reports: Sequence[Report], viewer: Actor) -> dict[UUID, str]:
    """When the answers of a list go out and who wrote them; no query where none is scheduled."""
    timed = {report.pk: report for report in reports if report.answer_waits == AnswerWaits.TIME}
    if not timed:
        return {}
    rows = WaitingAnswer.objects.filter(report__in=timed, send_at__isnull=False).select_related("user")
    his = [(row, timed[row.report_id]) for row in rows if _is_his(viewer, timed[row.report_id], row)]
    return {report.pk: f"Dijadwalkan: {_sends(row, report)} oleh {row.user.name}" for row, report in his}


def _sends(row: WaitingAnswer, report: Report) -> str:
    return sendtimes.told(row.send_at, report, now=clock.now()) if row.send_at else ""


def may_open_waiting_file(report: Report, viewer: Actor, waiting_id: UUID | None) -> bool:
    """Whether a file may be opened that hangs on this answer; any other file may, as far as this goes."""
    if waiting_id is None:
        return True
    row = putting_off.of(report)
    return row is not None and row.pk == waiting_id and _is_his(viewer, report, row)


def _is_his(viewer: Actor, report: Report, row: WaitingAnswer) -> bool:
    if any(is_accused(report, seat.path) for seat in viewer.seats):
        return False
    if report.answer_waits in UNSENT and seat_for(viewer, MOVES["approve"], report):
        return True
    return any(seat.agency_id == row.agency_id and seat.role in WRITERS for seat in viewer.seats)
