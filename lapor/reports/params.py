"""What a move asks for. Forms, API schemas and the documentation of moves are all made from these rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from django.db.models import TextChoices

from lapor.agencies.numbering import NUMBER_LONGEST
from lapor.reports import choices

Kind = Literal[
    "text",
    "line",
    "agency",
    "agencies",
    "choice",
    "flag",
    "category",
    "report",
    "files",
    "attached",
    "date",
    "moment",
    "person",
    "answer",
]


@dataclass(frozen=True, slots=True)
class Param:
    """One thing a move takes: `limit` is characters for words, count for lists."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = False
    limit: int = 0
    options: tuple[tuple[str, str], ...] = ()


def _options(cls: type[TextChoices]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in cls.choices)


TEXT_LIMIT = 10_000
TITLE_LIMIT = 150
PROMISE_LIMIT = 300

PARAMS: dict[str, Param] = {
    p.name: p
    for p in (
        Param("to", "agency", "Diteruskan ke", "Ketik nama dinas, badan atau unit."),
        Param("note", "text", "Pesan untuk penerima", "Apa yang Anda harapkan dari penerima.", limit=2_000),
        Param("copies", "agencies", "Tembusan", "Instansi ini ikut membaca, tetapi tidak menjawab.", limit=10),
        Param(
            "oversight",
            "choice",
            "Berkadar pengawasan",
            "Berkadar: ada dugaan pelanggaran yang perlu diperiksa pengawas internal.",
            options=(("yes", "Berkadar pengawasan"), ("no", "Tidak berkadar pengawasan")),
        ),
        Param("public_title", "line", "Judul untuk publik", limit=TITLE_LIMIT),
        Param(
            "public_body",
            "text",
            "Isi untuk publik",
            "Hapus nama, nomor telepon, alamat dan data pribadi lain.",
            limit=TEXT_LIMIT,
        ),
        Param(
            "checked",
            "flag",
            "Saya sudah memeriksa, yang ditemukan boleh dibaca umum",
            "Hanya perlu bila yang akan terbit tampaknya memuat data pribadi; tanpa ini langkah lalu ditolak.",
        ),
        Param("withhold", "choice", "Jangan terbitkan karena", options=_options(choices.WithholdReason)),
        Param("questions", "text", "Pertanyaan untuk pelapor", "Tulis apa yang masih kurang.", limit=2_000),
        Param("text", "text", "Tulisan Anda", limit=TEXT_LIMIT),
        Param("files", "files", "Lampiran", limit=10),
        Param("final", "flag", "Ini jawaban akhir atas laporan ini"),
        Param("publish_text", "flag", "Tampilkan jawaban ini di halaman publik"),
        Param("promise", "line", "Yang dijanjikan", "Contoh: lubang di depan pasar ditambal.", limit=PROMISE_LIMIT),
        Param("promise_until", "date", "Paling lambat tanggal", "Hari sesudah hari ini, paling lama dua tahun."),
        Param("send_at", "moment", "Kirim pada", "Paling lama 30 hari dari sekarang. Contoh: 24/11/2026 08.00."),
        Param("past_limit", "flag", "Ya, kirim pada waktu itu walaupun tenggat sudah lewat"),
        Param(
            "promise_owner",
            "person",
            "Penanggung jawab janji",
            "Pada harinya janji kembali kepadanya. Tanpa pilihan: penanggung jawab laporan, atau yang menjawab. "
            "Pelapor dan umum tidak membaca namanya.",
        ),
        Param(
            "to_merged",
            "flag",
            "Kirim juga ke laporan yang digabungkan",
            "Setiap pelapor menerimanya di laporannya sendiri. Jangan menyebut nama pelapor.",
        ),
        Param("reason", "text", "Alasan", limit=2_000),
        Param(
            "phone",
            "line",
            "Nomor telepon Anda",
            "Hanya dibaca instansi yang memegang laporan Anda sekarang, dan hanya selama laporan ada padanya.",
            limit=20,
        ),
        Param("comment", "text", "Catatan untuk unit", "Hanya unit penulis yang membacanya.", limit=2_000),
        Param("proposed", "agency", "Menurut Anda, instansi mana yang berwenang?"),
        Param(
            "keep_rule",
            "flag",
            "Sarankan unit ini juga untuk laporan berikutnya dengan kategori dan kecamatan yang sama",
        ),
        Param(
            "accused",
            "agency",
            "Instansi yang dilaporkan",
            "Instansi ini dan semua unit di bawahnya tidak lagi dapat melihat laporan ini.",
        ),
        Param("outcome", "choice", "Hasil pemeriksaan", options=_options(choices.CaseOutcome)),
        Param(
            "archive_reason",
            "choice",
            "Alasan pengarsipan",
            options=tuple(one for one in _options(choices.ArchiveReason) if one[0] != choices.ArchiveReason.UNSPLIT),
        ),
        Param("part_title", "line", "Judul bagian", limit=TITLE_LIMIT),
        Param(
            "part_body",
            "text",
            "Isi bagian",
            "Sisakan hanya yang ditangani sebagai bagian ini, dengan kata-kata pelapor.",
            limit=TEXT_LIMIT,
        ),
        Param(
            "part_files",
            "attached",
            "Lampiran pelapor yang ikut",
            "Salinannya menyertai bagian ini; aslinya tetap di laporan asal.",
            limit=10,
        ),
        Param("primary", "report", "Kode laporan utama", "Laporan ini akan mengikuti laporan utama."),
        Param("until", "date", "Tenggat baru"),
        Param("person", "person", "Penanggung jawab", "Seorang petugas di instansi pemegang laporan."),
        Param("answer", "answer", "Jawaban yang dijadikan surat", "Bila tidak dipilih: jawaban yang terbaru."),
        Param("letter_number", "line", "Nomor surat", "Seperti di buku agenda instansi Anda.", limit=NUMBER_LONGEST),
        Param("letter_date", "date", "Tanggal surat", "Bila kosong: hari ini."),
        Param("letter_place", "line", "Tempat", "Bila kosong: seperti di kop surat instansi.", limit=80),
        Param("letter_subject", "line", "Hal", "Bila kosong: jawaban atas laporan dengan kodenya.", limit=TITLE_LIMIT),
        Param("classification", "choice", "Klasifikasi", options=_options(choices.Classification)),
        Param("category", "category", "Kategori"),
        Param("adequate", "choice", "Apakah jawabannya memadai?", options=_options(choices.Verdict)),
        Param("solved", "choice", "Apakah masalahnya teratasi?", options=_options(choices.Verdict)),
        Param("treated", "choice", "Apakah Anda diperlakukan dengan baik?", options=_options(choices.Verdict)),
    )
}


def params_of(takes: str) -> tuple[Param, ...]:
    """The rows named in `takes`; a name that ends with "!" is required."""
    return tuple(replace(PARAMS[name.rstrip("!")], required=name.endswith("!")) for name in takes.split())
