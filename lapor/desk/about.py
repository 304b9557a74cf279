"""What happens when a move is made, above its form; what has happened, after it; and the icon of its button."""

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
    "ask_phone": (
        "Pelapor membaca alasan Anda dan boleh menolak. Tidak ada tenggat yang berhenti. Nomornya hanya terbaca oleh "
        "instansi Anda, selama laporan ada pada Anda, dan setiap pembacaan tercatat."
    ),
    "return_up": "Laporan kembali ke antrean di atas Anda. Waktu pelapor tidak diulang, dan pengembalian ini dihitung.",
    "arbitrate": (
        "Unit yang Anda pilih memegang laporan ini dan tidak dapat mengembalikannya; hanya putusan Anda yang dapat "
        "memindahkannya lagi. Petugas di sana membaca alasan Anda."
    ),
    "recall": "Laporan kembali ke antrean Anda. Ini hanya mungkin selama penerima belum bertindak.",
    "archive": "Laporan tidak ditangani lebih lanjut. Pelapor membaca alasan Anda dan dapat mengajukan keberatan.",
    "merge": (
        "Laporan ini mengikuti laporan utama: jawaban di sana dapat dikirim juga ke pelapor ini. Kerahasiaan, "
        "percakapan, dan hak pelapornya tidak berubah."
    ),
    "unmerge": "Laporan berjalan sendiri lagi dari tempatnya semula.",
    "split": (
        "Satu bagian menjadi laporan sendiri, dengan kode sendiri dan pelapor yang sama; laporan ini berjalan terus "
        "dengan kata-kata aslinya. Pelapor diberi tahu semua kodenya. Tanpa unit penerima, bagian masuk antrean Anda."
    ),
    "unsplit": (
        "Bagian ini diarsipkan, dan isinya ditangani lagi di laporan asalnya. Ini hanya mungkin selama belum ada yang "
        "menanganinya. Pelapor membaca alasan Anda."
    ),
    "follow_up": (
        "Pelapor membaca tulisan dan lampiran Anda. Jawaban akhir memberinya waktu untuk menyanggah sebelum laporan "
        "ditutup sendiri."
    ),
    "issue_letter": (
        "Surat memuat jawaban yang Anda pilih, dengan kop dan penanda tangan instansi Anda, sebagai PDF. Pelapor dapat "
        "mengunduhnya. Surat yang sudah dibuat tidak berubah; surat baru menggantikannya dengan nomor sendiri."
    ),
    "keep_promise": (
        "Tulis apa yang dikerjakan dan lampirkan bukti. Pelapor ditanya apakah itu benar; bila ia membantah, laporan "
        "dikerjakan lagi."
    ),
    "move_promise": "Pelapor membaca tanggal baru dan alasan Anda. Hari janji dapat dipindahkan dua kali.",
    "approve": (
        "Jawaban terkirim kepada pelapor seketika, atas nama instansi. Nama Anda dan penulisnya hanya dibaca petugas."
    ),
    "send_back": "Jawaban kembali sebagai draf ke unit penulis, dengan catatan Anda. Pelapor tidak membacanya.",
    "take_back": "Jawaban menjadi draf unit lagi, dengan lampirannya. Jawaban itu tidak terkirim.",
    "reschedule": "Tenggat tetap berjalan sampai jawaban terkirim.",
    "send_now": "Jawaban terkirim kepada pelapor seketika, atas nama instansi.",
    "extend": "Pelapor membaca alasan Anda. Tenggat dapat diperpanjang dua kali; yang kedua hanya oleh pimpinan.",
    "assign": (
        "Yang Anda pilih diberi tahu dan melihat laporan ini di bawah “Saya saja”. Petugas lain di unitnya tetap dapat "
        "mengerjakannya. Janji yang berjalan ikut berpindah, kecuali Anda memilih orang lain untuknya."
    ),
    "reclassify": "Tenggat penyelesaian dihitung ulang dari hari mulainya semula.",
    "publish": "Semua orang dapat membaca versi ini. Nama pelapor tidak pernah tampil.",
    "unpublish": "Laporan hilang dari halaman publik. Pelapor membaca alasan Anda.",
    "edit_public": "Versi ini menggantikan yang sekarang terbit. Pelapor membaca alasan Anda.",
    "raise_secrecy": (
        "Laporan hilang dari halaman publik, tembusan berakhir, dan salinan nama pelapor dihapus. Anda tidak dapat "
        "membatalkannya sendiri."
    ),
    "accuse": (
        "Instansi yang Anda pilih, dengan semua unit di bawahnya, seketika tidak lagi melihat laporan ini. Bila ada "
        "di sana, laporan pindah ke pengawas internal atau ke instansi di atasnya. Anda tidak dapat membatalkannya."
    ),
    "note": "Hanya petugas yang menangani laporan ini yang membacanya.",
    "intervene": "Laporan ditandai dan instansi pemegangnya membaca tulisan Anda.",
    "accept_appeal": (
        "Kasus ini menjadi kasus Anda. Pelapor dan instansi pemegang diberi tahu, dan pelapor tidak lagi dapat menarik "
        "persetujuannya."
    ),
    "note_appeal": "Hanya petugas Ombudsman yang membacanya. Pelapor dan instansi tidak, juga tidak bahwa ia ada.",
    "close_appeal": (
        "Pelapor dan instansi pemegang membaca hasil dan tulisan Anda. Umum tidak. Anda tidak dapat membatalkannya."
    ),
    "close": "Pelapor diberi tahu dan dapat membuka kembali laporan ini satu kali.",
    "accept_objection": "Laporan kembali ke antrean Anda untuk diteruskan lagi. Pelapor membaca alasan Anda.",
    "reject_objection": (
        "Keputusan semula tetap. Pelapor membaca alasan Anda dan dapat membawa laporan ini ke Ombudsman."
    ),
    "adopt": "Laporan dari sistem sebelumnya mulai dikerjakan di sini, dengan tenggat baru sejak sekarang.",
    "add": "Keterangan ini tercatat sebagai tambahan dari pelapor.",
}
DONE: dict[str, str] = {
    "dispose": "Laporan sudah diteruskan. Unit penerima kini memegangnya dan memberi jawaban pertama.",
    "hold": "Pertanyaan sudah dikirim kepada pelapor. Waktu verifikasi berhenti sampai ia menjawab.",
    "ask": "Pertanyaan sudah dikirim kepada pelapor. Tenggat penyelesaian berhenti sampai ia menjawab.",
    "ask_phone": "Permintaan sudah dikirim. Bila pelapor memberikan nomornya, Anda menerima kabar.",
    "return_up": "Laporan sudah dikembalikan. Instansi di atas Anda meneruskannya ke unit yang tepat.",
    "arbitrate": "Putusan sudah disimpan. Unit yang Anda pilih kini memegang laporan dan memberi jawaban pertama.",
    "recall": "Disposisi sudah ditarik. Laporan ada lagi di antrean Anda; teruskan ke unit yang tepat.",
    "archive": "Laporan sudah diarsipkan. Pelapor membaca alasan Anda dan dapat mengajukan keberatan.",
    "merge": "Laporan sudah digabungkan. Mulai sekarang laporan ini mengikuti laporan utama.",
    "unmerge": "Gabungan sudah dilepas. Laporan berjalan sendiri lagi dari tempatnya semula.",
    "split": "Bagian itu kini laporan sendiri; tautannya ada di bawah. Ada hal lain lagi? Pecah sekali lagi.",
    "unsplit": "Pemecahan dibatalkan. Isi bagian ini ditangani lagi di laporan asalnya.",
    "follow_up": "Jawaban sudah dikirim. Pelapor membacanya dan dapat menanggapi.",
    "issue_letter": "Surat jawaban sudah dibuat. Unduh di bawah jawabannya untuk ditandatangani.",
    "keep_promise": "Pelapor ditanya apakah janji sudah ditepati. Jawabannya muncul di laporan ini.",
    "move_promise": "Hari janji sudah dipindahkan. Pelapor membaca alasan Anda.",
    "approve": "Jawaban disetujui dan sudah terkirim. Pelapor membacanya dan dapat menanggapi.",
    "send_back": "Jawaban dikembalikan. Unit penulis membaca catatan Anda dan melanjutkan drafnya.",
    "take_back": "Jawaban ditarik. Tulisannya ada lagi sebagai draf unit Anda.",
    "reschedule": "Waktu kirim sudah diubah. Tenggat tetap berjalan sampai jawaban terkirim.",
    "send_now": "Jawaban terjadwal sudah dikirim sekarang. Pelapor membacanya dan dapat menanggapi.",
    "extend": "Tenggat penyelesaian sudah diperpanjang. Pelapor membaca alasan Anda.",
    "assign": "Penanggung jawab sudah dicatat. Bila bukan Anda sendiri, ia diberi tahu.",
    "reclassify": "Klasifikasi dan kategori sudah disimpan. Tenggat penyelesaian kini mengikutinya.",
    "publish": "Versi publik sudah terbit. Semua orang dapat membacanya.",
    "unpublish": "Laporan tidak lagi tampil untuk umum. Pelapor membaca alasan Anda.",
    "edit_public": "Versi publik sudah diganti. Pelapor membaca alasan Anda.",
    "raise_secrecy": "Isi laporan kini rahasia. Halaman publiknya hilang dan tembusan berakhir.",
    "accuse": "Instansi itu sudah ditandai. Laporan ini tidak lagi terlihat di sana dan di bawahnya.",
    "note": "Catatan sudah disimpan. Hanya petugas yang menangani laporan ini yang membacanya.",
    "intervene": "Intervensi sudah tercatat. Instansi pemegang laporan membaca tulisan Anda.",
    "accept_appeal": "Kasus sudah diterima. Pelapor dan instansi pemegang diberi tahu.",
    "note_appeal": "Catatan sudah disimpan. Hanya petugas Ombudsman yang membacanya.",
    "close_appeal": "Kasus sudah ditutup. Pelapor dan instansi pemegang membaca hasil dan tulisan Anda.",
    "close": "Laporan sudah ditutup. Pelapor dapat menilainya, atau membukanya kembali satu kali.",
    "accept_objection": "Keberatan diterima. Laporan ada lagi di antrean Anda; teruskan ke unit yang tepat.",
    "reject_objection": "Keberatan ditolak. Pelapor membaca alasan Anda dan dapat membawa laporan ini ke Ombudsman.",
    "adopt": "Laporan kini dikerjakan di sini. Tenggatnya dihitung sejak sekarang.",
    "add": "Keterangan sudah disimpan sebagai tambahan dari pelapor. Petugas yang memegang laporan membacanya.",
}
# The same for an answer that is kept until a leader has read it.
SCHEDULED = "Jawaban belum terkirim: ia menunggu waktunya. Tenggat tetap berjalan."
PROPOSED = "Jawaban belum terkirim: pimpinan membacanya dulu. Tenggat tetap berjalan."
ICONS: dict[str, str] = {
    "dispose": "forward",
    "hold": "question",
    "ask": "question",
    "ask_phone": "person",
    "return_up": "undo",
    "arbitrate": "check",
    "recall": "undo",
    "archive": "archive",
    "merge": "merge",
    "unmerge": "merge",
    "split": "split",
    "unsplit": "undo",
    "follow_up": "reply",
    "issue_letter": "document",
    "keep_promise": "check",
    "move_promise": "calendar",
    "approve": "check",
    "send_back": "undo",
    "take_back": "undo",
    "reschedule": "clock",
    "send_now": "reply",
    "extend": "calendar",
    "assign": "person",
    "reclassify": "tag",
    "publish": "globe",
    "unpublish": "lock",
    "edit_public": "edit",
    "raise_secrecy": "lock",
    "accuse": "eye",
    "note": "edit",
    "intervene": "flag",
    "accept_appeal": "check",
    "note_appeal": "edit",
    "close_appeal": "closed",
    "close": "closed",
    "accept_objection": "check",
    "reject_objection": "close",
    "adopt": "inbox",
    "add": "plus",
}
