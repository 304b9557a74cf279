"""What the crowd writes and is told: invented sentences, put together from parts."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Topic(NamedTuple):
    """A matter with its group of categories, the unit that answers, and sentences with {what} and {where}."""

    group: str
    unit: str
    things: tuple[str, ...]
    titles: tuple[str, ...]
    stories: tuple[str, ...]
    answers: tuple[str, ...]


TOPICS = (
    Topic(
        "jalan",
        "pu",
        ("jalan berlubang", "jembatan retak", "trotoar rusak", "gorong-gorong tersumbat", "bahu jalan longsor"),
        ("{what} di {where}", "{what} dekat {where} belum diperbaiki", "Mohon perbaikan {what} di {where}"),
        (
            "Ada {what} di {where} dan setiap hujan keadaannya bertambah buruk.",
            "Pengendara sering jatuh karena {what}.",
        ),
        ("Tim kami sudah meninjau {where}.", "Perbaikan masuk jadwal pemeliharaan minggu ini dan sudah dikerjakan."),
    ),
    Topic(
        "lingkungan",
        "dlh",
        ("tumpukan sampah", "pembakaran sampah", "limbah ke sungai", "bak sampah penuh", "pohon rawan tumbang"),
        ("{what} di {where}", "Bau dari {what} di {where}", "{what} dibiarkan di {where}"),
        ("Sudah beberapa minggu ada {what} di {where}.", "Baunya sampai ke rumah warga dan anak-anak mulai batuk."),
        ("Petugas kebersihan sudah ke {where}.", "Jadwal angkut ditambah menjadi tiga kali seminggu."),
    ),
    Topic(
        "kesehatan",
        "dinkes",
        ("antrean loket", "obat kosong", "dokter jaga tidak ada", "pendaftaran daring gagal", "ruang tunggu bocor"),
        ("{what} di {where}", "{what} sejak pagi di {where}", "Pelayanan terhambat: {what} di {where}"),
        ("Saya datang ke {where} pagi hari dan menemui {what}.", "Pasien lanjut usia menunggu berjam-jam."),
        ("Kami sudah memeriksa pelayanan di {where}.", "Jadwal petugas diatur ulang dan persediaan ditambah."),
    ),
    Topic(
        "pendidikan",
        "disdik",
        ("atap kelas bocor", "guru sering kosong", "pungutan seragam", "meja kursi kurang", "toilet sekolah rusak"),
        ("{what} di {where}", "Keluhan orang tua: {what} di {where}", "{what}, murid terganggu di {where}"),
        ("Anak saya bersekolah di dekat {where} dan ada {what}.", "Sudah kami sampaikan ke sekolah tanpa hasil."),
        ("Pengawas sekolah sudah mendatangi {where}.", "Kekurangan itu dipenuhi dari dana pemeliharaan."),
    ),
    Topic(
        "kependudukan",
        "dukcapil",
        ("KTP-el belum dicetak", "data keluarga salah", "akta kelahiran terlambat", "NIK tidak aktif", "blangko habis"),
        ("{what} di {where}", "{what}, berkas sudah lengkap di {where}", "Kapan selesai: {what} di {where}"),
        ("Saya mengurus berkas di {where} tetapi {what}.", "Petugas meminta saya kembali lagi minggu depan."),
        ("Data pemohon di {where} sudah kami periksa.", "Dokumen dapat diambil di loket pada jam kerja."),
    ),
    Topic(
        "perhubungan",
        "dishub",
        ("lampu jalan mati", "parkir liar", "lampu lalu lintas mati", "halte rusak", "angkutan umum jarang lewat"),
        ("{what} di {where}", "{what}, warga khawatir di {where}", "{what} sepanjang jalan {where}"),
        ("Sejak pekan lalu ada {what} di {where}.", "Malam hari jalan menjadi rawan bagi pejalan kaki."),
        ("Regu teknis sudah ke {where}.", "Komponen yang rusak diganti dan sudah menyala kembali."),
    ),
    Topic(
        "bansos",
        "dinsos",
        ("nama hilang dari daftar bantuan", "bantuan terlambat", "kartu bantuan terblokir", "data penerima keliru"),
        ("{what} di {where}", "Warga {where}: {what}", "Mohon penjelasan: {what} di {where}"),
        ("Tetangga saya di {where} mengalami {what}.", "Padahal keadaannya tidak berubah sejak tahun lalu."),
        ("Pendamping sudah mengunjungi warga di {where}.", "Usulan perbaikan data dikirim bulan ini."),
    ),
    Topic(
        "pelayanan",
        "ptsp",
        ("izin usaha lama", "loket tutup lebih awal", "biaya tidak jelas", "situs layanan tidak terbuka"),
        ("{what} di {where}", "Pengurusan terhambat: {what} di {where}", "{what} pada kantor layanan {where}"),
        ("Saya mengurus keperluan di {where} dan menemui {what}.", "Tidak ada papan jadwal dan biaya di kantor itu."),
        ("Kami mohon maaf atas pelayanan di {where}.", "Jadwal dan biaya sekarang dipasang di pintu masuk."),
    ),
)
PLACES = (
    "Pasar Lama",
    "Balai Desa",
    "Simpang Tiga",
    "Puskesmas",
    "Terminal",
    "Jembatan Baru",
    "Lapangan",
    "Kantor Camat",
)
CLOSINGS = (
    "Mohon ditindaklanjuti.",
    "Kami berharap ada perhatian segera.",
    "Terima kasih atas bantuannya.",
    "Kejadian ini sudah berulang sejak bulan lalu.",
    "Foto dapat kami kirim bila diperlukan.",
)
FIRST_NAMES = ("Ani", "Budi", "Citra", "Dodi", "Eka", "Fitri", "Gita", "Hadi", "Intan", "Jaka", "Lina", "Made", "Nur")
LAST_NAMES = (
    "Wati",
    "Saputra",
    "Lestari",
    "Pratama",
    "Hidayat",
    "Siregar",
    "Tanjung",
    "Rumbewas",
    "Sitepu",
    "Mokodompit",
)
QUESTIONS = ("Mohon sebutkan alamat lengkap dan waktu kejadiannya.", "Apakah keadaan ini masih berlangsung hari ini?")
REPLIES = ("Masih berlangsung sampai pagi ini.", "Letaknya di depan warung, sisi kiri jalan.", "Belum ada perubahan.")
REASONS = ("Menurut daftar kewenangan ini bukan tugas unit kami.", "Sudah dijelaskan langsung kepada pelapor.")
THANKS = ("Terima kasih, sudah selesai.", "Cukup baik, walaupun lama.", "Belum memuaskan.")


def title(random: Random, topic: Topic, where: str) -> str:
    text = random.choice(topic.titles).format(what=random.choice(topic.things), where=where)
    return text[0].upper() + text[1:]


def body(random: Random, topic: Topic, where: str) -> str:
    what = random.choice(topic.things)
    parts = [story.format(what=what, where=where) for story in topic.stories]
    return " ".join([*parts, *random.sample(CLOSINGS, random.randint(1, 3))])


def answer(topic: Topic, where: str) -> str:
    return " ".join(sentence.format(where=where) for sentence in topic.answers)


def person(random: Random) -> str:
    return f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
