"""Sessions in the database: a stolen dump holds nothing that a browser could send, nor who opened which report.

The row stands under a digest of the browser's key, its content sealed under Django's secret, which lies with the keys.
"""

import base64
import binascii
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

from lapor.kit import crypto

SYMBOLS = 40  # the width of Django's column; 160 bits


def digest(session_key: str) -> str:
    """Return what stands in the database for a session key."""
    return salted_hmac("lapor.sessions", session_key, algorithm="sha256").hexdigest()[:SYMBOLS]


class SessionStore(db.SessionStore):
    """Django's database sessions; the key's column differs from the cookie, the content opens with the cookie only."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = self.serializer().dumps(session_dict)
        return base64.b64encode(crypto.seal(_secret(), plain, context=self._context())).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            plain = crypto.open_sealed(_secret(), base64.b64decode(session_data), context=self._context())
        except (crypto.CryptoError, binascii.Error):
            return {}  # from before a change of the secret: sign in again
        found: dict[str, Any] = self.serializer().loads(plain)
        return found

    def _context(self) -> str:
        """Bound to its row: moved to another one it does not open."""
        return f"session|data|{digest(self.session_key or '')}"

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


def _secret() -> bytes:
    return salted_hmac("lapor.sessions.data", "", secret=settings.SECRET_KEY, algorithm="sha256").digest()
