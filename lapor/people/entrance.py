"""How somebody gets in who has no password yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from lapor.kit import clock

from .models import User


def password_link(user: User) -> str:
    """An address where the owner of the account makes a password, once, before `link_ends`; worth as much as one."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    names = {"uidb36": user_pk_to_url_str(user), "key": token}
    return f"{settings.LAPOR_BASE_URL}{reverse('account_reset_password_from_key', kwargs=names)}"


def link_ends() -> datetime:
    """Until when a link that is made now works."""
    return clock.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
