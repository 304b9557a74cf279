"""Every address of the application."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, include, path

from lapor.config import health
from lapor.desk.views import devices

# Django's own form asks for no second factor and counts no attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call]  # as allauth documents
# Whose address, second factor or group it is, is nobody else's to change; `lapor user unlock` helps who lost a phone.
for kind in (Authenticator, EmailAddress, Group):
    admin.site.unregister(kind)

urlpatterns: list[URLPattern | URLResolver] = [
    path("hidup", health.alive, name="alive"),
    path("siap", health.ready, name="ready"),
    path("admin/", admin.site.urls),
    path("kabar.js", devices.worker, name="push-worker"),
    path("meja/", include("lapor.desk.urls")),
    path("api/v1/", include("lapor.api.urls")),
    path("", include("lapor.ui.urls")),
    path("", include("lapor.public.urls")),
    path("akun/", include("allauth.urls")),
]

handler400 = "lapor.config.trouble.bad_request"
handler500 = "lapor.config.trouble.server_error"
