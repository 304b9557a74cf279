"""Sessions in the database under a digest of their key: a stolen dump holds nothing that a browser could send."""

from typing import Any, cast

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

SYMBOLS = 40  # the width of Django's column; 160 bits


def digest(session_key: str) -> str:
    """Return what stands in the database for a session key."""
    return salted_hmac("lapor.sessions", session_key, algorithm="sha256").hexdigest()[:SYMBOLS]


class SessionStore(db.SessionStore):
    """Django's database sessions; only the column differs from the cookie."""

    def _get_session_from_db(self) -> Session | None:
        cookie, self._session_key = self.session_key, digest(self.session_key or "")
        try:
            found: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        finally:
            # An unknown session sets the key to None, which must stay.
            self._session_key = cookie if self.session_key else None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = cast("Session", super().create_model_instance(data))
        if not made.session_key:
            raise CreateError
        made.session_key = digest(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(digest(key))
