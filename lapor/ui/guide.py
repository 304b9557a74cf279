"""Sample content of the style guide."""

from django import forms

from lapor.ui.forms import CardField

IDENTITY = (
    (
        "named",
        "Dengan nama",
        "Petugas unit yang menangani laporan dapat membaca nama Anda. Nama Anda tidak pernah tampil untuk umum.",
    ),
    (
        "anonymous",
        "Anonim",
        "Nama Anda tersimpan tersegel; tidak ada petugas yang dapat membukanya. Anda tetap menerima kabar.",
    ),
    (
        "none",
        "Tanpa identitas",
        "Kami tidak menyimpan apa pun tentang Anda. Hanya kode dan PIN yang membuka laporan ini.",
    ),
)
NAMES = (
    "Dinas Pekerjaan Umum",
    "Dinas Perhubungan",
    "Dinas Kesehatan",
    "Kecamatan Malili",
    "Kecamatan Nuha",
    "RSUD I Lagaligo",
)
PLACES = [{"value": str(at), "label": name, "note": "Kabupaten Luwu Timur"} for at, name in enumerate(NAMES, 1)]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="Judul laporan", max_length=120, help_text="Satu kalimat, misalnya “Jembatan Desa Lampia putus”."
    )
    body = forms.CharField(
        label="Apa yang terjadi?",
        min_length=20,
        widget=forms.Textarea,
        help_text="Ceritakan apa yang terjadi, di mana, kapan, dan siapa yang terdampak.",
    )
    kind = forms.ChoiceField(
        label="Jenis laporan",
        widget=forms.RadioSelect,
        choices=(("complaint", "Pengaduan"), ("aspiration", "Aspirasi"), ("question", "Permintaan informasi")),
    )
    category = forms.ChoiceField(
        label="Kategori",
        required=False,
        choices=(("", "Biarkan petugas memilih"), ("1", "Jalan dan jembatan"), ("2", "Air bersih")),
    )
    on = forms.DateField(label="Kapan terjadi?", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    email = forms.EmailField(
        label="Alamat surel", required=False, help_text="Untuk mengirim kabar. Petugas tidak melihatnya."
    )
    file = forms.FileField(
        label="Lampiran",
        required=False,
        help_text="Foto, dokumen, video, atau suara. Paling banyak 5 berkas, masing-masing 10 MB.",
    )
    agency = forms.CharField(
        label="Instansi tujuan", required=False, help_text="Tidak tahu? Kosongkan saja, kami yang meneruskan."
    )
    identity = CardField(label="Siapa yang boleh tahu nama Anda?", cards=IDENTITY)
    agree = forms.BooleanField(
        label="Yang saya tulis benar menurut yang saya ketahui.", help_text="Laporan palsu dapat diarsipkan."
    )
