"""The worker's part in attachments: have originals cleaned by a child, keep rows and bytes in step."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from lapor.kit import clock, crypto, lease
from lapor.reports import files, jail, store, words
from lapor.reports.models import Attachment

AT_ONCE = 4
LEASE_SECONDS = 300
MAX_ATTEMPTS = 3
GRACE = timedelta(days=2)  # bytes without a row may still be waiting for their transaction; their time is a whole day
OUTCOME = ("state", "reason", "derivative", "derivative_kind", "derivative_size", "derivative_key_sealed")
PROBE = bytes.fromhex(
    "4749463839610100010080000000000000000021f90401000000002c00000000010001000002024401003b"
)  # 1 pixel
PARSED = frozenset({"jpg", "png", "webp", "gif", "pdf"})

State = Attachment.State
FROM_THE_START: dict[str, object] = {
    "state": State.WAITING,
    "reason": "",
    "derivative": None,
    "done_at": None,
    "failed_at": None,
    "attempts": 0,
}
log = logging.getLogger("lapor.cleaning")


def work(by: str) -> int:
    """Clean some waiting attachments (a source of the worker); returns how many are settled now."""
    waiting = Attachment.objects.filter(state=State.WAITING).select_related("report__key")
    rows = lease.take(waiting, by=by, limit=AT_ONCE, seconds=LEASE_SECONDS, max_attempts=MAX_ATTEMPTS)
    return sum(clean(row) for row in rows)


def clean(row: Attachment) -> bool:
    """Settle one leased attachment; False when it has to be tried again later."""
    try:
        key = words.key_of(row.report)
        if row.kind in PARSED and (row.by_reporter or row.kind != "pdf"):
            return _have_cleaned(row, key)
        return _keep_original(row)
    except files.FileRefused:
        return _settle(row, State.REFUSED, reason="lost")
    except (jail.Damaged, crypto.CryptoError):
        return _settle(row, State.REFUSED, reason="damaged")
    except jail.ChildFailed as error:
        return _try_again(row, str(error))
    except OSError as error:
        return _try_again(row, f"errno_{error.errno}")


def walls() -> frozenset[str]:
    """Try out what holds the cleaner in on this machine: some of jail.WALLS."""
    with jail.cleaned("gif", [PROBE]) as answer:
        return answer.walls


def sweep_orphans(now: datetime, *, folders: Iterable[str] | None = None) -> int:
    """Bring rows and bytes in step in some folders of the store; returns how many repairs it made.

    By default one folder a minute: the whole store is seen in about four hours, and no call takes long.
    """
    chosen = [store.FOLDERS[int(now.timestamp() // 60) % len(store.FOLDERS)]] if folders is None else folders
    repairs = _refuse_given_up()
    for folder in chosen:
        repairs += _remove_orphans(folder, now) + sum(_put_right(row) for row in _rows_in(folder).iterator())
    return repairs


def problems() -> list[str]:
    """What `lapor doctor` says about files, one sentence each; empty when all is well."""
    found = []
    if lost := sum(map(_is_lost, Attachment.objects.iterator())):
        found.append(f"{lost} lampiran tidak ada berkasnya di penyimpanan. Pulihkan folder berkas dari cadangan.")
    if failed := Attachment.objects.filter(state=State.REFUSED, reason__in=["unreadable", "damaged"]).count():
        found.append(f"{failed} lampiran tidak dapat diperiksa atau rusak di penyimpanan, jadi tidak ditampilkan.")
    if stuck := Attachment.objects.filter(lease.stuck()).count():
        found.append(f"{stuck} lampiran tersangkut: pekerja yang memeriksanya berhenti. Jalankan “lapor worker”.")
    try:
        missing = jail.WALLS - walls()
    except jail.ChildFailed as error:
        return [*found, f"Pemeriksa berkas tidak dapat dijalankan ({error}). Lampiran tidak akan diperiksa."]
    return [*found, _about(missing)] if missing else found


def _have_cleaned(row: Attachment, key: bytes) -> bool:
    """Give the original to a child and store what comes back under a key of its own."""
    own_key, name, size = crypto.new_key(), None, 0
    try:
        with jail.cleaned(row.kind, files.stream(row, key, original=True)) as answer:
            _warn_once(jail.WALLS - answer.walls)
            if not answer.refused:
                name, size = store.put(own_key, answer.content, context=files.context_of(row, "derivative"))
    except BaseException:
        store.remove(name)
        raise
    if name is None:
        return _settle(row, State.REFUSED, reason=answer.refused)
    row.derivative, row.derivative_kind, row.derivative_size = name, answer.kind, size
    row.derivative_key_sealed = crypto.seal(key, own_key, context=files.context_of(row, "derivative-key"))
    settled = _settle(row, State.CLEAN)
    if not settled:
        store.remove(name)
    return settled


def _keep_original(row: Attachment) -> bool:
    """What no child can clean is shown as it came, or not at all when it could tell who sent it."""
    if files.leaves_traces(row):
        return _settle(row, State.ORIGINAL_ONLY, reason="traces")
    return _settle(row, State.CLEAN)


def _settle(row: Attachment, state: Attachment.State, *, reason: str = "") -> bool:
    """Write the outcome, unless the lease was lost to another worker meanwhile."""
    row.state, row.reason = state, reason
    with transaction.atomic():
        if not lease.done(row):
            return False
        row.save(update_fields=OUTCOME)
    return True


def _try_again(row: Attachment, code: str) -> bool:
    """Later, or never: after some attempts the file is refused."""
    log.warning("attachment %s was not cleaned: %s", row.pk, code)
    with transaction.atomic():
        if not lease.failed(row, error=code, max_attempts=MAX_ATTEMPTS) or row.failed_at is None:
            return False
        row.state, row.reason = State.REFUSED, "unreadable"
        row.save(update_fields=OUTCOME)
    return True


def _refuse_given_up() -> int:
    """The same for files whose worker died each time, before it could say so."""
    given_up = Attachment.objects.filter(state=State.WAITING, failed_at__isnull=False)
    return given_up.update(state=State.REFUSED, reason="unreadable")


def _remove_orphans(folder: str, now: datetime) -> int:
    """Bytes that no row names a day or two after they were written: their transaction never came."""
    old = [
        (path, name)
        for path, name, changed in store.entries(folder)
        if changed < (now - GRACE).timestamp() and (name is not None or path.suffix == store.UNFINISHED)
    ]
    named = {name for pair in _rows_in(folder).values_list("original", "derivative") for name in pair} if old else set()
    orphans = [path for path, name in old if name not in named or name is None]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _rows_in(folder: str) -> QuerySet[Attachment]:
    """Rows that have bytes in one folder: its names are one range of UUIDs."""
    ends = (UUID(folder + "0" * 30), UUID(folder + "f" * 30))
    return Attachment.objects.filter(Q(original__range=ends) | Q(derivative__range=ends))


def _put_right(row: Attachment) -> bool:
    """Refuse a row whose bytes are gone; have it cleaned anew when they (or only its derivative) can be made again."""
    marked = row.state == State.REFUSED and row.reason == "lost"
    if _is_lost(row):
        changes = {} if marked else {"state": State.REFUSED, "reason": "lost", "done_at": clock.now()}
    elif marked or (row.derivative is not None and not store.exists(row.derivative)):
        changes = FROM_THE_START
    else:
        changes = {}
    return bool(changes) and bool(Attachment.objects.filter(pk=row.pk, state=row.state).update(**changes))


def _is_lost(row: Attachment) -> bool:
    """Nothing is left to show or to clean; an erased row (no names at all) is not lost."""
    names = [name for name in (row.original, row.derivative) if name is not None]
    return bool(names) and not any(store.exists(name) for name in names)


def _about(missing: frozenset[str]) -> str:
    return (
        f"Pemeriksa berkas berjalan tanpa sebagian dinding pelindung ({', '.join(sorted(missing))}). "
        "Izinkan user namespace bagi pengguna yang menjalankan “lapor worker”."
    )


@cache
def _warn_once(missing: frozenset[str]) -> None:
    if missing:
        log.warning("the cleaner runs without these walls: %s", ", ".join(sorted(missing)))
