"""How an agency writes its official letters, set by who manages it."""

from __future__ import annotations

from django.db.models import CharField

from lapor.agencies.actions.tree import check_manages
from lapor.agencies.models import Agency, Letterhead
from lapor.agencies.numbering import problem_of
from lapor.kit.errors import Refused
from lapor.kit.text import clean
from lapor.people.actor import Actor

NEEDED = ("address", "place", "head_title", "head_name")
NIP_DIGITS = 18


def write_letterhead(agency: Agency, *, by: Actor, **given: str) -> Letterhead:
    """Set how the agency's letters look from now on; letters that were made stay as they are.

    `given`: the columns of a Letterhead. Raises Refused for what no letter could bear.
    """
    check_manages(by, agency)
    row = Letterhead(agency=agency)
    for name, text in given.items():
        setattr(row, name, _line(name, text))
    if missing := [name for name in NEEDED if not getattr(row, name)]:
        raise Refused(f"Isi {_column(missing[0]).verbose_name}. Surat jawaban tidak dapat dibuat tanpa itu.")
    row.head_nip = _nip(row.head_nip)
    if row.pattern and (sentence := problem_of(row.pattern)):
        raise Refused(sentence)
    row.save()
    return row


def longest(name: str) -> int:
    """How many characters a column of a letterhead has room for."""
    return _column(name).max_length or 0


def _column(name: str) -> CharField[str, str]:
    column = Letterhead._meta.get_field(name)
    if not isinstance(column, CharField):
        raise KeyError(name)
    return column


def _line(name: str, text: str) -> str:
    line = " ".join(clean(text).split())
    if len(line) > longest(name):
        raise Refused(f"Bagian {_column(name).verbose_name} terlalu panjang: paling banyak {longest(name)} huruf.")
    return line


def _nip(text: str) -> str:
    """An NIP in the groups in which it is written: born, appointed, sex, number; empty stays empty."""
    digits = text.replace(" ", "")
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) == NIP_DIGITS):
        raise Refused(f"NIP terdiri dari {NIP_DIGITS} angka. Kosongkan bila penanda tangan tidak mempunyai NIP.")
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"
