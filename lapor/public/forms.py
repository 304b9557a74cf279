"""What citizens fill in: the report, code and PIN, the lost PIN, the filters of the public list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lapor.agencies.models import Agency, Category
from lapor.channels.web import asked
from lapor.channels.web.clocks import EARLIEST, LATEST
from lapor.channels.web.fields import (
    FILES_HINT,
    AgencyField,
    CategoryField,
    CodeField,
    FilesField,
    RegionField,
    WordsField,
    as_uploads,
)
from lapor.channels.web.moveform import DATE_FORMATS, SEARCH, PickerForm, date_input
from lapor.kit import codes, contacts, wording
from lapor.reports import search
from lapor.reports.choices import Classification, Identity, Secrecy, State
from lapor.reports.drafts import NAME_LIMIT, Draft, named_by, problems_of
from lapor.reports.params import TEXT_LIMIT, TITLE_LIMIT
from lapor.ui.forms import CardField

PROOF_LIMIT = 1_000_000  # characters or bytes
KINDS = (
    (Classification.COMPLAINT, "Pengaduan", "Ada layanan atau petugas yang tidak berjalan semestinya."),
    (Classification.ASPIRATION, "Aspirasi", "Anda punya usul agar layanan menjadi lebih baik."),
    (Classification.INFORMATION, "Permintaan informasi", "Anda perlu keterangan dari instansi."),
)
IDENTITIES = (
    (
        Identity.NAMED,
        "Bernama",
        "Petugas di instansi yang memegang laporan dapat membaca nama Anda, dan Anda melihat siapa yang membacanya. "
        "Umum tidak pernah melihat nama Anda.",
    ),
    (
        Identity.ANONYMOUS,
        "Anonim",
        "Tidak ada petugas yang melihat nama dan kontak Anda; keduanya disegel. "
        "Sistem tetap mengirim kabar ke surel Anda.",
    ),
    (
        Identity.NONE,
        "Tanpa identitas",
        "Kami tidak menyimpan nama dan kontak sama sekali, jadi tidak ada yang dapat dilihat siapa pun. "
        "Hanya kode dan PIN yang menghubungkan Anda dengan laporan, dan PIN yang hilang tidak dapat diganti.",
    ),
)
SECRECIES = (
    (
        Secrecy.PUBLIC,
        "Publik",
        "Semua orang dapat membaca isi laporan setelah petugas memeriksanya dan menghapus data pribadi. "
        "Nama dan lampiran Anda tidak ikut tampil.",
    ),
    (
        Secrecy.SECRET,
        "Rahasia",
        "Hanya petugas di instansi yang memegang laporan yang membaca isinya; nama Anda tidak mereka lihat. "
        "Setiap petugas yang membukanya tercatat, dan Anda dapat melihat catatan itu.",
    ),
)
ORDERS = (("newest", "Terbaru"), ("oldest", "Terlama"), ("waiting", "Belum selesai, terlama dulu"))
LOST_CHOICES = {
    "status": "Status ini tidak ada. Pilih dari daftar.",
    "kategori": "Kategori ini tidak ada. Pilih dari daftar.",
    "urut": "Urutan ini tidak ada. Pilih dari daftar.",
}
LOST_CARD = "Pilihan ini tidak ada. Pilih salah satu."


def _required(sentence: str) -> dict[str, str]:
    return {"required": sentence, "invalid_choice": LOST_CARD}


class ReportForm(PickerForm):
    """A report in plain words. Its rules are those of `Draft`; this form only carries them."""

    classification = CardField(
        label="Apa yang ingin Anda sampaikan?", cards=KINDS, error_messages=_required("Pilih salah satu.")
    )
    title = WordsField(
        label="Judul",
        help_text="Satu kalimat pendek, misalnya “Jalan berlubang di depan pasar”.",
        most=TITLE_LIMIT,
        error_messages=_required("Tulis judul singkat, misalnya “Jalan berlubang di depan pasar”."),
    )
    body = WordsField(
        label="Apa yang terjadi?",
        help_text="Ceritakan dengan kata-kata Anda sendiri.",
        widget=forms.Textarea(attrs={"rows": 9}),
        most=TEXT_LIMIT,
        error_messages=_required("Ceritakan apa yang terjadi, di mana dan kapan, paling sedikit satu kalimat."),
    )
    incident_date = forms.DateField(
        label="Kapan terjadi?",
        help_text="Perkiraan tanggal boleh.",
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        error_messages={"invalid": "Tanggal ini tidak ada. Contoh: 24/11/2026."},
    )
    region = RegionField(
        label="Desa atau kecamatan",
        help_text="Ketik nama desa, kelurahan atau kecamatan.",
        required=False,
    )
    place = asked.place()
    target = AgencyField(
        label="Instansi tujuan",
        help_text="Tidak tahu? Kosongkan. Pemerintah daerah tempat itu meneruskan laporan ke instansi yang tepat.",
        required=False,
    )
    category = CategoryField(
        label="Kategori",
        help_text="Misalnya “jalan” atau “bantuan sosial”. Laporan tentang korupsi selalu dimulai sebagai rahasia.",
        required=False,
    )
    accused = asked.accused()
    accused_text = asked.accused_text()
    identity = CardField(
        label="Apakah petugas boleh tahu nama Anda?",
        cards=IDENTITIES,
        error_messages=_required("Pilih apakah nama Anda boleh diketahui petugas."),
    )
    secrecy = CardField(
        label="Apakah isi laporan boleh dibaca umum?",
        cards=SECRECIES,
        error_messages=_required("Pilih apakah isi laporan boleh dibaca umum."),
    )
    name = WordsField(
        label="Nama Anda", help_text="Wajib diisi bila Anda memilih “Bernama”.", required=False, most=NAME_LIMIT
    )
    email = WordsField(
        label="Alamat surel",
        help_text="Kabar hanya dikirim ke surel, juga PIN baru bila PIN Anda hilang. "
        "Tanpa surel Anda perlu membuka sendiri halaman “Lacak”.",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email", "spellcheck": "false"}),
        most=254,
    )
    phone = WordsField(
        label="Nomor telepon",
        help_text="Misalnya 0812 3456 7890. Ke nomor ini belum ada kabar yang dikirim.",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        most=30,
    )
    situs = forms.CharField(
        label="Situs web",
        help_text="Biarkan kolom ini kosong. Hanya program otomatis yang mengisinya.",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["files"] = FilesField(label="Foto atau berkas", help_text=FILES_HINT, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("situs"):
            self.add_error("situs", "Kosongkan kolom ini, lalu kirim lagi.")
        draft = self.draft()
        for name, sentence in problems_of(draft, named_by(draft)).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, sentence)
        return self.cleaned_data

    @property
    def names_accused(self) -> bool:
        """Whether something was filled in, or is wrong, in the part that is folded away."""
        typed = (self.data.get(name) for name in ("accused", "accused_q", "accused_text"))
        return any(typed) or bool(self.is_bound and {"accused", "accused_text"} & self.errors.keys())

    def draft(self) -> Draft:
        """What was filled in, as the heart takes it. Who wants no identity leaves none, whatever else was typed."""
        given = self.cleaned_data
        words = ["title", "body", "place", "region", "accused_text", "classification", "identity", "secrecy"]
        if given.get("identity") != Identity.NONE:
            words += ["name", "email", "phone"]
        values: dict[str, Any] = {name: given.get(name) or "" for name in words}
        values |= {name: row.pk for name in ("target", "category", "accused") if (row := given.get(name))}
        values |= {"incident_date": given.get("incident_date"), "files": as_uploads(self.files.getlist("files"))}
        return Draft(**values).cleaned()


def _code(**more: Any) -> CodeField:
    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return CodeField(widget=forms.TextInput(attrs=attrs), max_length=60, **more)


class TrackForm(forms.Form):
    """Code alone finds an open report; code and PIN open one's own."""

    code = _code(
        label="Kode laporan",
        help_text="9 huruf dan angka pada tanda terima, misalnya "
        "7K4\N{NON-BREAKING HYPHEN}M9Q\N{NON-BREAKING HYPHEN}XT2.",
        error_messages={"required": "Ketik kode laporan Anda.", "max_length": "Kode terdiri dari 9 huruf dan angka."},
    )
    pin = forms.CharField(
        label="PIN",
        help_text="12 huruf dan angka. Perlu bila ini laporan Anda sendiri.",
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        ),
        error_messages={"max_length": "PIN terdiri dari 12 huruf dan angka."},
    )

    def clean_pin(self) -> str:
        typed = str(self.cleaned_data.get("pin") or "")
        if typed and codes.normalise_pin(typed) is None:
            raise forms.ValidationError("PIN ini tidak lengkap. PIN terdiri dari 12 huruf dan angka.")
        return typed


class LostPinForm(forms.Form):
    """Which report, and the contact that was given with it."""

    code = _code(
        label="Kode laporan",
        error_messages={"required": "Ketik kode laporan Anda.", "max_length": "Kode terdiri dari 9 huruf dan angka."},
    )
    email = WordsField(
        label="Alamat surel yang Anda tulis di laporan",
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email", "spellcheck": "false"}),
        most=254,
        error_messages={"required": "Tulis alamat surel yang Anda pakai waktu melapor."},
    )

    def clean_email(self) -> str:
        address = contacts.email(str(self.cleaned_data["email"]))
        if address is None:
            raise forms.ValidationError("Alamat surel ini tidak lengkap. Contoh: nama@contoh.id.")
        return address


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=date_input(),
        input_formats=DATE_FORMATS,
        error_messages={"invalid": "Tanggal ini tidak ada. Contoh: 24/11/2026."},
    )


class FilterForm(PickerForm):
    """What narrows the public list."""

    kata = WordsField(label="Kata", required=False, most=100, widget=forms.TextInput(attrs={"type": "search"}))
    wilayah = RegionField(label="Wilayah", required=False)
    instansi = AgencyField(label="Instansi", required=False)
    kategori = forms.ChoiceField(label="Kategori", required=False)
    status = forms.ChoiceField(label="Status", required=False)
    dari = _day("Terbit sejak")
    sampai = _day("Terbit sampai")
    terlambat = forms.BooleanField(label="Hanya yang melewati tenggat", required=False)
    urut = forms.ChoiceField(label="Urutan", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # Reports of an agency that was closed stay where they are found.
        self.fields["instansi"] = AgencyField(label="Instansi", required=False, agencies=Agency.objects.all())
        self.categories = list(Category.objects.filter(parent=None, is_open=True).values_list("code", "name"))
        set_choices(self, "status", "Semua status", [(str(state), str(state.label)) for state in State])
        set_choices(self, "kategori", "Semua kategori", self.categories)
        set_choices(self, "urut", "Paling sesuai, lalu terbaru", list(ORDERS))
        for name, sentence in LOST_CHOICES.items():
            self.fields[name].error_messages["invalid_choice"] = sentence

    def clean_kata(self) -> tuple[str, ...]:
        typed = str(self.cleaned_data["kata"])
        telling = wording.telling(typed)
        if typed and not telling:
            raise forms.ValidationError(search.TOO_COMMON)
        return telling

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        since, until = given.get("dari"), given.get("sampai")
        if since and until and since > until:
            self.add_error("sampai", search.TURNED_ROUND)
        for name in ("dari", "sampai"):
            if (day := given.get(name)) and not EARLIEST <= day <= LATEST:
                self.add_error(name, "Pilih tanggal antara tahun 2015 dan 2100.")
        return given

    @property
    def wanted(self) -> search.Wanted:
        """What a form without mistakes asks for."""
        given = self.cleaned_data
        return search.Wanted(
            words=given.get("kata") or (),
            agency=given.get("instansi"),
            category=given.get("kategori") or "",
            region=given.get("wilayah") or "",
            states=frozenset([given["status"]]) if given.get("status") else None,
            late=bool(given.get("terlambat")),
            since=given.get("dari"),
            until=given.get("sampai"),
        )

    @property
    def order(self) -> search.Order | None:
        """None: the most fitting first, where there are words."""
        order: search.Order | None = self.cleaned_data.get("urut") or None
        return order

    @property
    def asks_more(self) -> bool:
        """Whether something is wrong, or looked up, in the part that is folded away."""
        return bool(self.errors.keys() - {"kata", "wilayah"}) or self.data.get(SEARCH) == "instansi"


def set_choices(form: forms.Form, name: str, everything: str, options: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", everything), *options]


class ProofForm(forms.Form):
    """A proof, as a file or pasted."""

    file = forms.FileField(label="Berkas bukti", required=False, max_length=200)
    text = forms.CharField(
        label="Atau tempel isinya", required=False, max_length=PROOF_LIMIT, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not data["file"] and not data["text"].strip():
            raise forms.ValidationError("Pilih berkas bukti atau tempel isinya.")
        return data

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > PROOF_LIMIT:
            raise forms.ValidationError("Berkas ini terlalu besar untuk sebuah bukti.")
        return file
