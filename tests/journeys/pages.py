"""The pages that are looked at: `make shots` photographs them, the journeys ask axe about them."""

from typing import NamedTuple


class Page(NamedTuple):
    """A name for the sheet, an address, the e-mail address of who looks (none: the public), and what he follows.

    `follow`: selectors of links, separated by " > then > ", that lead from the address to the page that is meant; codes
    of reports are random, so no address of a report can stand here.
    """

    name: str
    path: str
    login: str | None = None
    follow: str = ""


PAGES = (
    Page("depan", "/"),
    Page("lapor", "/lapor"),
    Page("lacak", "/lacak"),
    Page("pin-hilang", "/pin-hilang"),
    Page("laporan-terbuka", "/laporan/"),
    Page("laporan-terbuka-satu", "/laporan/", follow=".inbox-row a"),
    Page("laporan-tidak-ada", "/laporan/?kata=tidak-ada-yang-begini"),
    Page("instansi", "/instansi/"),
    Page("instansi-satu", "/instansi/?kata=pekerjaan", follow=".inbox-row a"),
    Page("tentang", "/tentang/"),
    Page("masuk", "/akun/login/"),
    Page("lupa-kata-sandi", "/akun/password/reset/"),
    Page("gaya", "/gaya/"),
    Page("gaya-meja", "/gaya/meja/"),
    Page("gaya-cetak", "/gaya/cetak/"),
    Page("meja-admin", "/meja/", "citra@lapor.example"),
    Page("meja-hari-ini", "/meja/?bagian=hari-ini", "citra@lapor.example"),
    Page("meja-saring", "/meja/?bagian=lain&q=jalan&telat=on", "citra@lapor.example"),
    Page("meja-pilih", "/meja/?pilih=ya", "citra@lapor.example"),
    Page("meja-saringan", "/meja/saringan/", "citra@lapor.example"),
    Page("meja-saringan-simpan", "/meja/saringan/simpan/?bagian=lain&telat=on", "citra@lapor.example"),
    Page("meja-tombol", "/meja/tombol/", "citra@lapor.example"),
    Page("meja-nasional", "/meja/", "budi@lapor.example"),
    Page("meja-aturan", "/meja/aturan/", "budi@lapor.example"),
    Page("meja-aturan-baru", "/meja/aturan/tambah/", "citra@lapor.example"),
    Page("meja-hari-libur", "/meja/aturan/libur/", "citra@lapor.example"),
    Page("meja-pimpinan", "/meja/", "eko@lapor.example"),
    Page("meja-loket", "/meja/", "joko@lapor.example"),
    Page("loket-catat", "/meja/loket/", "joko@lapor.example"),
    Page("loket-hari-ini", "/meja/loket/hari-ini/", "joko@lapor.example"),
    Page("meja-ombudsman", "/meja/ombudsman/", "farah@lapor.example"),
    Page("meja-kasus", "/meja/ombudsman/", "farah@lapor.example", ".inbox-row a"),
    Page(
        "meja-kasus-tutup",
        "/meja/ombudsman/",
        "farah@lapor.example",
        ".inbox-row a > then > a[href$='/close_appeal/']",
    ),
    Page("meja-kasus-cetak", "/meja/ombudsman/", "farah@lapor.example", ".inbox-row a > then > a[href$='/cetak/']"),
    Page("meja-laporan", "/meja/", "dewi@lapor.example", ".inbox-row a"),
    Page("meja-laporan-selesai", "/meja/?bagian=selesai", "citra@lapor.example", ".inbox-row a"),
    Page("meja-disposisi", "/meja/", "citra@lapor.example", ".inbox-row a > then > a[href$='/dispose/']"),
    Page("meja-pecah", "/meja/", "citra@lapor.example", ".inbox-row a > then > a[href$='/split/']"),
    Page("meja-tindak-lanjut", "/meja/", "dewi@lapor.example", ".inbox-row a > then > a[href$='/follow_up/']"),
    Page("meja-catatan", "/meja/", "dewi@lapor.example", ".inbox-row a > then > a[href$='/note/']"),
    Page("meja-instansi", "/meja/instansi/", "budi@lapor.example"),
    Page("meja-nasional-terlambat", "/meja/nasional/", "budi@lapor.example"),
    Page("meja-susunan", "/meja/instansi/susunan/", "citra@lapor.example"),
    Page("meja-instansi-satu", "/meja/instansi/susunan/", "citra@lapor.example", "tbody th a"),
    Page("meja-templat", "/meja/instansi/susunan/", "citra@lapor.example", "tbody th a > then > a[href$='/templat/']"),
    Page(
        "meja-templat-tambah",
        "/meja/instansi/susunan/",
        "citra@lapor.example",
        "tbody th a > then > a[href$='/templat/'] > then > a[href$='/tambah/']",
    ),
    Page("meja-penyiapan", "/meja/penyiapan/", "citra@lapor.example"),
    Page("meja-langkah", "/meja/penyiapan/langkah/", "citra@lapor.example"),
    Page("meja-undangan", "/meja/undangan/", "gilang@lapor.example"),
    Page("meja-pengguna", "/meja/pengguna/", "citra@lapor.example"),
    Page("meja-pengguna-tambah", "/meja/pengguna/tambah/", "citra@lapor.example"),
    Page("meja-pengguna-satu", "/meja/pengguna/", "citra@lapor.example", "tbody th a"),
    Page("meja-kabar", "/meja/kabar/", "dewi@lapor.example"),
    Page("meja-profil", "/meja/profil/", "dewi@lapor.example"),
    Page("meja-ketidakhadiran", "/meja/ketidakhadiran/", "dewi@lapor.example"),
    Page("akun-aman", "/akun/2fa/", "dewi@lapor.example"),
    Page("akun-kunci-sandi", "/akun/2fa/webauthn/", "dewi@lapor.example"),
    Page("akun-kata-sandi", "/akun/password/change/", "dewi@lapor.example"),
    Page("akun-keluar", "/akun/logout/", "dewi@lapor.example"),
    Page("meja-kop-surat", "/meja/instansi/susunan/", "citra@lapor.example", "tbody th a > then > a[href$='/surat/']"),
)
