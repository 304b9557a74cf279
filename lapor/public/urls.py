from django.urls import include, path
from django.views.generic import RedirectView

from lapor.public.views import evidence, filing, front, opened, own, phone, sitemaps, tracking

# Addresses of forms carry no slash at their end; who types one is led there. A posted form has no business here.
SLASHED = [
    path(f"{name}/", RedirectView.as_view(pattern_name=name, query_string=True, http_method_names=["get", "head"]))
    for name in ("lapor", "lacak", "pin-hilang")
]

urlpatterns = [
    *SLASHED,
    path("", front.home, name="beranda"),
    path("lapor", filing.new_report, name="lapor"),
    path("terima", filing.receipt, name="terima"),
    path("terima/cetak", filing.receipt_on_paper, name="terima-cetak"),
    path("lacak", tracking.track, name="lacak"),
    path("pin-baru", tracking.new_pin, name="pin-baru"),
    path("pin-hilang", tracking.lost_pin, name="pin-hilang"),
    path("pin-hilang/terkirim", tracking.lost_pin_asked, name="pin-hilang-terkirim"),
    path("laporan-saya/", own.overview, name="laporan-saya"),
    path("laporan-saya/tenggat", own.clocks, name="laporan-saya-tenggat"),
    path("laporan-saya/keluar", own.leave, name="laporan-saya-keluar"),
    path("laporan-saya/berkas/<uuid:pk>", own.file, name="laporan-saya-berkas"),
    path("laporan-saya/bukti", evidence.own_proof, name="laporan-saya-bukti"),
    path("laporan-saya/bagian", own.kin, name="laporan-saya-bagian"),
    path("laporan-saya/<slug:name>", own.step, name="laporan-saya-langkah"),
    path("laporan/", opened.reports, name="laporan"),
    path("laporan/umpan.xml", opened.feed, name="laporan-umpan"),
    path("laporan/<slug:code>/", opened.report, name="laporan-terbuka"),
    path("laporan/<slug:code>/tenggat/", opened.clocks, name="laporan-terbuka-tenggat"),
    path("laporan/<slug:code>/berkas/<uuid:pk>", opened.file, name="laporan-terbuka-berkas"),
    path("instansi/", opened.agency_list, name="instansi"),
    path("instansi/<slug:slug>/", opened.agency, name="instansi-halaman"),
    path("bukti/", evidence.roots_page, name="bukti"),
    path("bukti/akar.json", evidence.all_roots, name="bukti-akar"),
    path("bukti/periksa", evidence.check_page, name="bukti-periksa"),
    path("bukti/periksa.py", evidence.script, name="bukti-skrip"),
    path("tentang/", front.about, name="tentang"),
    path("cari/", include("lapor.channels.web.urls")),
    path("lapor.webmanifest", phone.manifest, name="manifest"),
    path("luring.js", phone.worker, name="luring-pekerja"),
    path("luring", phone.offline, name="luring"),
    path("robots.txt", front.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/halaman.xml", sitemaps.pages, name="sitemap-halaman"),
    path("sitemap/<int:number>.xml", sitemaps.part, name="sitemap-bagian"),
    path(".well-known/security.txt", front.security, name="security-txt"),
]
