"""Addresses below /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from lapor.api.api import api
from lapor.api.views import document, page, with_problems

ROUTES, APP, NAMESPACE = api.urls
for route in ROUTES:
    if isinstance(route, URLPattern):
        route.callback = with_problems(route.callback)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", page, name="api"),
    path("openapi.json", document, name="openapi"),
    path("", (ROUTES, APP, NAMESPACE)),
]
