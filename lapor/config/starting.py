"""The first moments of a server process: wait for the database, then refuse what cannot be trusted."""

import time

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, connection

from lapor.config import checks

UNREACHABLE = (
    "Basis data tidak dapat dihubungi; periksa DATABASE_URL dan apakah PostgreSQL berjalan. / "
    "The database cannot be reached; check DATABASE_URL and whether PostgreSQL is running."
)


def refuse_or_go(*, patience: float = 20.0) -> None:
    """Return when all is well.

    Raises CommandError with one sentence per problem; a database that is still starting gets `patience` seconds.
    """
    found = wait_for_problems(patience=patience)
    if found:
        raise CommandError("\n".join(found))


def wait_for_problems(*, patience: float) -> list[str]:
    """Return the problems as soon as the database answers, or say that it does not."""
    until = time.monotonic() + patience
    while True:
        try:
            return checks.problems()
        except (DatabaseError, InterfaceError):
            connection.close()
            if time.monotonic() >= until:
                return [UNREACHABLE]
            time.sleep(0.5)
