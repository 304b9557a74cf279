"""Every address of the application."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from lapor.config import health

FLOORS = (("akun/", "people"), ("meja/", "desk"), ("api/v1/", "api"), ("", "ui"), ("", "public"))


def floors() -> list[URLResolver]:
    """Return the addresses of each face that has some."""
    return [path(prefix, include(f"lapor.{name}.urls")) for prefix, name in FLOORS if find_spec(f"lapor.{name}.urls")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("hidup", health.alive, name="alive"),
    path("siap", health.ready, name="ready"),
    path("admin/", admin.site.urls),
    *floors(),
    path("akun/", include("allauth.urls")),
]

handler500 = "lapor.config.trouble.server_error"
