"""Numbers of official letters: what a number may look like, and the pattern from which an agency's next one is made."""

from __future__ import annotations

import re
from datetime import date

NUMBER_LONGEST = 60
SERIAL_LONGEST = 9  # digits
# Signs of a register only: a number is told in places where no words of a report may stand.
SIGNS = re.compile(r"[A-Za-z0-9 ./()_-]+")
SERIAL = "nomor"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# The parts of a pattern, as the desk explains them.
PARTS: dict[str, str] = {
    SERIAL: "nomor urut surat dalam tahun itu",
    "bulan": "bulan dengan angka: 11",
    "bulan-romawi": "bulan dengan angka Romawi: XI",
    "tahun": "tahun: 2026",
}
# What each part may have been in a number that was made from the pattern.
_WAS = {SERIAL: rf"(\d{{1,{SERIAL_LONGEST}}})", "bulan": r"\d{1,2}", "bulan-romawi": "[IVX]{1,4}", "tahun": r"\d{4}"}
_PART = re.compile(r"\{([^{}]*)\}")


def problem_of(pattern: str) -> str:
    """One sentence that says what is wrong with a pattern; empty when it can be used."""
    parts = _PART.findall(pattern)
    if unknown := [part for part in parts if part not in PARTS]:
        return f"Bagian {{{unknown[0]}}} tidak dikenal. Yang ada: {', '.join(f'{{{part}}}' for part in PARTS)}."
    if parts.count(SERIAL) != 1:
        return "Pola memerlukan tepat satu {nomor}, tempat nomor urut."
    fixed = _PART.sub("", pattern)
    if fixed and not SIGNS.fullmatch(fixed):
        return "Pola hanya boleh memuat huruf, angka, spasi, dan tanda . / ( ) _ - di luar bagian dalam kurung kurawal."
    if len(filled(pattern, serial="1" * SERIAL_LONGEST, day=date(2026, 8, 1))) > NUMBER_LONGEST:
        return f"Nomor dari pola ini menjadi lebih dari {NUMBER_LONGEST} huruf. Pendekkan polanya."
    return ""


def filled(pattern: str, *, serial: str, day: date) -> str:
    """The number that a pattern gives to a letter of this day."""
    values = {
        SERIAL: serial,
        "bulan": str(day.month),
        "bulan-romawi": ROMAN[day.month - 1],
        "tahun": str(day.year),
    }
    return _PART.sub(lambda found: values[found[1]], pattern)


def serial_of(pattern: str, number: str) -> str:
    """The digits that stand in a number where the pattern has its serial; empty when it was not made from it."""
    pieces = _PART.split(pattern)  # fixed signs and parts in turn
    made = "".join(_WAS[piece] if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
    found = re.fullmatch(made, number, re.IGNORECASE) if pattern else None
    return found[1] if found else ""
