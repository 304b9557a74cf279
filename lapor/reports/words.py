"""Sealing and opening of the words of a report under its own key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from lapor.kit import crypto, keys
from lapor.reports.models import (
    AccessEntry,
    AnswerDraft,
    IncomingLetter,
    Message,
    Promise,
    Report,
    Reporter,
    ReportKey,
    WaitingAnswer,
)


def draw_key(report: Report) -> tuple[bytes, bytes]:
    """Draw the key of a new report: plain for this request, wrapped for the database."""
    return keys.provider().new_report_key(report.pk)


def key_of(report: Report) -> bytes:
    """Unwrap the key of a report (select_related("key") saves the query); raises CryptoError when it was erased."""
    try:
        wrapped = report.key.wrapped
    except ReportKey.DoesNotExist:
        raise crypto.CryptoError("the key of this report was erased") from None
    return keys.provider().unwrap(report.pk, bytes(wrapped))


def seal(key: bytes, text: str, *, table: str, column: str, row: UUID) -> bytes:
    return crypto.seal(key, text.encode(), context=f"{table}|{column}|{row}")


def unseal(key: bytes, sealed: bytes | memoryview | None, *, table: str, column: str, row: UUID) -> str:
    if sealed is None:
        return ""
    return crypto.open_sealed(key, bytes(sealed), context=f"{table}|{column}|{row}").decode()


def seal_report(key: bytes, report: Report, *, title: str, body: str, place: str, accused: str) -> None:
    """Fill the sealed columns of a report (not saved)."""
    report.title_sealed = seal(key, title, table="report", column="title", row=report.pk)
    report.body_sealed = seal(key, body, table="report", column="body", row=report.pk)
    report.place_sealed = seal(key, place, table="report", column="place", row=report.pk) if place else None
    report.accused_sealed = seal(key, accused, table="report", column="accused", row=report.pk) if accused else None


def title(report: Report, key: bytes | None = None) -> str:
    return unseal(key or key_of(report), report.title_sealed, table="report", column="title", row=report.pk)


def body(report: Report, key: bytes | None = None) -> str:
    return unseal(key or key_of(report), report.body_sealed, table="report", column="body", row=report.pk)


def place(report: Report, key: bytes | None = None) -> str:
    return unseal(key or key_of(report), report.place_sealed, table="report", column="place", row=report.pk)


def accused(report: Report, key: bytes | None = None) -> str:
    return unseal(key or key_of(report), report.accused_sealed, table="report", column="accused", row=report.pk)


def letter_number(row: IncomingLetter, key: bytes) -> str:
    """What the sender of a letter numbered it with."""
    return unseal(key, row.number_sealed, table="letter", column="number", row=row.report_id)


def message(row: Message, key: bytes) -> str:
    return unseal(key, row.body_sealed, table="message", column="body", row=row.pk)


def promise(row: Promise, key: bytes) -> str:
    return unseal(key, row.body_sealed, table="promise", column="body", row=row.pk)


def seal_draft(key: bytes, row: AnswerDraft, given: Mapping[str, str]) -> bytes:
    return seal(key, json.dumps(dict(given)), table="draft", column="words", row=row.pk)


def draft(row: AnswerDraft, key: bytes) -> dict[str, str]:
    """What stands in each field of the form."""
    found: dict[str, str] = json.loads(unseal(key, row.words_sealed, table="draft", column="words", row=row.pk))
    return found


def seal_given(key: bytes, row: WaitingAnswer, values: Mapping[str, Any]) -> bytes:
    """Everything that a follow-up was given but its files."""
    plain = {name: {"day": value.isoformat()} if isinstance(value, date) else value for name, value in values.items()}
    return seal(key, json.dumps(plain), table="waiting", column="given", row=row.pk)


def given(row: WaitingAnswer, key: bytes) -> dict[str, Any]:
    """The same values again."""
    plain = json.loads(unseal(key, row.given_sealed, table="waiting", column="given", row=row.pk))
    days = {name: date.fromisoformat(value["day"]) for name, value in plain.items() if isinstance(value, dict)}
    return {**plain, **days}


def comment(row: WaitingAnswer, key: bytes) -> str:
    """What the leader wrote when he gave the answer back."""
    return unseal(key, row.comment_sealed, table="waiting", column="comment", row=row.pk)


def reason(entry: AccessEntry, key: bytes) -> str:
    """Why two custodians opened the identity of this report."""
    return unseal(key, entry.reason_sealed, table="access", column="reason", row=entry.report_id)


def name(reporter: Reporter, key: bytes) -> str:
    return unseal(key, reporter.name_sealed, table="reporter", column="name", row=reporter.pk)
