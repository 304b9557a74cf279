"""What a viewer sees of the letter by which a report came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lapor.reports import words
from lapor.reports.choices import Channel
from lapor.reports.models import IncomingLetter, Report


@dataclass(frozen=True, slots=True)
class LetterView:
    """The sender's number ("" for none) and date, and the day on which the office received it."""

    number: str
    written_on: date | None
    received_on: date


def of(report: Report, key: bytes) -> LetterView | None:
    """None for what came otherwise; only letters cost a question."""
    row = row_of(report)
    return LetterView(words.letter_number(row, key), row.written_on, row.received_on) if row else None


def row_of(report: Report) -> IncomingLetter | None:
    """The stored letter of a report that came by one."""
    return IncomingLetter.objects.filter(pk=report.pk).first() if report.channel == Channel.LETTER else None
