"""Rows of ours that an export names: categories and regions. What has no row stays a name."""

from __future__ import annotations

import re
from functools import lru_cache

from lapor.agencies import catalogue
from lapor.agencies.models import Category
from lapor.agencies.regions import ensure_region, search
from lapor.channels.laporan_ringkas.mapping import name_key
from lapor.channels.laporan_ringkas.parse import Row

OTHER_NAMES = {"dki jakarta": "daerah khusus ibukota jakarta", "daerah khusus jakarta": "daerah khusus ibukota jakarta",
    "di yogyakarta": "daerah istimewa yogyakarta", "diy": "daerah istimewa yogyakarta",
    "bangka belitung": "kepulauan bangka belitung", "nanggroe aceh darussalam": "aceh"}  # fmt: skip
PROVINCE, REGENCY = 1, 2


class Categories:
    """The catalogue by LAPOR's numbers and by names; the more specific of two with one name counts."""

    def __init__(self) -> None:
        rows = list(Category.objects.select_related("parent").order_by("parent_id", "position", "pk"))
        rows = rows or _catalogue()
        self._by_number = {str(row.lapor_id): row for row in rows if row.lapor_id}
        self._by_name: dict[str, Category] = {}
        for row in sorted(rows, key=lambda row: row.parent is None):
            self._by_name.setdefault(name_key(row.name), row)

    def find(self, row: Row) -> Category | None:
        """By number, else by name; None when neither is known."""
        return self._by_number.get(row.category_id) or self._by_name.get(name_key(row.category))


def _catalogue() -> list[Category]:
    """What the catalogue will hold once it is loaded (not saved): for a trial run in an empty system."""
    made = []
    for group in catalogue.category_entries():
        above = Category(name=group["name"], lapor_id=group.get("lapor_id"))
        made.append(above)
        leaves = group["leaves"]
        made += [Category(name=leaf["name"], lapor_id=leaf.get("lapor_id"), parent=above) for leaf in leaves]
    return made


def place_of(row: Row) -> tuple[str | None, str]:
    """The code of the deepest region that is certainly meant, and the place in words where that is not all of it."""
    names = (row.province, row.regency, row.district, row.village)
    code, unsure = _code_of(*names)
    words = ", ".join(name for name in reversed(names) if name)
    return code, words if unsure else ""


@lru_cache(maxsize=50_000)
def _code_of(*names: str) -> tuple[str | None, bool]:
    """The deepest code that follows from the names without a guess, and whether a name was left over."""
    code = ""
    for level, name in enumerate(names, start=1):
        if not name:
            continue
        found = _exact(name, level=level, within=code)
        if len(found) != 1:
            return code or None, True
        code = found[0]
    return code or None, False


def _exact(name: str, *, level: int, within: str) -> list[str]:
    """Codes of this level with exactly this name; a bare name of a regency means the kabupaten."""
    wanted = _place_key(name)
    if level == REGENCY and not re.match(r"(kabupaten|kota)\b", wanted):
        wanted = f"kabupaten {wanted}"
    query = OTHER_NAMES.get(wanted, wanted)
    return [
        found.code
        for found in search(query, limit=60, within=within)
        if found.level == level and _place_key(found.name) == query
    ]


def region_of_agency(name: str) -> str | None:
    """The code of the province or regency whose government an agency's name says it is."""
    key = name_key(name)
    if not key.startswith("pemerintah "):
        return None
    level = PROVINCE if key.startswith("pemerintah provinsi") else REGENCY
    found = _exact(key.removeprefix("pemerintah "), level=level, within="")
    return found[0] if len(found) == 1 else None


def _place_key(name: str) -> str:
    key = re.sub(r"\b(adm|administrasi)\b ?", "", name_key(name))
    return re.sub(r"^(provinsi|kecamatan|kelurahan|desa) (?=.)", "", key)


def ensure(codes: set[str]) -> None:
    """Rows for the regions that a batch needs."""
    for code in sorted(codes):
        ensure_region(code)
