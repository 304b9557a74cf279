"""The digests of a morning: made, gathered, composed and handed to an SMTP server, as the worker does it."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.test import override_settings

from lapor.kit import clock
from lapor.notices import digests, work
from lapor.notices.models import DIGESTS, Delivery
from lapor.standards import queries as standards

HOUR = 9  # in Jakarta: every chosen hour of the morning has come, in every zone
SENDER = "lapor@localhost"


def morning(rows: int) -> dict[str, object]:
    """Digests per second of the next working day, against the same mails handed over bare; CPU per digest in ms."""
    with _sink() as port, _settings(port), clock.freeze(_next_morning()):
        began, cpu = time.perf_counter(), time.process_time()
        digests.run(clock.now())
        while work.work("bench"):
            pass
        took, spent = time.perf_counter() - began, time.process_time() - cpu
        sent = Delivery.objects.sent().filter(kind__in=DIGESTS, created_at=clock.now())
        made, failed = sent.count(), Delivery.objects.failed().filter(kind__in=DIGESTS).count()
        bare = _bare(port, mails=max(made, 1))
    ours = made / took
    return {
        "name": "digests",
        "rows": rows,
        "mails": made,
        "ours": round(ours, 1),
        "baseline": round(bare, 1),
        "ratio": round(ours / bare, 3),
        "cpu_ms": round(spent / max(made, 1) * 1000, 2),
        "failed": failed,
    }


def _next_morning() -> datetime:
    """The next working day that has no digests yet, so that a second run measures as much as the first."""
    last = Delivery.objects.filter(kind__in=DIGESTS).aggregate(at=Max("created_at"))["at"]
    at = max(last or clock.now(), clock.now()).astimezone(ZoneInfo("Asia/Jakarta"))
    at = at.replace(hour=HOUR, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while not standards.calendar_for(None).is_working(at.date()):
        at += timedelta(days=1)
    return at


@contextmanager
def _sink() -> Iterator[int]:
    """An SMTP server of its own process that takes everything and keeps nothing."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    with subprocess.Popen(command) as process:
        try:
            _wait(port)
            yield port
        finally:
            process.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=2).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _settings(port: int) -> override_settings:
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_HOST_USER="",
        EMAIL_HOST_PASSWORD="",
        EMAIL_USE_TLS=False,
        EMAIL_USE_SSL=False,
    )


def _bare(port: int, *, mails: int) -> float:
    """Mails per second of the size of a digest, handed over one after another by the standard library alone."""
    text = f"From: {SENDER}\r\nTo: dewi@localhost\r\nSubject: Rangkuman\r\n\r\n" + "Laporan menunggu Anda.\r\n" * 160
    with smtplib.SMTP("127.0.0.1", port) as line:
        began = time.perf_counter()
        for _ in range(mails):
            line.sendmail(SENDER, ["dewi@localhost"], text)
        return mails / (time.perf_counter() - began)
