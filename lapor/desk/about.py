"""What happens when a move is made, in one or two sentences above its form, and the icon of its button."""

from __future__ import annotations

ABOUT: dict[str, str] = {
    "dispose": (
        "Unit penerima memegang laporan ini dan berutang jawaban pertama. Pelapor dapat membaca siapa pemegangnya, "
        "tetapi tidak dapat membaca pesan Anda untuk penerima."
    ),
    "hold": "Pelapor menerima pertanyaan Anda. Waktu verifikasi berhenti sampai ia menjawab atau batas waktunya lewat.",
    "ask": (
        "Pelapor menerima pertanyaan Anda. Tenggat penyelesaian berhenti sampai ia menjawab atau batas waktunya lewat."
    ),
    "return_up": "Laporan kembali ke antrean di atas Anda. Waktu pelapor tidak diulang, dan pengembalian ini dihitung.",
    "recall": "Laporan kembali ke antrean Anda. Ini hanya mungkin selama penerima belum bertindak.",
    "archive": "Laporan tidak ditangani lebih lanjut. Pelapor membaca alasan Anda dan dapat mengajukan keberatan.",
    "merge": "Laporan ini mengikuti laporan utama. Kerahasiaan, percakapan, dan hak pelapornya tidak berubah.",
    "unmerge": "Laporan berjalan sendiri lagi dari tempatnya semula.",
    "follow_up": (
        "Pelapor membaca tulisan dan lampiran Anda. Jawaban akhir memberinya waktu untuk menyanggah sebelum laporan "
        "ditutup sendiri."
    ),
    "extend": "Pelapor membaca alasan Anda. Tenggat dapat diperpanjang dua kali; yang kedua hanya oleh pimpinan.",
    "reclassify": "Tenggat penyelesaian dihitung ulang dari hari mulainya semula.",
    "publish": "Semua orang dapat membaca versi ini. Nama pelapor tidak pernah tampil.",
    "unpublish": "Laporan hilang dari halaman publik. Pelapor membaca alasan Anda.",
    "edit_public": "Versi ini menggantikan yang sekarang terbit. Pelapor membaca alasan Anda.",
    "raise_secrecy": (
        "Laporan hilang dari halaman publik, tembusan berakhir, dan salinan nama pelapor dihapus. Anda tidak dapat "
        "membatalkannya sendiri."
    ),
    "note": "Hanya petugas yang menangani laporan ini yang membacanya.",
    "intervene": "Laporan ditandai dan instansi pemegangnya membaca tulisan Anda.",
    "close": "Pelapor diberi tahu dan dapat membuka kembali laporan ini satu kali.",
    "accept_objection": "Laporan kembali ke antrean Anda untuk diteruskan lagi. Pelapor membaca alasan Anda.",
    "reject_objection": (
        "Keputusan semula tetap. Pelapor membaca alasan Anda dan dapat membawa laporan ini ke Ombudsman."
    ),
    "adopt": "Laporan dari sistem sebelumnya mulai dikerjakan di sini, dengan tenggat baru sejak sekarang.",
    "add": "Keterangan ini tercatat sebagai tambahan dari pelapor.",
}
ICONS: dict[str, str] = {
    "dispose": "forward",
    "hold": "question",
    "ask": "question",
    "return_up": "undo",
    "recall": "undo",
    "archive": "archive",
    "merge": "merge",
    "unmerge": "merge",
    "follow_up": "reply",
    "extend": "calendar",
    "reclassify": "tag",
    "publish": "globe",
    "unpublish": "lock",
    "edit_public": "edit",
    "raise_secrecy": "lock",
    "note": "edit",
    "intervene": "flag",
    "close": "closed",
    "accept_objection": "check",
    "reject_objection": "close",
    "adopt": "inbox",
    "add": "plus",
}
