"""Files that people attach: what is taken, how it is kept, and how it goes out again. Nothing is parsed here.

The original is sealed under its own key as it came. What officers see is decided in one place, `closed_because`: clean
derivatives, and originals only of people whose name is known anyway.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.http import content_disposition_header

from lapor.kit import crypto, files, text
from lapor.kit.errors import Refused
from lapor.reports import choices, store
from lapor.reports.models import Attachment, Message, Report, WaitingAnswer

MB = 1024 * 1024
MOST_FILES, LARGEST_FILE, LARGEST_TOGETHER = 10, 20 * MB, 60 * MB  # of one message
QUOTA_FILES, QUOTA_BYTES = 40, 200 * MB  # of one report
LONGEST_SHOWN_NAME = 60
TAKEN = "Yang dapat dilampirkan: JPG, PNG, WebP, GIF, PDF, DOCX, XLSX, ODT, MP3, M4A, OGG, WAV dan MP4."

log = logging.getLogger("lapor.files")

# Why a file is not shown: code (Attachment.reason) and the sentence that people read.
REASONS: dict[str, str] = {
    "broken": "Berkas ini rusak dan tidak dapat dibuka. Kirim lagi dari sumber aslinya.",
    "too_large": "Gambar di berkas ini terlalu besar untuk diperiksa. Kirim dengan ukuran yang lebih kecil.",
    "encrypted": "PDF ini dikunci dengan kata sandi. Kirim lagi tanpa kata sandi.",
    "too_many_pages": "PDF ini lebih dari 60 halaman. Kirim halaman yang penting saja.",
    "unreadable": "Berkas ini tidak dapat diperiksa dengan aman, jadi tidak ditampilkan.",
    "damaged": "Berkas ini rusak di penyimpanan dan tidak ditampilkan.",
    "lost": "Berkas ini tidak ada lagi di penyimpanan.",
    "traces": (
        "Berkas asli disimpan tersegel dan tidak ditampilkan kepada petugas, karena jenis berkas ini dapat memuat "
        "jejak pembuatnya. Kirim isinya sebagai foto atau PDF agar dapat dibaca."
    ),
}
WAITING = "Berkas ini sedang diperiksa. Coba lagi beberapa menit lagi."


class FileRefused(Refused):
    """The file cannot be opened now, or never; `sentence` says why."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a channel received it; what the client says about it (name, size) counts for nothing but display."""

    name: str
    size: int
    file: BinaryIO


def problems_of_files(uploads: Sequence[Upload]) -> str:
    """One sentence that says what is wrong with the files of a message; empty when they can be taken."""
    if len(uploads) > MOST_FILES:
        return f"Paling banyak {MOST_FILES} berkas sekali kirim; Anda memilih {len(uploads)}. Kurangi dulu."
    for upload in uploads:
        if sentence := _problem_of(upload):
            return sentence
    if sum(_size(upload.file) for upload in uploads) > LARGEST_TOGETHER:
        return f"Semua berkas bersama lebih dari {LARGEST_TOGETHER // MB} MB. Kirim sebagian dulu."
    return ""


def attach(
    report: Report,
    key: bytes,
    uploads: Sequence[Upload],
    *,
    message: Message | None,
    by_reporter: bool,
    at: datetime,
    waiting: WaitingAnswer | None = None,
) -> list[Attachment]:
    """Seal the files of a message into the store and add their rows; the worker cleans them later.

    Call it inside the transaction that holds the report's lock. Raises Refused, with no bytes left behind.
    """
    if not uploads:
        return []
    if sentence := problems_of_files(uploads):
        raise FileRefused(sentence)
    number = _next_number(report, uploads)
    rows: list[Attachment] = []
    try:
        for upload in uploads:
            row = Attachment(report=report, message=message, by_reporter=by_reporter, created_at=at, not_before=at)
            row.waiting = waiting
            row.number = number + len(rows)
            _seal(row, key, upload)
            rows.append(row)
        return Attachment.objects.bulk_create(rows)
    except OSError as error:
        log.warning("store refused bytes: errno %s", error.errno)
        store.remove(*(row.original for row in rows))
        raise FileRefused(
            "Berkas belum dapat disimpan karena penyimpanan kami bermasalah. Coba lagi nanti atau kirim tanpa lampiran."
        ) from error


def keep_letter(
    report: Report, key: bytes, pdf: bytes, *, message: Message, version: str, public: bool, at: datetime
) -> Attachment:
    """Seal a letter that we set ourselves, as a file of its answer: it waits for no cleaning. Raises as `attach`."""
    upload = Upload(name="surat-jawaban.pdf", size=len(pdf), file=io.BytesIO(pdf))
    row = attach(report, key, (upload,), message=message, by_reporter=False, at=at)[0]
    row.letter, row.is_public, row.state, row.done_at = version, public, Attachment.State.CLEAN, at
    row.save(update_fields=["letter", "is_public", "state", "done_at"])
    return row


def forget_named(report: Report) -> None:
    """Drop the letters that bear the reporter's name; the versions without it stay. Call it inside a transaction."""
    rows = Attachment.objects.filter(report=report, letter=Attachment.Letter.NAMED)
    if names := list(rows.values_list("original", flat=True)):
        rows.delete()
        transaction.on_commit(partial(store.remove, *names))


def stream(attachment: Attachment, key: bytes, *, original: bool = False) -> Iterator[bytes]:
    """Yield what a viewer may see, or (`original`, for the worker and custodians) the bytes as they came.

    Raises FileRefused before the first byte; CryptoError in the middle when the stored bytes were changed or cut off.
    """
    if not original and (sentence := closed_because(attachment)):
        raise FileRefused(sentence)
    column = "derivative" if attachment.derivative and not original else "original"
    name = attachment.derivative if column == "derivative" else attachment.original
    if name is None:
        raise FileRefused(REASONS["lost"])
    try:
        return store.take(file_key(attachment, key, column=column), name, context=context_of(attachment, column))
    except FileNotFoundError:
        raise FileRefused(REASONS["lost"]) from None


def closed_because(attachment: Attachment) -> str:
    """Empty when viewers may open the file, else the sentence that says why not; the only place that decides it."""
    match attachment.state:
        case Attachment.State.WAITING:
            return WAITING
        case Attachment.State.CLEAN:
            return "" if attachment.derivative or not leaves_traces(attachment) else REASONS["traces"]
        case _:
            return REASONS.get(attachment.reason, REASONS["unreadable"])


def leaves_traces(attachment: Attachment) -> bool:
    """Could the original tell officers a name that they may not know? Asked anew each time: secrecy can be raised."""
    report = attachment.report
    known = report.identity == choices.Identity.NAMED and not report.is_secret
    return attachment.by_reporter and not known


def shown_size(attachment: Attachment) -> int:
    """Padded bytes of what is shown: nobody keeps the exact size."""
    return attachment.original_size if attachment.derivative_size is None else attachment.derivative_size


def headers_for(attachment: Attachment, *, original_name: str = "") -> dict[str, str]:
    """Headers of a download; pictures that we made ourselves may open in the page, all else is only saved.

    `original_name` is for custodians, who get the file as it came.
    """
    kind = shown_kind(attachment) if not original_name else kind_of(attachment.kind)
    own_picture = not original_name and attachment.derivative is not None and kind.group == "image"
    name = original_name or attachment.shown_name
    return {
        "Content-Type": kind.mime,
        "Content-Disposition": content_disposition_header(as_attachment=not own_picture, filename=name)
        or f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def original_name(attachment: Attachment, key: bytes) -> str:
    """The name under which the file came, cleaned; for custodians only, it may say who sent it."""
    if attachment.name_sealed is None:
        return attachment.shown_name
    return crypto.open_sealed(key, bytes(attachment.name_sealed), context=context_of(attachment, "name")).decode()


def remove_bytes(attachment: Attachment) -> None:
    """Delete original and derivative for good; call it after the row's own change was committed."""
    store.remove(attachment.original, attachment.derivative)


def shown_kind(attachment: Attachment) -> files.Kind:
    return kind_of(attachment.derivative_kind or attachment.kind)


def kind_of(extension: str) -> files.Kind:
    return next(kind for kind in files.KINDS if kind.extension == extension)


def file_key(attachment: Attachment, key: bytes, *, column: str) -> bytes:
    """Open the key of "original" or "derivative"; the two differ, so that one can be given without the other."""
    sealed = attachment.key_sealed if column == "original" else attachment.derivative_key_sealed
    if sealed is None:
        raise crypto.CryptoError(f"the file has no {column}")
    return crypto.open_sealed(key, bytes(sealed), context=context_of(attachment, f"{column}-key"))


def context_of(attachment: Attachment, column: str) -> str:
    return f"attachment|{column}|{attachment.pk}"


def _problem_of(upload: Upload) -> str:
    size, name = _size(upload.file), _shown(upload.name)
    if size == 0:
        return f"Berkas “{name}” kosong. Pilih berkas lain."
    if size > LARGEST_FILE:
        return f"Berkas “{name}” lebih besar dari {LARGEST_FILE // MB} MB. Perkecil atau bagi dulu."
    if files.sniff(upload.file) is None:
        return f"Berkas “{name}” bukan foto, PDF, dokumen, rekaman suara atau video yang dapat kami terima. {TAKEN}"
    return ""


def _size(file: BinaryIO) -> int:
    """Bytes that are really there."""
    place = file.tell()
    try:
        return file.seek(0, os.SEEK_END)
    finally:
        file.seek(place)


def _shown(name: str) -> str:
    """A file name that can stand in a sentence: no folders, no invisible characters, not too long."""
    last = " ".join(text.clean(name).replace("\\", "/").rpartition("/")[2].split())
    return last if len(last) <= LONGEST_SHOWN_NAME else f"{last[: LONGEST_SHOWN_NAME - 12]}…{last[-11:]}"


def _next_number(report: Report, uploads: Sequence[Upload]) -> int:
    have = Attachment.objects.filter(report=report).aggregate(
        count=Count("pk"), size=Sum("original_size"), last=Max("number")
    )
    if have["count"] + len(uploads) > QUOTA_FILES:
        raise FileRefused(f"Satu laporan paling banyak memuat {QUOTA_FILES} berkas. Sudah ada {have['count']}.")
    if (have["size"] or 0) + sum(crypto.padded_size(_size(upload.file)) for upload in uploads) > QUOTA_BYTES:
        raise FileRefused(f"Berkas satu laporan bersama paling banyak {QUOTA_BYTES // MB} MB. Batas itu terlewati.")
    return (have["last"] or 0) + 1


def _seal(row: Attachment, key: bytes, upload: Upload) -> None:
    """Fill the columns of a row and write its bytes."""
    kind = files.sniff(upload.file)
    if kind is None:
        raise FileRefused(_problem_of(upload))
    row.kind = kind.extension
    own_key = crypto.new_key()
    name = files.clean_name(upload.name, kind)
    row.name_sealed = crypto.seal(key, name.encode(), context=context_of(row, "name"))
    row.key_sealed = crypto.seal(key, own_key, context=context_of(row, "original-key"))
    upload.file.seek(0)
    row.original, row.original_size = store.put(own_key, upload.file, context=context_of(row, "original"))
