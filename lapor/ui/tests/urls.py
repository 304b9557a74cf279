"""The addresses of the floor with its style guide, as in development."""

from django.urls import include, path

from lapor.ui import urls

urlpatterns = [
    path("", include(([*urls.urlpatterns, *urls.guide_urls], "ui"))),
    path("akun/", include("allauth.urls")),
]
