"""Parts of the moves about promises: giving one, changing its day or state, and taking the work up again (ADR 21)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from lapor.kit import crypto, rows
from lapor.kit import text as texts
from lapor.kit.errors import Refused
from lapor.reports import deadlines, incharge, windows, words
from lapor.reports.actions.texts import required
from lapor.reports.choices import LIVE_PROMISES, PromiseState, State
from lapor.reports.models import Message, Promise
from lapor.reports.moving import MoveRefused, Step
from lapor.reports.params import PROMISE_LIMIT
from lapor.standards import arithmetic
from lapor.standards import queries as standards
from lapor.ui import dates

BEFORE_CLOSE = timedelta(seconds=1)  # so that the promised day itself is the one that is counted from
LONGEST = timedelta(days=731)  # later days are slips of the hand


def wanted(given: Mapping[str, Any]) -> bool:
    """Whether an answer promises something, be it by half."""
    return bool(given["promise"].strip() or given["promise_until"])


def give(step: Step, given: Mapping[str, Any], *, answer: Message, public: bool) -> None:
    """Promise something in an answer by a day; raises Refused for half a promise or an impossible day."""
    body, due_at = settled(step, given["promise"], until=given["promise_until"])
    row = Promise(id=uuid.uuid4(), report=step.report, message=answer, made_at=step.at, due_at=due_at)
    row.agency_id, row.next_at = step.report.holder_id, _returns_at(step, row)
    row.owner_id = _owner(step, given.get("promise_owner"), writer=step.by.user_id)
    row.body_sealed = words.seal(step.key, body, table="promise", column="body", row=row.pk)
    row.public_body = body if public and not step.report.is_secret else ""
    rows.insert(row)
    step.report.promises_made += 1
    deadlines.void(step.report, "auto_close", at=step.at)
    _tell(step, row)
    step.data["promised"] = crypto.commitment(step.key, body.encode())


def _owner(step: Step, wanted: int | None, *, writer: int | None) -> int | None:
    """Who was chosen, else who is in charge, else who wrote the answer; as far as he works at the holder today."""
    there = {user.pk for user in incharge.candidates(step.report)}
    return next((pk for pk in (wanted, step.report.assignee_id, writer) if pk in there), None)


def settled(step: Step, body: str, *, until: date | None) -> tuple[str, datetime]:
    """The words and the last moment of what an answer promises; raises Refused when it cannot be given like that."""
    if until is None or not texts.clean(body).strip():
        raise Refused("Janji perlu keduanya: isi apa yang dijanjikan dan tanggalnya, atau kosongkan dua-duanya.")
    if step.report.promise_state:
        raise MoveRefused("Masih ada janji yang berjalan di sini. Pindahkan harinya, atau nyatakan ditepati dulu.")
    return required(body, limit=PROMISE_LIMIT), _due(step, until)


def told(given: Mapping[str, Any]) -> str:
    """The answer with what it promises, for those who get it in a report that follows and has no promise of its own."""
    text, until = given["text"], given["promise_until"]
    return f"{text}\n\nJanji sampai {dates.plain_day(until)}: {given['promise'].strip()}" if until else text


def _due(step: Step, until: date) -> datetime:
    """The close of that day; in the past or today nothing can be promised any more."""
    calendar = standards.calendar_for(step.report.holder)
    today = step.at.astimezone(calendar.zone).date()
    if until <= today:
        raise Refused("Tanggal janji harus sesudah hari ini. Pilih tanggal yang masih akan datang.")
    if until > today + LONGEST:
        raise Refused("Tanggal janji paling lama dua tahun dari sekarang. Periksa tahunnya.")
    return datetime.combine(until, calendar.office_closes, calendar.zone)


def _returns_at(step: Step, row: Promise) -> datetime:
    """When it comes back to the inbox: as the office opens on its day, or on the last working day before."""
    calendar = standards.calendar_for(step.report.holder)
    works = calendar.works(row.due_at.astimezone(calendar.zone).date().toordinal())
    return max(arithmetic.opening_before(calendar, row.due_at, days=0 if works else 1), step.at)


def running(step: Step, *states: str) -> Promise:
    """The running promise of the locked report, in one of these states; raises MoveRefused when there is none."""
    row = Promise.objects.filter(report=step.report, state__in=states or LIVE_PROMISES).first()
    if row is None:
        raise MoveRefused("Janji ini sudah berubah. Muat ulang halaman, lalu lihat lagi.", gone=True)
    return row


def put_off(step: Step, row: Promise, *, until: date) -> None:
    """Give it a later day."""
    was, row.due_at = row.due_at, _due(step, until)
    if row.due_at <= was:
        raise Refused("Hari janji hanya dapat dipindahkan ke tanggal yang lebih lambat.")
    row.state, row.moved, row.next_at = PromiseState.OPEN, row.moved + 1, _returns_at(step, row)
    row.save(update_fields=["state", "moved", "due_at", "next_at"])
    _tell(step, row)
    step.data["was"] = was.isoformat()


def come_back(step: Step, row: Promise) -> None:
    """Let it wait at the desk, with its grace still ahead, also when nobody worked on its day."""
    since = max(row.due_at - BEFORE_CLOSE, step.at)
    row.state, row.next_at = PromiseState.DUE, windows.due(step.report, "promise_grace", since=since)
    row.save(update_fields=["state", "next_at"])
    _tell(step, row)
    step.data["owner"] = row.owner_id or step.report.assignee_id


def say_kept(step: Step, row: Promise) -> None:
    """Ask the reporter, who has as long as before a file is closed by itself."""
    row.state, row.said_at = PromiseState.SAID_KEPT, step.at
    row.next_at = windows.due(step.report, "auto_close", since=step.at)
    row.save(update_fields=["state", "said_at", "next_at"])
    _tell(step, row, shown=row.next_at)


def end(step: Step, row: Promise, state: str) -> None:
    """End it; a report that was answered finally may fall silent from now on."""
    row.state, row.ended_at = state, step.at
    row.save(update_fields=["state", "ended_at"])
    _tell(step, row)
    step.report.promise_state, step.report.promise_at = "", None
    if step.report.final_at and step.report.state == State.IN_PROGRESS:
        step.starts = ("auto_close",)


def take_up(step: Step) -> None:
    """What was closed or called finished is worked on again, with a new completion limit."""
    report = step.report
    if report.state == State.CLOSED:
        step.to = State.IN_PROGRESS
    elif report.state != State.IN_PROGRESS or report.final_at is None:
        return
    step.starts = ("completion",)
    report.closed_at, report.closed_by, report.final_at = None, "", None


def drop(step: Step) -> None:
    """Nothing is owed any more for a report that was taken back or set aside."""
    if step.report.promise_state:
        live = Promise.objects.filter(report=step.report, state__in=LIVE_PROMISES)
        live.update(state=PromiseState.DROPPED, ended_at=step.at)
        step.report.promise_state, step.report.promise_at = "", None


def _tell(step: Step, row: Promise, *, shown: datetime | None = None) -> None:
    """Say it in the event, and on the report what is read without a query."""
    step.data |= {"promise": str(row.pk), "until": (shown or row.due_at).isoformat()}
    step.report.promise_state, step.report.promise_at = row.state, shown or row.due_at
