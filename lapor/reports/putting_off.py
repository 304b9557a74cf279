"""A follow-up that is not sent yet: kept with all it was given, and back with its unit when it cannot be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lapor.kit import crypto
from lapor.reports import files, words
from lapor.reports.choices import UNSENT, AnswerWaits
from lapor.reports.files import Upload
from lapor.reports.models import AnswerDraft, Attachment, Message, Report, WaitingAnswer, Writing
from lapor.reports.workflow import MOVES

if TYPE_CHECKING:
    from lapor.reports.moving import Step

ANSWER = MOVES["follow_up"]
NO_FORM = bytes(32)  # a draft that no open form wrote


def keep(step: Step, given: Mapping[str, Any], *, send_at: datetime | None = None) -> WaitingAnswer:
    """Keep the answer of this step; files that an earlier try of the unit left come along."""
    row = left(step) or WaitingAnswer(report=step.report)
    row.agency_id, row.user_id = step.agency_id or 0, step.by.user_id or 0
    row.given_sealed, row.comment_sealed, row.returned_by = words.seal_given(step.key, row, given), None, None
    row.changed_at, row.send_at, row.approved_by = step.at, send_at, None
    row.save()
    AnswerDraft.objects.filter(report=step.report, agency=step.agency_id, move=ANSWER.name).delete()
    Writing.objects.filter(report=step.report, user=step.by.user_id, move=ANSWER.name).delete()
    step.data["texts"] = [crypto.commitment(step.key, str(given["text"]).encode())]
    return row


def left(step: Step) -> WaitingAnswer | None:
    """What an earlier try left behind for this unit; what another unit left is dropped."""
    row = of(step.report)
    if row is not None and row.agency_id != step.agency_id:
        row.delete()
        return None
    return row


def of(report: Report) -> WaitingAnswer | None:
    """The answer that is not sent yet; one query, and none for nearly all reports."""
    if not report.answer_waits:
        return None
    return WaitingAnswer.objects.select_related("agency", "user", "returned_by").filter(report=report).first()


def release(step: Step, row: WaitingAnswer, message: Message) -> None:
    """Let the files go with the message that is sent; the row is no longer needed."""
    row.attachments.update(message=message, waiting=None)
    row.delete()
    step.report.answer_waits, step.report.approver = "", None


def copies(message: Message, key: bytes) -> tuple[Upload, ...]:
    """The files of a message as they came, to be sealed anew under the keys of other reports."""
    rows = message.attachments.exclude(state=Attachment.State.REFUSED).order_by("number")
    return tuple(_copy(row, key) for row in rows)


def _copy(row: Attachment, key: bytes) -> Upload:
    content = b"".join(files.stream(row, key, original=True))
    return Upload(name=files.original_name(row, key), size=len(content), file=BytesIO(content))


def give_back(row: WaitingAnswer, report: Report, key: bytes) -> None:
    """Make it the unit's draft again; files, choices and the comment stay with the row until the unit sends anew."""
    given = words.given(row, key)
    draft = AnswerDraft.objects.filter(report=report, agency=row.agency_id, move=ANSWER.name).first()
    draft = draft or AnswerDraft(report=report, agency_id=row.agency_id, move=ANSWER.name)
    draft.version, draft.form_digest, draft.user_id = AnswerDraft().version, NO_FORM, row.user_id
    draft.words_sealed = words.seal_draft(key, draft, {one.name: str(given.get(one.name, "")) for one in ANSWER.words})
    draft.changed_at = row.changed_at
    draft.save()
    row.approved_by = None
    row.save()
    report.answer_waits, report.approver = AnswerWaits.RETURNED, None


def forget(report_id: UUID, *, agency_id: int | None = None) -> None:
    """Drop what came back and is not wanted any more, with its files; call it under the lock of the report."""
    rows = WaitingAnswer.objects.filter(report=report_id, report__answer_waits=AnswerWaits.RETURNED)
    if agency_id is not None:
        rows = rows.filter(agency=agency_id)
    if rows.delete()[0]:
        Report.objects.filter(pk=report_id).update(answer_waits="")


def lapses(step: Step, before: Mapping[str, Any]) -> WaitingAnswer | None:
    """The answer that can no longer be sent because of this step; it was given back."""
    report = step.report
    was = before["answer_waits"]
    if was not in UNSENT or report.answer_waits != was or not _moved_on(report, before):
        return None
    row = of(report)
    if row is None:
        return None
    row.changed_at = step.at
    give_back(row, report, step.key)
    return row


def _moved_on(report: Report, before: Mapping[str, Any]) -> bool:
    gone = report.state not in ANSWER.from_ or report.holder_id != before["holder_id"]
    return gone or report.secrecy != before["secrecy"] or report.accused_id != before["accused_id"]
