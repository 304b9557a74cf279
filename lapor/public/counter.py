"""The form for who sits at a counter: the same fields, in words for an officer who files for somebody else."""

from __future__ import annotations

from typing import Any

from django import forms

from lapor.public.forms import LOST_CARD, ReportForm
from lapor.reports.choices import Channel, Classification, Identity, Secrecy
from lapor.ui.forms import CardField

# Field: its label and its hint; what is not named here reads the same on both sides of the counter.
LABELS = {
    "classification": "Apa yang ingin disampaikan pelapor?",
    "identity": "Apakah petugas boleh tahu nama pelapor?",
    "name": "Nama pelapor",
    "email": "Alamat surel pelapor",
    "phone": "Nomor telepon pelapor",
}
HINTS = {
    "body": "Tulis dengan kata-kata pelapor sendiri.",
    "name": "Nama orang yang melapor, bukan nama petugas. Wajib bila ia memilih “Bernama”.",
    "email": "Tanpa surel tidak ada kabar, dan PIN yang hilang tidak dapat diganti.",
}
ABOUT = {
    Classification.ASPIRATION: "Pelapor punya usul agar layanan menjadi lebih baik.",
    Classification.INFORMATION: "Pelapor perlu keterangan dari instansi.",
    Identity.NAMED: "Petugas di instansi yang memegang laporan dapat membaca nama pelapor, dan pelapor melihat siapa "
    "yang membacanya. Umum tidak pernah melihat namanya.",
    Identity.ANONYMOUS: "Tidak ada petugas yang melihat nama dan kontak pelapor setelah laporan terkirim; keduanya "
    "disegel. Sistem tetap mengirim kabar ke surelnya.",
    Identity.NONE: "Kami tidak menyimpan nama dan kontak sama sekali. Hanya kode dan PIN yang menghubungkan pelapor "
    "dengan laporannya, dan PIN yang hilang tidak dapat diganti.",
    Secrecy.PUBLIC: "Semua orang dapat membaca isi laporan setelah petugas memeriksanya dan menghapus data pribadi. "
    "Nama dan lampiran pelapor tidak ikut tampil.",
    Secrecy.SECRET: "Hanya petugas di instansi yang memegang laporan yang membaca isinya; nama pelapor tidak mereka "
    "lihat. Setiap petugas yang membukanya tercatat, dan pelapor dapat melihat catatan itu.",
}


class CounterForm(ReportForm):
    """What a counter officer fills in for somebody who came, called or wrote."""

    came_by = forms.ChoiceField(
        label="Bagaimana laporan ini sampai kepada Anda?",
        choices=[(one.value, one.label) for one in (Channel.COUNTER, Channel.PHONE, Channel.LETTER)],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih bagaimana laporan ini sampai kepada Anda.",
            "invalid_choice": LOST_CARD,
        },
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            field.label, field.help_text = LABELS.get(name, field.label), HINTS.get(name, field.help_text)
            if isinstance(field, CardField):
                # A new dict: fields of all forms share the one of their class.
                field.about = field.about | {value: about for value, about in ABOUT.items() if value in field.about}
        self.fields["identity"].error_messages["required"] = "Pilih apakah nama pelapor boleh diketahui petugas."

    def channel(self) -> str:
        return str(self.cleaned_data["came_by"])
