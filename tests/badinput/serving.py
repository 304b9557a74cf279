"""A real web server of one test: granian with its own folder, keys and database, as `lapor up` starts it."""

from __future__ import annotations

import http.client
import itertools
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from lapor.public.tests.conftest import form_values
from tests.badinput.trying import BOUNDARY, PERSONAL, filled, multipart
from tests.harness.console import ROOT, lapor, surroundings
from tests.harness.postgres import free_port

STARTS_WITHIN, STOPS_WITHIN, ANSWERS_WITHIN = 60.0, 40.0, 60.0  # seconds
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
NONE: Mapping[str, str] = {}
NUMBERS = itertools.count(1)  # of the reports that browsers file
STAGE = "from lapor.reports.world import set_stage; set_stage()"


@dataclass
class Server:
    """A running server: its port, its folder (with the log) and the settings that its commands need."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    settings: Mapping[str, str]

    def said(self) -> str:
        return (self.folder / "log").read_text()

    def run(self, *arguments: str) -> str:
        """What a command of the console prints on the same installation."""
        done = lapor(self.folder, *arguments, **self.settings)
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass(frozen=True)
class Reply:
    """An answer, and how many bytes of the body had been sent when it came."""

    status: int
    headers: Mapping[str, str]
    body: str
    sent: int


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """Migrate, set the stage, start and wait for a page; afterwards stop, and look for personal words in the log."""
    settings = {"PORT": str(free_port()), "LAPOR_STATIC_MANIFEST": "0", **settings}
    for command in (["migrate"], ["shell", "-v0", "-c", STAGE]):
        made = lapor(folder, *command, **settings)
        assert made.returncode == 0, made.stderr
    with (folder / "log").open("wb") as log:
        line = [sys.executable, "-m", "lapor.config.cli", "web"]
        process = subprocess.Popen(line, env=surroundings(folder, settings), cwd=ROOT, stdout=log, stderr=log)
        server = Server(int(settings["PORT"]), folder, process, settings)
        try:
            _wait(server)
            yield server
        finally:
            _stop(process)
    assert [word for word in PERSONAL if word in server.said()] == []


def _wait(server: Server) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert server.process.poll() is None, server.said()
        try:
            assert Browser(server).get("/hidup").status == 200
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(server.said())


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Browser:
    """A browser without JavaScript that sends bodies piece by piece and listens when the server hangs up."""

    server: Server
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def fill(self, path: str = "/lapor", **changes: Any) -> dict[str, Any]:
        """The form of a page, filled in with words of its own: the same words again would be asked about."""
        empty = form_values(self.get(path).body, path)
        given = filled(title=f"Jalan berlubang nomor {next(NUMBERS)}")
        return given | {name: empty[name] for name in ("csrfmiddlewaretoken", "kunci")} | changes

    def post(self, path: str, fields: dict[str, Any], *files: tuple[str, bytes]) -> Reply:
        body = multipart(fields, files)
        return self.send("POST", path, [body], FORM | {"Content-Length": str(len(body))})

    def send(
        self,
        method: str,
        path: str,
        body: Iterable[bytes] = (),
        headers: Mapping[str, str] = NONE,
        *,
        hang_up: bool = False,
    ) -> Reply:
        """One request; with `hang_up` the line is cut after the body."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=ANSWERS_WITHIN) as line:
            given = {"Host": "localhost", "Cookie": self.cookies.output(attrs=[], header="", sep=";").strip()}
            head = "".join(f"{name}: {value}\r\n" for name, value in (given | dict(headers)).items() if value)
            line.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())
            sent = _pour(line, body)
            if hang_up:
                line.shutdown(socket.SHUT_RDWR)
            return self._reply(line, method, sent)

    def _reply(self, line: socket.socket, method: str, sent: int) -> Reply:
        answer = http.client.HTTPResponse(line, method=method)
        answer.begin()
        for cookie in answer.msg.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        return Reply(answer.status, dict(answer.getheaders()), answer.read().decode(), sent)


def _pour(line: socket.socket, body: Iterable[bytes]) -> int:
    """Send as much as the other side takes; who hangs up has said why before."""
    sent = 0
    try:
        for piece in body:
            line.sendall(piece)
            sent += len(piece)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return sent


def endless(fields: dict[str, Any], *, megabytes: int, chunked: bool = False) -> Iterator[bytes]:
    """A form whose last field is a video of so many megabytes, piece by piece."""
    start, _, end = multipart(fields, [("video.mp4", b"\0\0\0\x18ftypisom" + b"ISI")]).partition(b"ISI")
    for piece in (start, *[bytes(1 << 20)] * megabytes, end):
        yield b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece
    if chunked:
        yield b"0\r\n\r\n"


def length_of(pieces: Iterable[bytes]) -> int:
    return sum(len(piece) for piece in pieces)
