"""Addresses that always break."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def broken(request: HttpRequest, word: str) -> HttpResponse:
    raise ValueError(word)


def full(request: HttpRequest) -> HttpResponse:
    raise OSError(28, "No space left on device")


urlpatterns = [path("rusak/<str:word>", broken), path("penuh", full)]
handler500 = "lapor.config.trouble.server_error"
