"""What becomes of a unit's drafts when a move is made (called within `moving.make`, in its transaction)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapor.reports.models import AnswerDraft, Writing

if TYPE_CHECKING:
    from lapor.reports.moving import Step


def drop(step: Step, *, held_by: int) -> None:
    """Drop the unit's draft of the move that was made, and all drafts of a unit that no longer holds the report."""
    report, made = step.report, bool(step.move.words) and step.by.is_officer
    gone = Q(agency=step.agency_id, move=step.move.name) if made else Q(pk__in=())
    if report.holder_id != held_by:
        gone |= Q(agency=held_by)
    if made or report.holder_id != held_by:
        AnswerDraft.objects.filter(gone, report=report).delete()
    if made:
        Writing.objects.filter(report=report, user=step.by.user_id, move=step.move.name).delete()
