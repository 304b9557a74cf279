"""Running the cleaner as a child: plaintext only through pipes, a clock on the wall, and nobody left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from lapor.kit import crypto

PROGRAM = Path(__file__).with_name("cleaner.py")
WALL_SECONDS = 60
LONGEST_HEAD = 1000  # bytes
LONGEST_ANSWER = 64 * 1024 * 1024
WALLS = frozenset({"network", "files", "rights"})


class ChildFailed(Exception):
    """The child crashed, was killed or took too long; the message is a short code."""


class Damaged(Exception):
    """The stored bytes did not open while they were fed to the child."""


@dataclass(slots=True)
class Answer:
    """What the child said: the kind it made or the code of its refusal, its walls, and the clean bytes."""

    kind: str
    refused: str
    walls: frozenset[str]
    content: BinaryIO


@contextmanager
def cleaned(kind: str, content: Iterable[bytes], *, seconds: float = WALL_SECONDS) -> Iterator[Answer]:
    """Give a file to a child and its answer to the body of the `with`; raises ChildFailed or Damaged at its end.

    What the body read counts only when the `with` ends without an error.
    """
    with tempfile.TemporaryDirectory(prefix="lapor-clean-") as empty:
        child = _start(kind, empty)
        feeder = _Feeder(child, content)
        clock = threading.Timer(seconds, _kill, [child])
        clock.start()
        try:
            feeder.start()
            yield _answer_of(child)
            if child.wait() != 0:
                raise ChildFailed(_code(child))
        finally:
            clock.cancel()
            _kill(child)
            feeder.join()
            child.wait()
            _close(child)
            if feeder.damage:
                raise Damaged from feeder.damage


def _start(kind: str, empty: str) -> subprocess.Popen[bytes]:
    """No environment (it may hold a database password), no open files of ours, a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-I", "-B", str(PROGRAM), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=empty,
        env={},
        close_fds=True,
        start_new_session=True,
    )


class _Feeder(threading.Thread):
    """Writes the plaintext while the main thread reads: neither pipe can fill up and stop both."""

    def __init__(self, child: subprocess.Popen[bytes], content: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self.child, self.content = child, content
        self.damage: crypto.CryptoError | None = None

    def run(self) -> None:
        pipe = cast("BinaryIO", self.child.stdin)
        try:
            with suppress(OSError), pipe:  # the child may answer without reading to the end
                for part in self.content:
                    pipe.write(part)
        except crypto.CryptoError as error:
            self.damage = error
            _kill(self.child)


def _answer_of(child: subprocess.Popen[bytes]) -> Answer:
    out = cast("BinaryIO", child.stdout)
    line = out.readline(LONGEST_HEAD)
    if not line.endswith(b"\n"):
        _kill(child)
        child.wait()
        raise ChildFailed(_code(child))
    try:
        head: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise ChildFailed("child_babbles") from error
    return Answer(
        kind=str(head.get("kind", "")),
        refused=str(head.get("refused", "")),
        walls=WALLS & frozenset(head.get("walls", ())),
        content=cast("BinaryIO", _Limited(out)),
    )


class _Limited:
    """A stream that a child gone mad cannot make endless."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.left = source, LONGEST_ANSWER

    def read(self, size: int) -> bytes:
        part = self.source.read(size)
        self.left -= len(part)
        if self.left < 0:
            raise ChildFailed("answer_too_long")
        return part


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the whole group, but only while its leader is not reaped: later the number may be somebody else's."""
    if child.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def _code(child: subprocess.Popen[bytes]) -> str:
    code = child.returncode
    return f"child_signal_{-code}" if code < 0 else f"child_exit_{code}"


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
