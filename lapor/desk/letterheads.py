"""The form for how an agency writes its official letters."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict

from lapor.agencies.actions.letterheads import longest
from lapor.agencies.models import Letterhead
from lapor.agencies.numbering import filled, problem_of
from lapor.channels.web.fields import WordsField
from lapor.channels.web.moveform import PickerForm
from lapor.ui import dates

# Column: its label, its hint, whether a letter needs it.
WORDS: dict[str, tuple[str, str, bool]] = {
    "address": ("Alamat kantor", "Satu baris di bawah nama instansi, dengan kode pos.", True),
    "contact": ("Telepon, surel, laman", "Satu baris di bawah alamat.", False),
    "place": ("Tempat surat ditulis", "Berdiri di depan tanggal surat. Contoh: Malili.", True),
    "head_title": ("Jabatan penanda tangan", "Contoh: Kepala Dinas Pekerjaan Umum.", True),
    "head_name": ("Nama penanda tangan", "Lengkap dengan gelar.", True),
    "head_rank": ("Pangkat dan golongan", "Contoh: Pembina Utama Muda (IV/c).", False),
    "head_nip": ("NIP", "18 angka.", False),
    "pattern": (
        "Pola nomor surat",
        "Dari pola ini nomor berikutnya diisikan. Contoh: 800/{nomor}/DPU/{bulan-romawi}/{tahun}.",
        False,
    ),
}


class LetterheadForm(PickerForm):
    """Head, signature and numbers of an agency's letters."""

    def __init__(self, data: QueryDict | None, *, row: Letterhead | None) -> None:
        start = {name: getattr(row, name) for name in WORDS} if row else {}
        super().__init__(data, initial=start)
        for name, (label, hint, needed) in WORDS.items():
            missing = {"required": "Bagian ini masih kosong. Isi dulu."}
            self.fields[name] = WordsField(
                label=label, help_text=hint, required=needed, most=longest(name), error_messages=missing
            )


def example(pattern: str, *, on: date) -> str:
    """What the pattern makes of the first letter of this day, in a sentence; empty without a usable one."""
    if not pattern or problem_of(pattern):
        return ""
    return f"Surat pertama pada {dates.plain_day(on)} mendapat nomor {filled(pattern, serial='1', day=on)}."
