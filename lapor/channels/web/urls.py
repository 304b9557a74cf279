from django.urls import path

from lapor.channels.web import pickers

urlpatterns = [
    path("wilayah", pickers.search, {"source": "wilayah"}, name="cari-wilayah"),
    path("instansi", pickers.search, {"source": "instansi"}, name="cari-instansi"),
    path("kategori", pickers.search, {"source": "kategori"}, name="cari-kategori"),
]
