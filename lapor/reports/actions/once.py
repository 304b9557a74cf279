"""What is sent again under its key gets the answer that it had: whoever hears nothing may ask again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from lapor.kit import keys
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.models import Idempotency, Report

KEY_LEAST, KEY_MOST = 22, 128  # characters: a UUID or 128 random bits
REUSED = "Kunci pengiriman ini sudah dipakai untuk langkah atau isi lain. Pakai kunci baru untuk langkah baru."


class KeyReused(Refused):
    """The same key came with another body."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a move came to: the report's code, its state then, how that is called, its turn, and for whom an answer
    that was not sent waits (`choices.AnswerWaits`).
    """

    code: str
    state: str
    label: str
    turn: int
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Once:
    """A key with what came under it, as digests: whose it is, and which move of which report with which words.

    Both stand under the pepper: a plain hash would let a thief test who filed, since all else of a body may be known.
    """

    key: bytes
    body: bytes


def once(name: str, code: str, *, by: Actor, key: str, body: str) -> Once:
    """`body`: everything that was sent, in one spelling. Keys of two people, or of a submit and a move, never meet."""
    provider, whose = keys.provider(), f"{by.kind}|{by.user_id or ''}|{by.report_id or ''}"
    return Once(
        key=provider.token_digest(f"{'submit' if name == 'submit' else 'move'}|{whose}|{key}"),
        body=provider.token_digest(f"body|{key}|{name}|{code}|{body}"),
    )


def used(this: Once, *, reused: str) -> Idempotency | None:
    """The row of a key that was used before; KeyReused with the sentence `reused` when for another body."""
    row = Idempotency.objects.filter(pk=this.key).select_related("report__holder").first()
    if row is not None and bytes(row.body_digest) != this.body:
        raise KeyReused(reused)
    return row


def earlier(this: Once) -> Done | None:
    """What was answered under this key before, even where the report is out of sight by now. Raises KeyReused."""
    row = used(this, reused=REUSED)
    if row is None:
        return None
    if row.answer is None:
        raise KeyReused(REUSED)
    return Done(**row.answer)


def settle(this: Once | None, report: Report, make: Callable[[], Report]) -> Done:
    """Make a move and keep its answer under the key; without a key it is only made.

    Of two at the same moment one makes it and both get its answer; what was refused leaves its key unused.
    """
    if this is None:
        return done(make())
    try:
        with transaction.atomic():
            row = Idempotency(key_digest=this.key, body_digest=this.body, report=report)
            row.save(force_insert=True)
            answer = done(make())
            row.answer = asdict(answer)
            row.save(update_fields=["answer"])
            return answer
    except IntegrityError:
        if answered := earlier(this):
            return answered
        raise


def done(report: Report) -> Done:
    """The answer as the report stands."""
    return Done(report.code, report.state, policies.state_label(report), report.turn, report.answer_waits)
