"""A region as a cell names it."""

from __future__ import annotations

import re
from functools import lru_cache

from lapor.agencies.regions import place, search
from lapor.kit.errors import Refused

SHORTENED = re.compile(r"\d\d(\.\d\d)*\.\d")  # 73.10 that a spreadsheet took for the number 73.1


def region_of(text: str, *, near: str | None) -> str | None:
    """The code of the region that a cell means, None for an empty one; raises Refused with the nearest."""
    if not text:
        return None
    found = _by_code(text) if text[0].isdigit() else _by_name(text, near or "")
    if found:
        return found
    close = search(text, limit=1, within=near or "") or search(text.split(maxsplit=1)[0], limit=1, within=near or "")
    hint = f" Maksud Anda {close[0].full_name} ({close[0].code})?" if close else " Tulis kodenya, misalnya 73.24."
    raise Refused(f"Wilayah “{text}” tidak dikenal.{hint}")


def _by_code(text: str) -> str | None:
    found = place(text) or (place(f"{text}0") if SHORTENED.fullmatch(text) else None)
    return found.code if found else None


@lru_cache(maxsize=512)
def _by_name(text: str, within: str) -> str | None:
    """The one place that bears this very name, within a region if one is given."""
    hits = search(text, limit=8, within=within)
    exact = [one for one in hits if _bare(one.name) == _bare(text) or one.name.casefold() == text.casefold()]
    levels = {one.level for one in exact}
    largest = [one for one in exact if one.level == min(levels)]
    return largest[0].code if len(largest) == 1 else None


def _bare(name: str) -> str:
    return re.sub(
        r"^(kab(upaten)?\.?|kota|kec(amatan)?\.?|kel(urahan)?\.?|desa|prov(insi)?\.?)\s+", "", name.casefold()
    )
