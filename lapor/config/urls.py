"""Every address of the application."""

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from lapor.config import health

FLOORS = (("akun/", "people"), ("meja/", "desk"), ("api/v1/", "api"), ("", "ui"), ("", "public"))


# Django's own form asks for no second factor and counts no attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call]  # as allauth documents


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
