"""The keys of reports follow a new wrapping key: only the wraps are written anew, never a word of a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Count, Func, QuerySet, Value

from lapor.kit import crypto, keys
from lapor.reports.models import ReportKey

BATCH = 500


def counts() -> dict[bytes, int]:
    """How many report keys are wrapped under each wrapping key, by its id."""
    rows = ReportKey.objects.annotate(kek=_kek()).values("kek").annotate(number=Count("pk"))
    return {bytes(row["kek"]): row["number"] for row in rows}


def left() -> QuerySet[Any]:
    """Report keys that are not yet wrapped under the newest wrapping key."""
    return ReportKey.objects.annotate(kek=_kek()).exclude(kek=keys.wrapping_keys()[-1].name)


def _kek() -> Func:
    place = Value(keys.WRAP_NAME_AT + 1), Value(keys.WRAP_NAME_LONG)
    return Func("wrapped", *place, function="SUBSTR", output_field=models.BinaryField())


def rewrap() -> Iterator[int]:
    """Wrap every key that is left anew, batch by batch; yields how many were done (a wrap that does not open is none).

    Each batch is one transaction: killed anywhere, the next run does what is left.
    """
    last: UUID | None = None
    while batch := _batch(after=last):
        last = batch[-1]
        yield _rewrap(batch)


def _batch(*, after: UUID | None) -> list[UUID]:
    rows = left().order_by("pk").values_list("pk", flat=True)
    return list(rows.filter(pk__gt=after)[:BATCH] if after else rows[:BATCH])


@transaction.atomic
def _rewrap(batch: list[UUID]) -> int:
    """Locked first, so that a report that is erased meanwhile does not come back."""
    rows = ReportKey.objects.select_for_update().filter(pk__in=batch).order_by("pk")
    done = [row for row in rows if _wrap_anew(row)]
    ReportKey.objects.bulk_update(done, ["wrapped"])
    return len(done)


def _wrap_anew(row: ReportKey) -> bool:
    try:
        row.wrapped = keys.provider().rewrap(row.pk, bytes(row.wrapped))
    except crypto.CryptoError:
        return False
    return True


def problems() -> Iterator[str]:
    """For `lapor doctor`: a rotation that was not finished, and wraps under a key that is not here."""
    known = [key.name for key in keys.wrapping_keys()]
    found = counts()
    if old := sum(found.get(name, 0) for name in known[:-1]):
        yield f"{old} kunci laporan masih dibungkus kunci pembungkus lama. Jalankan “lapor keys rotate” sampai selesai."
    if lost := sum(number for name, number in found.items() if name not in known):
        yield f"{lost} kunci laporan dibungkus kunci yang tidak ada di sini. Pulihkan folder kek/ dari cadangan."
