"""No work without a second factor, where the installation asks for one."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from .models import User

OPEN_ADDRESSES = frozenset(
    {"alive", "ready", "account_login", "account_logout", "account_reauthenticate", "account_inactive"}
)
SENTENCE = "Aktifkan verifikasi dua langkah dahulu. Setelah itu Anda dapat mulai bekerja."


class RequireSecondFactor:
    """Officers without an authenticator reach only the pages where they set one up, and the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: list[object], kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        if not settings.LAPOR_REQUIRE_MFA or _is_open(request) or not lacks_second_factor(request):
            return None
        messages.warning(request, SENTENCE)
        return redirect("mfa_index")


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    return name in OPEN_ADDRESSES or name.startswith("mfa_")


def lacks_second_factor(request: HttpRequest) -> bool:
    """True for a person with a role (or a key to the reference data) who has set up no authenticator."""
    user = request.user
    if isinstance(user, AnonymousUser):
        return False
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        return False  # this very session was opened with one: no need to ask the database
    return works_here(user) and not is_mfa_enabled(user)


def works_here(user: User) -> bool:
    """Whether a second factor is due at all: whoever has, or had, a role. An invitation is answered before."""
    return user.is_staff or user.memberships.filter(unaccepted_since=None).exists()
