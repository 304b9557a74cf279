"""Starts real workers on demand, to be killed: `python -m lapor.notices.tests.runner`.

For every line on standard input it forks a worker and answers with its process id. Forking spares each of them the
second that loading Django takes; no connection is open before.
"""

from __future__ import annotations

import os
import signal
import sys

import django
from django.conf import settings


def main() -> None:
    """Leases of two seconds instead of two minutes and no sweeps at the start keep the test short."""
    settings.DATABASES["default"]["NAME"] = os.environ["LAPOR_TEST_DATABASE"]
    settings.LAPOR_SWEEPS = ()
    django.setup()
    from lapor.config import worker
    from lapor.notices import work
    from lapor.reports import reactions

    work.SECONDS = reactions.SECONDS = 2
    work.MARGIN /= 4
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # log lines must not stand between the answers
            worker.run()
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
