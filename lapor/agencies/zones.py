"""Which clock a province keeps. WIB, WITA and WIT after Keppres 41/1987, with the provinces founded since."""

from __future__ import annotations

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"

ZONES = {
    **dict.fromkeys("11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62".split(), WIB),
    **dict.fromkeys("51 52 53 63 64 65 71 72 73 74 75 76".split(), WITA),
    **dict.fromkeys("81 82 91 92 93 94 95 96".split(), WIT),
}
LABELS = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}


def zone_of_region(code: str) -> str:
    """Name of the time zone of a region's province; WIB for none, as the national government keeps it."""
    return ZONES.get(code[:2], WIB)
