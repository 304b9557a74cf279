"""The pages of a PDF as pictures. Only for PDFs of our own cleaner: one JPEG per page, its length before it.

Nothing here reads a stranger's file: `cleaner` drew it anew, and this cuts its pictures out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lapor.reports import files
from lapor.reports.models import Attachment

PICTURE = re.compile(rb"/Filter/DCTDecode/Length (\d+)>>stream\n")


def has_pages(attachment: Attachment) -> bool:
    return attachment.derivative is not None and files.shown_kind(attachment).extension == "pdf"


def count(attachment: Attachment, key: bytes) -> int:
    """How many pages there are. Raises as `files.stream`."""
    return sum(1 for _ in _places(b"".join(files.stream(attachment, key))))


def picture(attachment: Attachment, key: bytes, *, number: int) -> bytes | None:
    """The JPEG of a page, counted from 1; None when there is none. Raises as `files.stream`."""
    content = b"".join(files.stream(attachment, key))
    for place, (start, end) in enumerate(_places(content), start=1):
        if place == number:
            return content[start:end]
    return None


def headers_for(attachment: Attachment) -> dict[str, str]:
    """Headers of a page: those of its file, but for a picture that is shown."""
    return files.headers_for(attachment) | {"Content-Type": "image/jpeg", "Content-Disposition": "inline"}


def _places(content: bytes) -> Iterator[tuple[int, int]]:
    """From where to where each picture lies; what stands inside one is not looked at."""
    at = 0
    while found := PICTURE.search(content, at):
        start, end = found.end(), found.end() + int(found.group(1))
        yield start, end
        at = end
