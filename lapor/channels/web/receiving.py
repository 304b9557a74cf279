"""How much of a form is read: its words always, its files only as far as they can be taken.

Browsers send the fields of a form in the order of the page. Files stand last on ours, so the words have been read when
it shows that there are too many bytes or files: the rest stays on the line, nothing of it reaches a disk, and the form
comes back as it was filled in.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from lapor.reports.files import LARGEST_FILE, LARGEST_TOGETHER, MB, MOST_FILES

MOST_BODY = LARGEST_TOGETHER + MB  # bytes of a whole form: the files, and the longest words several times over
MOST_READ = 4 * MOST_FILES  # files of which the form itself may still say how many there are
TOO_LARGE = (
    f"Berkas Anda terlalu besar untuk dikirim: paling banyak {LARGEST_FILE // MB} MB per berkas, "
    f"{LARGEST_TOGETHER // MB} MB bersama. Pilih berkas yang lebih kecil atau kirim sebagian dulu."
)
TOO_MANY = f"Terlalu banyak berkas. Pilih paling banyak {MOST_FILES} berkas sekali kirim, sisanya dapat menyusul."
FULL = (
    "Penyimpanan kami sedang penuh, jadi berkas belum dapat diterima. Kirim dulu tanpa berkas; "
    "berkasnya dapat menyusul."
)
MARK = "lapor_left_out"
LEFT_BEHIND = timedelta(hours=6)  # no upload takes as long


class LeftOut(NamedTuple):
    """Why the files of a form were not read, and the status that says so."""

    status: int
    sentence: str


class Bounded(FileUploadHandler):
    """Stands before Django's own upload handlers and lets only as much through as our forms take."""

    count = 0

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self.count += 1
        if self.request is None:
            return
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
            leave_out(self.request, LeftOut(413, TOO_LARGE))
        if self.count > MOST_READ:
            leave_out(self.request, LeftOut(413, TOO_MANY))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class Spooled(TemporaryFileUploadHandler):
    """Django's handler of files on the disk; on a full one the words are still taken."""

    def new_file(self, *args: Any, **more: Any) -> None:
        with self._room():
            super().new_file(*args, **more)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._room():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        with self._room():
            return super().file_complete(file_size)

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if self.request is None or error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            leave_out(self.request, LeftOut(503, FULL))


def leave_out(request: HttpRequest, why: LeftOut) -> NoReturn:
    """Read no further; what was read stays."""
    vars(request)[MARK] = why
    raise StopUpload(connection_reset=True)


def left_out(request: HttpRequest) -> LeftOut | None:
    """Why the files of this form were not read; None when they were, or there were none."""
    _ = request.POST  # reading the words is what finds it out
    why = vars(request).get(MARK)
    return why if isinstance(why, LeftOut) else None


def sweep(now: datetime) -> int:
    """Remove what a killed web process left of half an upload (a sweep of the worker); returns how many files."""
    folder, removed = Path(str(settings.FILE_UPLOAD_TEMP_DIR)), 0
    for path in folder.glob("*.upload*"):
        try:
            if now.timestamp() - path.stat().st_mtime > LEFT_BEHIND.total_seconds():
                path.unlink()
                removed += 1
        except FileNotFoundError:  # its request has ended this very moment
            continue
    return removed
