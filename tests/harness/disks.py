"""A small disk in memory, to be filled: what is written to it meets the real end of a real file system."""

import errno
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Unavailable(RuntimeError):
    """No file system can be mounted here; the text says why."""


@contextmanager
def small_disk(*, megabytes: int) -> Iterator[Path]:
    """Mount a tmpfs of this size on a new folder that every user may enter. Raises Unavailable where not allowed."""
    folder = Path(tempfile.mkdtemp(prefix="lapor-disk-"))
    mount = shutil.which("mount")
    line = [mount or "mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "lapor-test", str(folder)]
    made = subprocess.run(line, capture_output=True, text=True, check=False) if mount else None
    if made is None or made.returncode:
        folder.rmdir()
        raise Unavailable("mounting a small tmpfs is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        folder.rmdir()


def fill(disk: Path) -> Path:
    """Leave not a single block free; returns the file that fills it."""
    filler = disk / "penuh"
    with filler.open("wb", buffering=0) as file:
        for piece in (bytes(1 << 20), bytes(1 << 12), b"\0"):
            try:
                while file.write(piece):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
    return filler
