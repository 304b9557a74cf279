"""Filters that turn dates and codes into words."""

import re
from datetime import date, datetime, tzinfo

from django.utils.html import escape
from django.utils.safestring import SafeString

from lapor.kit import clock as wall
from lapor.ui import dates
from lapor.ui.components.library import register

CODE = re.compile(r"\b([0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3})\b")


@register.filter
def whole_codes(sentence: str) -> SafeString:
    """{{ line.sentence|whole_codes }} – a code in a sentence stays on one line."""
    return SafeString(CODE.sub(r'<span class="whole">\1</span>', escape(sentence)))


@register.filter
def moment(at: datetime | None, zone: tzinfo | str | None = None) -> str:
    """{{ at|moment:zone }} – "Selasa, 24 November 2026, 14.05 WITA"."""
    return dates.moment(at, zone) if at else ""


@register.filter
def day(on: date | None) -> str:
    """{{ on|day }} – "Selasa, 24 November 2026"."""
    return dates.day(on) if on else ""


@register.filter
def short_day(on: date | None) -> str:
    """{{ on|short_day }} – "24 Nov 2026"."""
    return dates.short_day(on) if on else ""


@register.filter
def clock(at: datetime | None, zone: tzinfo | str | None = None) -> str:
    """{{ at|clock:zone }} – "14.05 WITA"."""
    return dates.clock(at, zone) if at else ""


@register.filter
def ago(at: datetime | None, now: datetime | None = None) -> str:
    """{{ at|ago }} – "3 jam yang lalu"."""
    return dates.ago(at, now=now or wall.now()) if at else ""
