"""Signing in and out of the desk, as far as the devices that ring are concerned.

A browser rings for whoever turned it on, signed in or not, until he signs out of it or somebody else signs in: what
rings on a shared computer is meant for the one who sits there. A cookie says which device this browser is.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from lapor.notices import devices
from lapor.people import adapters
from lapor.people.models import User

YEAR = 365 * 24 * 60 * 60  # seconds; browsers keep none longer than 400 days


class AccountAdapter(adapters.AccountAdapter):
    """As everywhere, and silent on browsers that were left."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **given: Any) -> HttpResponse:
        if isinstance(user, User):
            devices.leave(here(request), unless=user)
        return super().post_login(request, user, **given)

    def logout(self, request: HttpRequest) -> None:
        devices.leave(here(request))
        super().logout(request)


def here(request: HttpRequest) -> str:
    """Which device this browser says it is; "" for none."""
    return request.COOKIES.get(settings.LAPOR_DEVICE_COOKIE, "")


def remember(answer: HttpResponse, device: str) -> None:
    """Tell the browser which device it is."""
    answer.set_cookie(
        settings.LAPOR_DEVICE_COOKIE,
        device,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
