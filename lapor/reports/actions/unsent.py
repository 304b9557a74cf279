"""Keeping what a unit is writing: drafts of moves, and who has a form open. No event tells of either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from lapor.kit import clock
from lapor.kit import text as texts
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import policies, putting_off, words
from lapor.reports.actions.once import Once
from lapor.reports.choices import AnswerWaits
from lapor.reports.models import AnswerDraft, Idempotency, Report, WaitingAnswer, Writing
from lapor.reports.moving import MoveRefused, lock
from lapor.reports.workflow import Move

LIFE = timedelta(days=30)
LONGEST = 40_000  # characters of all fields together
BATCH = 1_000


class DraftOvertaken(Refused):
    """Somebody wrote the unit's draft anew since this form was drawn; nothing was stored."""

    def __init__(self) -> None:
        super().__init__("Draf unit Anda sudah berubah sejak Anda membukanya. Bandingkan keduanya, lalu pilih.")


def keep_draft(
    report: Report, move: Move, *, by: Actor, given: Mapping[str, str], seen: str, form: Once
) -> AnswerDraft | None:
    """Store what stands in the form as the unit's draft of this move; None when nothing does, or nothing is left to do.

    `seen`: the version (hex) that the form goes out from, "" for none; `form`: the key of the form, whose move may have
    been made already. Raises DraftOvertaken, MoveRefused, Refused.
    """
    fields = _cleaned(move, given)
    with transaction.atomic():
        locked = lock(report.pk)
        if sentence := policies.why_not(by, move, locked):
            raise MoveRefused(sentence)
        if Idempotency.objects.filter(pk=form.key).exists():
            return None  # a late beat of a form whose move was made
        row = _row(locked, move, by)
        key = words.key_of(locked)
        if not row._state.adding:
            if words.draft(row, key) == fields:
                return row
            if row.version.hex != seen and bytes(row.form_digest) != form.key:
                raise DraftOvertaken
        return _written(row, key, fields, by=by, form=form)


def _cleaned(move: Move, given: Mapping[str, str]) -> dict[str, str]:
    fields = {param.name: texts.clean(given.get(param.name, "")) for param in move.words}
    if sum(map(len, fields.values())) > LONGEST:
        raise Refused("Tulisan ini terlalu panjang untuk disimpan sebagai draf. Ringkas dulu.")
    return fields


def _row(report: Report, move: Move, by: Actor) -> AnswerDraft:
    """The unit's draft, or a new row that is not saved."""
    agency_id = policies.seat_for(by, move, report) or 0  # 0: never, the move is allowed from some seat
    row = AnswerDraft.objects.filter(report=report, agency=agency_id, move=move.name).first()
    return row or AnswerDraft(report=report, agency_id=agency_id, move=move.name)


def _written(row: AnswerDraft, key: bytes, fields: dict[str, str], *, by: Actor, form: Once) -> AnswerDraft | None:
    if not any(text.strip() for text in fields.values()):
        if not row._state.adding:
            row.delete()
        return None
    fresh = AnswerDraft()
    row.version, row.form_digest, row.user_id = fresh.version, form.key, by.user_id or 0
    row.words_sealed, row.changed_at = words.seal_draft(key, row, fields), clock.now()
    row.save()
    return row


def throw_away(report: Report, move: Move, *, by: Actor, seen: str) -> None:
    """Drop the unit's draft of a move, if it still is the one that was seen. Raises DraftOvertaken, MoveRefused."""
    with transaction.atomic():
        locked = lock(report.pk)
        if sentence := policies.why_not(by, move, locked):
            raise MoveRefused(sentence)
        row = _row(locked, move, by)
        if row._state.adding:
            return
        if row.version.hex != seen:
            raise DraftOvertaken
        row.delete()
        if move is putting_off.ANSWER:
            putting_off.forget(locked.pk, agency_id=row.agency_id)


def start_writing(report: Report, move: Move, *, by: Actor, seconds: int) -> None:
    """Tell the unit for so long that this person has the form of a move open."""
    row = Writing(
        report=report,
        move=move.name,
        agency_id=policies.seat_for(by, move, report) or 0,
        user_id=by.user_id or 0,
        until=clock.now() + timedelta(seconds=seconds),
    )
    Writing.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["report", "user", "move"],
        update_fields=["agency", "until"],
    )


def stop_writing(report: Report, move: Move, *, by: Actor) -> None:
    Writing.objects.filter(report=report, user=by.user_id, move=move.name).delete()


def sweep(now: datetime) -> int:
    """Drop drafts that nobody touched for a month, and what is left of forms that were closed; returns how many."""
    old = list(AnswerDraft.objects.filter(changed_at__lt=now - LIFE).values_list("pk", flat=True)[:BATCH])
    dropped, _ = AnswerDraft.objects.filter(pk__in=old).delete()
    Writing.objects.filter(until__lt=now).delete()
    returned = WaitingAnswer.objects.filter(changed_at__lt=now - LIFE, report__answer_waits=AnswerWaits.RETURNED)
    for pk in list(returned.values_list("report", flat=True)[:BATCH]):
        with transaction.atomic():
            lock(pk)
            putting_off.forget(pk)
    return dropped
