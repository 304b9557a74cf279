"""The file store: sealed bytes under random names in `settings.LAPOR_FILES/<2 hex>/<uuid>`; nothing is ever rewritten.

Bytes are complete on the disk before a row names them: a kill leaves at most bytes without a row, swept after two days.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from lapor.kit import clock, crypto

FOLDERS = tuple(f"{number:02x}" for number in range(256))
UNFINISHED = ".part"
DAY = 24 * 60 * 60  # seconds


def path_of(name: UUID) -> Path:
    return Path(settings.LAPOR_FILES) / name.hex[:2] / str(name)


def put(key: bytes, source: BinaryIO, *, context: str) -> tuple[UUID, int]:
    """Seal a stream into a new file; returns its name and its padded size, all that may be known of its length.

    Its time of change is the beginning of the day: backups carry it on. Raises OSError when the disk is full.
    """
    name = uuid.uuid4()
    place = path_of(name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = place.with_suffix(UNFINISHED)
    try:
        with open(unfinished, "xb", opener=_private) as target:
            size = crypto.seal_stream(key, source, target, context=context)
            target.flush()
            day = clock.now().timestamp() // DAY * DAY
            os.utime(target.fileno(), (day, day))
            os.fsync(target.fileno())
        unfinished.rename(place)
        _sync_folder(place.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return name, crypto.padded_size(size)


def take(key: bytes, name: UUID, *, context: str) -> Iterator[bytes]:
    """Yield verified bytes; raises FileNotFoundError at once, CryptoError where something was changed or cut off."""
    return _read(key, path_of(name).open("rb"), context)


def exists(name: UUID) -> bool:
    return path_of(name).is_file()


def remove(*names: UUID | None) -> None:
    """Delete bytes for good; what is gone already is no error."""
    for name in names:
        if name is not None:
            path_of(name).unlink(missing_ok=True)


def entries(folder: str) -> Iterator[tuple[Path, UUID | None, float]]:
    """Yield path, name (None when it is not one of ours) and day of change of what lies in one of FOLDERS."""
    place = Path(settings.LAPOR_FILES) / folder
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        with suppress(FileNotFoundError):  # removed since it was listed
            yield path, _name_of(path), path.stat().st_mtime


def _read(key: bytes, source: BinaryIO, context: str) -> Iterator[bytes]:
    with source:
        yield from crypto.iter_stream(key, source, context=context)


def _name_of(path: Path) -> UUID | None:
    try:
        name = UUID(path.name)
    except ValueError:
        return None
    return name if path == path_of(name) else None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """A rename lasts through a power cut only when its folder was written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
