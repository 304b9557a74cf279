from django.urls import include, path

urlpatterns = [
    path("cari/", include("lapor.channels.web.urls")),
]
