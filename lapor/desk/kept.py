"""What was typed when the session had ended: kept for ten minutes, given back on the same form after signing in.

The words lie sealed in the new, still anonymous session under a key of Django's secret; files cannot be kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.encoding import force_bytes

from lapor.kit import clock, crypto

NAME = "desk_kept"
LIFE = timedelta(minutes=10)
MOST = 40_000  # characters of the whole form; a longer one is no form of ours
CONTEXT = "desk|kept|form"


def keep(request: HttpRequest) -> None:
    """Put a posted form aside."""
    if request.method != "POST":
        return
    lists = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    fields = [(name, value) for name, values in lists for value in values]
    if sum(len(name) + len(value) for name, value in fields) > MOST:
        return
    sealed = crypto.seal(_key(), urlencode(fields).encode(), context=CONTEXT)
    request.session[NAME] = {
        "path": request.path,
        "until": (clock.now() + LIFE).isoformat(),
        "form": base64.b64encode(sealed).decode(),
    }


def take(request: HttpRequest) -> QueryDict | None:
    """The form that was put aside for this very page, once; None when there is none or it is too old."""
    row = request.session.get(NAME)
    if not isinstance(row, dict) or row.get("path") != request.path:
        return None
    del request.session[NAME]
    if clock.now() > datetime.fromisoformat(row["until"]):
        return None
    try:
        words = crypto.open_sealed(_key(), base64.b64decode(row["form"]), context=CONTEXT).decode()
    except crypto.CryptoError:
        return None
    return QueryDict(words)


def _key() -> bytes:
    """From Django's secret, which lies with the keys and never in the database."""
    return hmac.new(force_bytes(settings.SECRET_KEY), CONTEXT.encode(), hashlib.sha256).digest()
