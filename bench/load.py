"""A small load generator: keep-alive connections that each send the next request as soon as they have their answer."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Load:
    """Answers of one run: their latencies in seconds, how many had which status, and how long it took."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return sum(count for status, count in self.statuses.items() if status < 400) / self.seconds

    @property
    def failed(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 400)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies, in milliseconds for seconds."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] * 1000 if values else 0.0


class _Connection(asyncio.Protocol):
    def __init__(self, make: Callable[[], bytes], load: Load, until: float, done: asyncio.Future[None]) -> None:
        self.make, self.load, self.until, self.done = make, load, until, done
        self.buffer = bytearray()
        self.needed = -1
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._send()

    def _send(self) -> None:
        if time.perf_counter() >= self.until:
            self.transport.close()
            return
        self.buffer.clear()
        self.needed = -1
        self.sent = time.perf_counter()
        self.transport.write(self.make())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.needed < 0 and (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            self.needed = end + 4 + _length(bytes(self.buffer[: end + 2]).lower())
        if 0 <= self.needed <= len(self.buffer):
            self.load.latencies.append(time.perf_counter() - self.sent)
            self.load.statuses[int(self.buffer[9:12])] += 1
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    start = head.find(b"\r\ncontent-length:")
    if start < 0:
        raise ValueError("an answer without Content-Length")
    return int(head[start + 17 : head.index(b"\r\n", start + 17)])


def run(port: int, make: Callable[[], bytes], *, connections: int, seconds: float) -> Load:
    """Load the server on 127.0.0.1 for some seconds; `make` gives the bytes of the next request."""
    return asyncio.run(_run(port, make, connections, seconds))


async def _run(port: int, make: Callable[[], bytes], connections: int, seconds: float) -> Load:
    loop, load = asyncio.get_running_loop(), Load()
    start = time.perf_counter()
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(connections)]
    for end in ends:
        await loop.create_connection(lambda end=end: _Connection(make, load, start + seconds, end), "127.0.0.1", port)  # type: ignore[misc]  # mypy cannot type a default of a lambda
    await asyncio.wait(ends)
    load.seconds = time.perf_counter() - start
    return load


def request(method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
