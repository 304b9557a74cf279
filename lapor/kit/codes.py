"""Tracking codes and PINs that people read aloud, type on phones and copy by hand (Crockford's base 32)."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 9
CODE_BITS = 40
PIN_LENGTH = 12

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011")
# Blanks and every dash that keyboards, messengers and word processors put in the place of one.
_SEPARATORS = re.compile(r"[\s\-_.\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")
_SPOKEN = """
nol satu dua tiga empat lima enam tujuh delapan sembilan
Ambon Bandung Cirebon Denpasar Ende Fakfak Garut Halmahera Jakarta Kendari Medan
Nias Padang Qatar Riau Surabaya Ternate Vespa Wamena Xilofon Yogyakarta Zebra
"""
_WORDS = dict(zip(ALPHABET, _SPOKEN.split(), strict=True))


def new_code() -> str:
    """Draw a tracking code: 8 random symbols (40 bits) and one check character."""
    return code_of(secrets.randbits(CODE_BITS))


def code_of(number: int) -> str:
    """Write a number of 40 bits as a tracking code; different numbers have different codes."""
    data = from_bits(number, length=CODE_LENGTH - 1)
    return data + _check(data)


def normalise(text: str) -> str | None:
    """Bring a typed code to its stored form; None when it is no code or its check character does not fit."""
    code = _symbols(text, length=CODE_LENGTH)
    return code if code and _check(code[:-1]) == code[-1] else None


def normalise_pin(text: str) -> str | None:
    """Bring a typed PIN to its 12 stored symbols; None when it cannot be one."""
    return _symbols(text, length=PIN_LENGTH)


def grouped(code: str) -> str:
    """Write a code as 7K4-M9Q-XT2 and a PIN as XXXX-XXXX-XXXX."""
    size = 4 if len(code) == PIN_LENGTH else 3
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def spell(code: str) -> str:
    """Spell a code or a PIN for the telephone: digits as words, letters with an Indonesian word, groups apart."""
    groups = (", ".join(_spoken(symbol) for symbol in group) for group in grouped(code).split("-"))
    return "; ".join(groups)


def from_bits(number: int, *, length: int) -> str:
    """Write the lowest 5 × length bits of a number as symbols."""
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(length)))


def _symbols(text: str, *, length: int) -> str | None:
    if len(text) > 4 * length + 32:
        return None
    code = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    return code if len(code) == length and all(symbol in _VALUE for symbol in code) else None


def _check(data: str) -> str:
    """Weigh each symbol with another power of a generator of GF(32); the check character itself weighs 1.

    All weights differ and none is zero, so the sum moves with every single error and with every exchange of two.
    """
    total = 0
    for place, symbol in enumerate(data, start=1):
        total ^= _times(_POWERS[place], _VALUE[symbol])
    return ALPHABET[total]


def _times(a: int, b: int) -> int:
    """Multiply in GF(32) with the polynomial x^5 + x^2 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0b100101 if a & 16 else 0)
        b >>= 1
    return product


def _powers_of_two(count: int) -> list[int]:
    powers = [1]
    while len(powers) < count:
        powers.append(_times(powers[-1], 2))
    return powers


_POWERS = _powers_of_two(CODE_LENGTH)


def _spoken(symbol: str) -> str:
    word = _WORDS[symbol]
    return word if symbol.isdigit() else f"{symbol} {word}"
