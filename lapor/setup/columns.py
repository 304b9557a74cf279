"""The kinds of rows that a file may hold: their columns, an example, and how a header is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lapor.agencies.models import Agency, Role

ROWS_MOST = 5_000  # rows of one file together
CELL_MOST = 500  # characters


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A table that can be brought in. `marks` are the columns by which its header is known."""

    name: str
    label: str
    columns: dict[str, str]  # name: what belongs there
    marks: frozenset[str]
    example: tuple[str, ...]


UNITS = Kind(
    "unit",
    "Unit",
    {
        "nama": "nama resmi",
        "nama pendek": "sehari-hari, paling banyak 60 huruf",
        "induk": "nama atau alamat unit di atasnya; kosong: instansi Anda",
        "wilayah": "kode Kemendagri atau nama",
        "surel kantor": "boleh kosong",
        "jenis": "kosong: unit; jenis lain hanya oleh admin nasional",
        "alamat": "hanya untuk mengubah nama unit yang sudah ada: alamat halamannya",
    },
    frozenset({"nama", "nama pendek", "induk"}),
    ("Puskesmas Contoh", "Puskesmas Contoh", "", "", "puskesmas@contoh.go.id", "", ""),
)
PEOPLE = Kind(
    "orang",
    "Orang",
    {
        "nama": "nama lengkap",
        "surel": "alamat surel dinas; undangan dikirim ke sini",
        "unit": "nama atau alamat unit",
        "peran": "misalnya Pejabat penghubung atau Pimpinan",
        "mulai": "tanggal; kosong: hari ini",
        "sampai": "hari pertama tanpa peran ini; boleh kosong",
    },
    frozenset({"nama", "surel", "peran"}),
    ("Nama Lengkap", "nama@contoh.go.id", "Puskesmas Contoh", Role.LIAISON.label, "", ""),
)
COMPETENCES = Kind(
    "kewenangan",
    "Kewenangan",
    {
        "unit": "nama atau alamat unit",
        "kategori": "nama atau kode kategori",
        "wilayah": "kosong: di mana saja",
    },
    frozenset({"unit", "kategori"}),
    ("Puskesmas Contoh", "Kesehatan", ""),
)
CATEGORIES = Kind(
    "kategori",
    "Kategori",
    {
        "kode": "huruf kecil, angka dan tanda hubung",
        "nama": "yang dibaca pelapor",
        "kelompok": "kode kelompok; kosong: ini sebuah kelompok",
        "petunjuk": "apa yang perlu ditulis pelapor",
        "rahasia": "ya: laporan selalu mulai sebagai rahasia",
    },
    frozenset({"kode", "nama", "kelompok"}),
    ("contoh-kategori", "Contoh kategori", "", "", "tidak"),
)
# In the order in which they are applied: each may name what stands before it.
KINDS = {kind.name: kind for kind in (CATEGORIES, UNITS, PEOPLE, COMPETENCES)}
ROLE_WORDS = {word.lower(): role for role in Role for word in (role.value, str(role.label))}
AGENCY_WORDS = {word.lower(): kind for kind in Agency.Kind for word in (kind.value, str(kind.label))} | {
    "unit": Agency.Kind.UNIT
}


def fold(text: str) -> str:
    """A name as it is compared: case and blanks do not matter."""
    return " ".join(text.split()).casefold()


def header_name(cell: str) -> str:
    return re.sub(r"[\s_*:]+", " ", cell).strip().casefold()


def kind_of(names: set[str]) -> Kind | None:
    """The kind whose header this is: the one with the most marks of those that stand there all."""
    fitting = [kind for kind in KINDS.values() if kind.marks <= names]
    return max(fitting, key=lambda kind: len(kind.marks), default=None)
