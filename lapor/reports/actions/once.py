"""A move that is sent again gets the answer that it had, as a submit does: whoever hears nothing may ask again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from lapor.kit import keys
from lapor.people.actor import Actor
from lapor.reports import policies
from lapor.reports.actions.submit import KeyReused
from lapor.reports.models import Idempotency, Report

REUSED = "Kunci pengiriman ini sudah dipakai untuk langkah atau isi lain. Pakai kunci baru untuk langkah baru."


@dataclass(frozen=True, slots=True)
class Done:
    """What a move came to: the report's code, its state then, how that is called, and its turn."""

    code: str
    state: str
    label: str
    turn: int


@dataclass(frozen=True, slots=True)
class Once:
    """A key with what came under it, as digests: whose it is, and which move of which report with which words."""

    key: bytes
    body: bytes


def once(name: str, code: str, *, by: Actor, key: str, body: str) -> Once:
    """`body`: everything that was sent, in one spelling. Keys of two people never meet."""
    provider, whose = keys.provider(), f"{by.kind}|{by.user_id or ''}|{by.report_id or ''}"
    return Once(
        key=provider.token_digest(f"move|{whose}|{key}"),
        body=provider.token_digest(f"body|{key}|{name}|{code}|{body}"),
    )


def earlier(this: Once) -> Done | None:
    """What was answered under this key before, even where the report is out of sight by now. Raises KeyReused."""
    row = Idempotency.objects.filter(pk=this.key).first()
    if row is None:
        return None
    if bytes(row.body_digest) != this.body or row.answer is None:
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
    return Done(report.code, report.state, policies.state_label(report), report.turn)
