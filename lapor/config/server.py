"""How the web server runs: granian, one process per core that Python can use, a bounded number of threads."""

import os
import socket
import sys
from typing import NoReturn

from django.conf import settings
from django.core.management.base import CommandError

GRACE = 25  # seconds that requests already begun may take after TERM


def command() -> list[str]:
    """Return the command line of the web server.

    Threads: enough to wait for the database together, few enough that pages do not starve each other on two cores.
    Backpressure: what is beyond four requests per thread waits in the listen queue, not in memory.
    """
    threads = settings.LAPOR_WEB_THREADS
    return [
        *(sys.executable, "-m", "granian", "lapor.config.wsgi:application"),
        *("--interface", "wsgi", "--no-ws"),
        *("--host", settings.LAPOR_BIND, "--port", str(settings.LAPOR_PORT)),
        *("--workers", str(settings.LAPOR_WEB_WORKERS)),
        *("--blocking-threads", str(threads), "--blocking-threads-idle-timeout", "600"),
        *("--backpressure", str(4 * threads), "--backlog", "1024"),
        *("--http1-header-read-timeout", "10000"),
        *("--workers-kill-timeout", str(GRACE), "--respawn-failed-workers"),
        *("--log-level", "warning"),
    ]


def become() -> NoReturn:
    """Turn this process into the web server."""
    line = command()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(line[0], line, {**os.environ, "LAPOR_PROCESS": "web"})


def require_free_port() -> None:
    """Raise CommandError with a sentence when somebody listens on our port already."""
    family = socket.AF_INET6 if ":" in settings.LAPOR_BIND else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.LAPOR_BIND, settings.LAPOR_PORT))
        except OSError as error:
            port = settings.LAPOR_PORT
            raise CommandError(
                f"Port {port} tidak dapat dipakai ({error.strerror}); pilih yang lain, misalnya PORT={port + 10}. / "
                f"Port {port} cannot be used; choose another one, for example PORT={port + 10}."
            ) from error
