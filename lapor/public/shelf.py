"""Pages of published reports as they were drawn, kept in this process for a minute.

Whether a report may still be seen is asked anew each time, before anything is taken from here. Only what is the same
for everybody may come here: a page without messages, tokens, nonces or anything of a session.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock

from django.http import HttpRequest, HttpResponse

from lapor.kit import clock
from lapor.public.pages import FRESH, is_personal
from lapor.ui.components.page import chosen_theme

ROOM = 25 * 2**20  # bytes of all pages together: more than 2,000 reports, or 1,000 full lists

_pages: dict[Hashable, tuple[datetime, bytes]] = {}  # the oldest first
_lock = Lock()


def page(request: HttpRequest, known_by: Hashable, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that was drawn under the same name, theme and language within the last minute, else a new one."""
    if is_personal(request):
        return draw()
    key = (known_by, chosen_theme(request), request.LANGUAGE_CODE)
    drawn = _pages.get(key)
    if drawn and _is_fresh(drawn[0]):
        return HttpResponse(drawn[1])
    response = draw()
    _put(key, response.content)
    return response


def _is_fresh(at: datetime) -> bool:
    return timedelta() <= clock.now() - at < timedelta(seconds=FRESH)


def _put(key: Hashable, html: bytes) -> None:
    """Keep a page; what has grown old goes, and beyond ROOM the oldest."""
    with _lock:
        _pages.pop(key, None)
        _pages[key] = (clock.now(), html)
        used = sum(len(kept) for _, kept in _pages.values())
        for oldest in list(_pages):
            at, kept = _pages[oldest]
            if _is_fresh(at) and used <= ROOM:
                break
            del _pages[oldest]
            used -= len(kept)
