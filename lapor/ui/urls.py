from django.conf import settings
from django.urls import path

from lapor.ui import views

app_name = "ui"
guide_urls = [
    path("gaya/", views.style_guide, name="guide"),
    path("gaya/meja/", views.desk_guide, name="desk_guide"),
    path("gaya/cetak/", views.print_guide, name="print_guide"),
    path("gaya/cari/", views.search_sample, name="search_sample"),
    path("gaya/galat/<slug:code>/", views.error_sample, name="error_sample"),
]
urlpatterns = [
    path("ui/<slug:digest>.css", views.stylesheet, name="css"),
    path("ui/<slug:digest>.js", views.script, name="js"),
    path("ui/tanda.svg", views.mark, name="mark"),
    path("ui/tanda-<int:size>.png", views.icon, name="icon"),
    *(guide_urls if settings.DEBUG else []),
]
