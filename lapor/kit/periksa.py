"""Check a proof that a report was neither removed nor back-dated. Python 3.9, standard library, no network.

    python periksa.py bukti.json [bukti-lama.json …] [--akar akar.json]

The site that gave the proof serves this file with its public key filled in. It is also what the site itself computes
with, so that both read a proof alike. Ed25519 after RFC 8032, in pure Python: to verify only, it keeps no secret.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

KEYS: tuple[str, ...] = ()
PROOF, ROOTS = "lapor-bukti-1", "lapor-akar-1"
FIRST, NOTHING = "-", "0" * 64
DEEPEST = 32  # 4,294,967,296 leaves of one day
SAME_DAY, OTHER = (
    "Bukti {day} berbeda di kedua berkas: catatan laporan ini diubah.",
    "Kedua berkas tentang laporan lain.",
)
LOST = "Bukti {day} ada di berkas yang satu dan hilang di berkas yang lain: catatan laporan ini dihapus."
DATED_BACK = (
    "Tanggal masuk {submitted} lebih awal daripada catatan pertamanya ({day}). Itu hanya wajar untuk surat yang masuk "
    "lewat loket dan data yang dipindahkan; selain itu laporan ini ditanggali mundur."
)
EVENT_BACK = "Peristiwa tanggal {latest} baru tercatat pada {day}: ditanggali mundur."
BEFORE_ALL = (
    "Laporan ini sudah ada ketika bukti harian dimulai ({day}). Yang lebih awal dari itu tidak dapat dibuktikan."
)


class Malformed(ValueError):
    """This is no proof that we wrote; the sentence says so in Indonesian."""


# What a day says: one statement per day, signed, each naming the hash of the one before.


@dataclass(frozen=True)
class Statement:
    """What was signed for a day: the root of its tree and the statement before it. Days are those of WIB."""

    day: str
    after: str  # the day of the statement before, or "-"
    prev: str  # its SHA-256, hex
    root: str  # hex
    leaves: int

    def text(self) -> str:
        return (
            f"{ROOTS}\nday {self.day}\nafter {self.after}\nprev {self.prev}\nroot {self.root}\nleaves {self.leaves}\n"
        )


def read_statement(text: str) -> Statement:
    """Read a statement; raise `Malformed` for everything that `Statement.text` would not write."""
    words = [line.partition(" ")[2] for line in text.split("\n")]
    if len(words) != 7 or not (words[5].isascii() and words[5].isdigit() and len(words[5]) < 12):
        raise Malformed("Pernyataan harian tidak dapat dibaca.")
    found = Statement(words[1], words[2], words[3], words[4], int(words[5]))
    if found.text() != text:
        raise Malformed("Pernyataan harian tidak dapat dibaca.")
    for day in {found.day, found.after} - {FIRST}:
        _day(day)
    return found


def fingerprint(text: str) -> str:
    """How the next statement names this one."""
    return hashlib.sha256(text.encode()).hexdigest()


def leaf_of(*, code: str, submitted: str, latest: str, mark: str, salt: str) -> bytes:
    """The leaf of a report: without the salt nobody can try out whether a code is in a tree."""
    text = f"lapor-daun-1\nsalt {salt}\ncode {code}\nsubmitted {submitted}\nlatest {latest}\nmark {mark}\n"
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """The node above two others; another first byte than a leaf, so that neither passes for the other."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(row: list[bytes]) -> bytes:
    """The root over a power of two of leaves or nodes."""
    while len(row) > 1:
        row = [node_of(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def path_of(row: list[bytes], position: int) -> list[bytes]:
    """The neighbours on the way from one place of a row up to its root."""
    path = []
    while len(row) > 1:
        path.append(row[position ^ 1])
        row = [node_of(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        position //= 2
    return path


def climb(leaf: bytes, position: int, path: list[bytes]) -> bytes:
    """Where a leaf comes out by its path."""
    for other in path:
        leaf = node_of(other, leaf) if position & 1 else node_of(leaf, other)
        position //= 2
    return leaf


# The proof of one report: for each day on which something was written about it, its leaf and the way to the root.


@dataclass(frozen=True)
class Day:
    """The proof of one day, as read."""

    text: str
    statement: Statement
    key: str
    signature: bytes
    salt: str
    mark: str
    submitted: str
    latest: str
    position: int
    path: list[bytes]


@dataclass
class Found:
    """What a check came to: nothing is wrong when `problems` is empty."""

    code: str = ""
    days: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(text: str) -> tuple[str, list[Day]]:
    """Read the JSON of a proof: code, days. Raises Malformed."""
    try:
        given = json.loads(text)
        if given["format"] != PROOF:
            raise Malformed("Ini bukan bukti laporan.")
        days = [_read_day(one) for one in given["days"]]
        code = _text(given["code"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed(str(error) if isinstance(error, Malformed) else "Ini bukan bukti laporan.") from error
    if not days:
        raise Malformed("Bukti ini tidak memuat satu hari pun.")
    return code, days


def _read_day(one: dict[str, Any]) -> Day:
    position, path = one["position"], [_hex(step) for step in one["path"]]
    if not isinstance(position, int) or not 0 <= position < 2 ** len(path) or len(path) > DEEPEST:
        raise Malformed("Jalan ke akar tidak dapat dibaca.")
    return Day(
        text=_text(one["statement"]),
        statement=read_statement(_text(one["statement"])),
        key=_hex(one["key"]).hex(),
        signature=_hex(one["signature"], size=64),
        salt=_hex(one["salt"]).hex(),
        mark=_hex(one["mark"]).hex(),
        submitted=_day(one["submitted"]),
        latest=_day(one["latest"]),
        position=position,
        path=path,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise Malformed("Ini bukan bukti laporan.")
    return value


def _hex(value: object, *, size: int = 32) -> bytes:
    found = bytes.fromhex(_text(value))
    if len(found) != size:
        raise Malformed("Sebuah nilai tidak lengkap; salin bukti seutuhnya.")
    return found


def _day(value: object) -> str:
    return date.fromisoformat(_text(value)).isoformat()


def check(code: str, days: list[Day], *, keys: tuple[str, ...], published: dict[str, str] | None = None) -> Found:
    """Check a proof against the keys, and against what is published (statement by day) when that is at hand."""
    found = Found(code=code, days=[one.statement.day for one in days])
    for one in days:
        found.problems += [f"{one.statement.day}: {sentence}" for sentence in _wrong_with(one, code, keys, published)]
    if found.days != sorted(set(found.days)):
        found.problems.append("Urutan harinya tidak benar.")
    first = days[0]
    if first.statement.after == FIRST:
        found.notes.append(BEFORE_ALL.format(day=first.statement.day))
    elif first.submitted <= first.statement.after:
        found.problems.append(DATED_BACK.format(submitted=first.submitted, day=first.statement.day))
    if len({one.submitted for one in days}) > 1:
        found.problems.append("Tanggal masuknya tidak sama di semua hari: diubah sesudah dicatat.")
    return found


def _wrong_with(one: Day, code: str, keys: tuple[str, ...], published: dict[str, str] | None) -> list[str]:
    said, wrong = one.statement, []
    leaf = leaf_of(code=code, submitted=one.submitted, latest=one.latest, mark=one.mark, salt=one.salt)
    if climb(leaf, one.position, one.path).hex() != said.root or 2 ** len(one.path) != said.leaves:
        wrong.append("Laporan ini tidak ada dalam akar hari itu, atau bukti ini diubah.")
    if one.key not in keys:
        wrong.append("Ditandatangani dengan kunci yang tidak kami kenal.")
    elif not signed(bytes.fromhex(one.key), one.text.encode(), one.signature):
        wrong.append("Tanda tangannya tidak sah.")
    if published is not None and published.get(said.day) != one.text:
        wrong.append("Akar hari itu bukan yang kami terbitkan.")
    if max(one.submitted, one.latest) > said.day:
        wrong.append("Tanggalnya lebih lambat daripada akarnya.")
    if said.after != FIRST and one.latest <= said.after:
        wrong.append(EVENT_BACK.format(latest=one.latest, day=said.day))
    return wrong


def compare(one: tuple[str, list[Day]], other: tuple[str, list[Day]]) -> list[str]:
    """What two proofs of one report, taken at different times, do not both say."""
    if one[0] != other[0]:
        return [OTHER]
    mine, theirs = ({day.statement.day: day for day in days} for _, days in (one, other))
    until = min(max(mine), max(theirs))
    wrong = [LOST.format(day=day) for day in sorted(set(mine) ^ set(theirs)) if day <= until]
    both = sorted(set(mine) & set(theirs))
    return wrong + [SAME_DAY.format(day=day) for day in both if mine[day] != theirs[day]]


def check_roots(text: str, *, keys: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Check the list of all roots: each is signed and names the one before. Statement by day, and what is wrong."""
    published, wrong, before = dict[str, str](), list[str](), (FIRST, NOTHING)
    try:
        for one in json.loads(text)["roots"]:
            said = read_statement(_text(one["statement"]))
            genuine = one["key"] in keys and signed(
                _hex(one["key"]), said.text().encode(), _hex(one["signature"], size=64)
            )
            if not genuine:
                wrong.append(f"Akar {said.day}: tanda tangannya tidak sah.")
            if (said.after, said.prev) != before or said.day in published:
                wrong.append(f"Akar {said.day} tidak menyambung ke hari sebelumnya.")
            published[said.day] = said.text()
            before = (said.day, fingerprint(said.text()))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Malformed("Daftar akar tidak dapat dibaca.") from error
    return published, wrong


# Ed25519 (RFC 8032, section 5.1.7), points as (X, Y, Z, T) with x = X/Z, y = Y/Z, x·y = T/Z.

Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of this key signed this message."""
    public, start = _point(key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or start is None or len(signature) != 64 or scalar >= ORDER:
        return False
    asked = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = _times(scalar, _base()), _add(start, _times(asked, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def _point(packed: bytes) -> Point | None:
    number = int.from_bytes(packed, "little")
    y = number & (2**255 - 1)
    x = _x_of(y, number >> 255) if len(packed) == 32 and y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(CURVE * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _base() -> Point:
    y = 4 * pow(5, P - 2, P) % P
    x = _x_of(y, 0) or 0
    return (x, y, 1, x * y % P)


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * CURVE % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def main(given: list[str] | None = None) -> int:
    """Read files, print what is found; 0 when all is well, 1 when something is wrong, 2 when a file is no proof."""
    parser = argparse.ArgumentParser(description="Memeriksa bukti bahwa laporan tidak dihapus atau ditanggali mundur.")
    parser.add_argument(
        "bukti", nargs="+", type=Path, help="berkas bukti; beberapa berkas dibandingkan dengan yang pertama"
    )
    parser.add_argument("--akar", type=Path, help="daftar semua akar (akar.json) dari situs atau dari pihak lain")
    parser.add_argument("--kunci", action="append", default=[], help="kunci publik (hex); biasanya sudah ada di sini")
    words = parser.parse_args(given)
    keys = (*KEYS, *words.kunci)
    try:
        published, wrong = check_roots(words.akar.read_text(), keys=keys) if words.akar else (None, [])
        proofs = [read(path.read_text()) for path in words.bukti]
    except (Malformed, OSError, UnicodeDecodeError) as error:
        print(error)
        return 2
    for proof in proofs:
        found = check(*proof, keys=keys, published=published)
        print(f"Laporan {found.code}: tercatat pada {', '.join(found.days)}.", *found.notes, sep="\n")
        wrong += found.problems + compare(proofs[0], proof)
    print(
        *(wrong or ["Bukti ini sah: tidak dihapus dan tidak ditanggali mundur sampai hari terakhir di atas."]), sep="\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
