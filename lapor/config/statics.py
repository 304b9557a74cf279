"""Static files are collected once, and again only after one of them changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command


def collect() -> bool:
    """Collect static files when needed; return whether that was so."""
    if not settings.LAPOR_STATIC_MANIFEST:
        return False
    stamp, now = Path(settings.STATIC_ROOT) / ".stamp", signature()
    if stamp.exists() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)
    return True


def signature() -> str:
    """Return a digest of all names, sizes and times of the files to collect."""
    return hashlib.sha256("\n".join(sorted(lines())).encode()).hexdigest()


def lines() -> Iterator[str]:
    """Return one line per file."""
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            found = Path(storage.path(name)).stat()
            yield f"{name} {found.st_size} {found.st_mtime_ns}"
