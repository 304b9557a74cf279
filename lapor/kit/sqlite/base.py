"""Django's SQLite that notices when its file was taken away or another one was put in its place."""

import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Whoever moves the file under a running server must not find what was acknowledged since in a file without name.

    Servers never make a file themselves: an empty one in the place of the lost one would answer nonsense.
    """

    opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        if settings.LAPOR_PROCESS != "command" and identity(self) is None:
            raise sqlite3.OperationalError("unable to open database file")
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        self.opened = identity(self)
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Django asks before and after each request."""
        if self.connection is not None and not self.in_atomic_block and self.opened != identity(self):
            self.close()
        super().close_if_unusable_or_obsolete()


def identity(wrapper: base.DatabaseWrapper) -> tuple[int, int] | None:
    """Device and inode of the file that has the database's name now, None when there is none."""
    try:
        found = Path(wrapper.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
