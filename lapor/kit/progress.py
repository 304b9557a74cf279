"""A progress bar on standard error for long work in a terminal; silent everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def bar(things: Iterable[T], *, total: int, label: str) -> Iterable[T]:
    """Yield the things and show how many of `total` are done."""
    if not sys.stderr.isatty():
        return things
    return track(things, total=total, description=label, console=Console(stderr=True), transient=True)
