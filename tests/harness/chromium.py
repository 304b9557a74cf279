"""Debian's Chromium for journeys, driven through Playwright: found, or installed where it may."""

import shutil
from functools import cache
from pathlib import Path
from typing import Any

from tests.harness import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No line to the outside: no update, no sync, no QUIC, no first-run page.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


class Unavailable(RuntimeError):
    """No browser can be had here; the text says why."""


@cache
def executable() -> Path:
    """Return the browser's path. Raises Unavailable when there is none and none can be installed."""
    found = look()
    if not found and packages.install("chromium"):
        found = look()
    if not found:
        raise Unavailable("no chromium found and it could not be installed here")
    return Path(found)


def look() -> str | None:
    """Return the first browser on the path."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def arguments() -> dict[str, Any]:
    """Return what `playwright.chromium.launch` is given."""
    return {"executable_path": str(executable()), "headless": True, "args": list(FLAGS)}
