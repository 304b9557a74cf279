"""What the console can do, in order of purpose, and argparse's own words in Indonesian."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from difflib import get_close_matches

PROGRAM = "lapor"
# Purpose: what is typed, what it does. Every command of ours stands here (a test sees to it).
GROUPS: dict[str, tuple[tuple[str, str], ...]] = {
    "Menjalankan": (
        ("up", "menyiapkan basis data, lalu menjalankan server web dan pekerja"),
        ("web", "menjalankan server web saja"),
        ("worker", "menjalankan pekerja saja"),
        ("migrate", "memperbarui susunan basis data; jalankan setelah memasang versi baru"),
        ("roles --serving PERAN", "memberi peran PostgreSQL yang melayani hak secukupnya"),
        ("doctor", "memeriksa pemasangan dan janji-janjinya"),
    ),
    "Orang dan instansi": (
        ("user add|seat|unlock", "membuat akun, memberi peran, menghapus langkah kedua"),
        ("agency add|list|move|close|open", "mengurus susunan instansi"),
        ("setup BERKAS", "menyiapkan unit, orang dan kewenangan dari XLSX atau CSV"),
        ("config export|import BERKAS", "mengekspor dan mengimpor konfigurasi sebagai JSON"),
        ("token add", "membuat kunci API"),
    ),
    "Isi": (
        ("import laporan-ringkas BERKAS", "memasukkan ekspor resmi SP4N-LAPOR"),
        ("standards load|day-off|days-off|explain", "mengurus standar layanan dan hari libur; menjelaskan tenggat"),
        ("regions [KODE]", "memuat wilayah sampai desa"),
        ("seed small|city|nation", "mengisi dunia contoh ke basis data kosong"),
        ("logins", "menampilkan akun dunia contoh"),
    ),
    "Kunci dan identitas": (
        ("keys list|rotate", "mengganti kunci pembungkus laporan"),
        ("identity open KODE", "membuka identitas, oleh dua kustodian bersama"),
    ),
    "Untuk pengembang": (
        ("docs", "menulis dokumen yang dibuat dari kode; --check hanya memeriksa"),
        ("openapi", "menulis dokumen OpenAPI; --check hanya memeriksa"),
    ),
}
WIDTH = 1 + max(len(typed) for group in GROUPS.values() for typed, _ in group)

# What argparse says (its msgid, CPython Lib/argparse.py), and how it is said here.
WORDS = {
    "usage: ": "Pemakaian: ",
    "positional arguments": "argumen",
    "options": "pilihan",
    "show this help message and exit": "menampilkan bantuan ini",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "yang berikut harus disebut: %s",
    "unrecognized arguments: %s": "tidak dikenal: %s",
    "not allowed with argument %s": "tidak dapat dipakai bersama %s",
    "ignored explicit argument %r": "tidak menerima nilai %r",
    "one of the arguments %s is required": "salah satu dari %s harus disebut",
    "expected one argument": "perlu satu nilai",
    "expected at most one argument": "paling banyak satu nilai",
    "expected at least one argument": "perlu sedikitnya satu nilai",
    "expected %s argument": "perlu %s nilai",
    "expected %s arguments": "perlu %s nilai",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s tidak jelas, bisa berarti %(matches)s",
    "unexpected option string: %s": "pilihan %s tidak diharapkan",
    "invalid %(type)s value: %(value)r": "%(value)r bukan bilangan bulat",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r tidak dikenal (pilih: %(choices)s)",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "%(parser_name)r tidak dikenal (pilih: %(choices)s)",
    "can't open '%(filename)s': %(error)s": "“%(filename)s” tidak dapat dibuka: %(error)s",
}
# What Django adds to every command; only this much of it is of use to who runs ours.
DJANGO_HIDES = frozenset(
    {"--version", "--verbosity", "--settings", "--pythonpath", "--no-color", "--force-color", "--skip-checks"}
)
# By option, or by place for what has none; all but the first are those of `migrate`.
DJANGO_SAYS = {
    "--traceback": "menampilkan jejak galat untuk pengembang",
    "app_label": "hanya bagian ini, misalnya reports",
    "migration_name": "sampai langkah ini; “zero” membatalkan semuanya",
    "--noinput": "jangan bertanya",
    "--database": "basis data yang diperbarui",
    "--fake": "tandai sebagai selesai tanpa menjalankannya",
    "--fake-initial": "lewati langkah pertama bila tabelnya sudah ada",
    "--plan": "hanya tunjukkan apa yang akan dijalankan",
    "--run-syncdb": "buat tabel untuk bagian tanpa langkah migrasi",
    "--check": "hanya memeriksa; keluar dengan 1 bila ada yang belum dijalankan",
    "--prune": "hapus catatan langkah yang sudah tidak ada",
}


def overview() -> str:
    """Return what can be done, by purpose, one line each."""
    lines = [f"Pemakaian: {PROGRAM} PERINTAH [PILIHAN]"]
    for purpose, commands in GROUPS.items():
        lines += ["", purpose, *(f"  {PROGRAM} {typed:<{WIDTH}} {meaning}" for typed, meaning in commands)]
    return "\n".join(
        [
            *lines,
            "",
            f"Bantuan satu perintah: {PROGRAM} PERINTAH --help",
            f"Perintah Django juga ada di sini, misalnya {PROGRAM} shell dan {PROGRAM} check.",
            "Kode keluar: 0 selesai, 1 ditolak atau gagal, 2 perintah atau pengaturan salah, 130 dihentikan.",
        ]
    )


def names() -> list[str]:
    """Return the first words of our commands."""
    return [typed.split()[0] for commands in GROUPS.values() for typed, _ in commands]


def unknown(name: str, known: Iterable[str]) -> str:
    """Return the sentence for a command that is not there, with the nearest that is."""
    near = get_close_matches(name, [*names(), *known], n=1) or get_close_matches(name.lower(), names(), n=1)
    meant = f" Maksud Anda `{PROGRAM} {near[0]}`?" if near else ""
    return f"Perintah “{name}” tidak dikenal.{meant} Jalankan `{PROGRAM}` untuk melihat semua perintah."


def speak_indonesian() -> None:
    """Put our words where argparse looks its own up: it has no catalogue for Indonesian and asks `gettext` by name."""
    vars(argparse).update(_=_word, ngettext=_word_for)


def _word(said: str) -> str:
    return WORDS.get(said, said)


def _word_for(one: str, many: str, count: int) -> str:
    return _word(one if count == 1 else many)


def tidy(parser: argparse.ArgumentParser) -> None:
    """Leave out of a command of ours what only Django's developers need, and say the rest of Django's in our words."""
    for action in parser._actions:
        option = next((one for one in action.option_strings if one.startswith("--")), action.dest)
        if option in DJANGO_HIDES:
            action.help = argparse.SUPPRESS
        elif action.help and action.help[0].isupper():  # ours begin with a small letter
            action.help = DJANGO_SAYS.get(option, action.help)
