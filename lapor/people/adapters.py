"""How signing in behaves here: no open sign-up, plain words, second factors sealed at rest."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.encoding import force_bytes

from lapor.kit import clock, crypto

SEALED = "people.second_factor"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by admins; people sign in with their e-mail address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Akun ini sedang dinonaktifkan. Hubungi admin instansi Anda.",
        "email_password_mismatch": "Alamat surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.",
        "enter_current_password": "Ketik kata sandi Anda yang sekarang.",
        "incorrect_code": "Kode tidak cocok. Periksa jam ponsel Anda, lalu ketik kode yang baru.",
        "incorrect_password": "Kata sandi tidak cocok. Coba lagi.",
        "invalid_login": "Tidak dapat masuk dengan cara ini. Coba lagi dengan alamat surel dan kata sandi.",
        "invalid_password_reset": "Tautan ini sudah tidak berlaku. Minta tautan yang baru.",
        "too_many_login_attempts": "Terlalu banyak percobaan masuk. Tunggu beberapa menit, lalu coba lagi.",
        "unknown_email": "Alamat surel ini tidak terdaftar.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Who signed in a moment ago is not asked for the password again, on the way to his second factor."""
        return super().is_reauthentication_required(app=app, **kwargs) and not _has_just_signed_in(self.request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail leads to the address that the installation names, whatever host was asked."""
        return f"{settings.LAPOR_BASE_URL}{urlsplit(super().get_reset_password_from_key_url(key)).path}"


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticators are sealed, so that a stolen dump makes no codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Kode tidak cocok. Periksa jam ponsel Anda, lalu ketik kode yang baru.",
        "cannot_delete_authenticator": "Verifikasi dua langkah tidak dapat dimatikan untuk akun ini.",
        "cannot_generate_recovery_codes": "Aktifkan verifikasi dua langkah dahulu, lalu buat kode pemulihan.",
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal(_key(), text.encode(), context=SEALED)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_sealed(_key(), base64.b64decode(encrypted_text), context=SEALED).decode()


def _has_just_signed_in(request: HttpRequest) -> bool:
    """Whether any proof of this session is as young as one that is asked for anew has to be."""
    if isinstance(request.user, AnonymousUser):
        return False
    oldest = clock.now().timestamp() - account_settings.REAUTHENTICATION_TIMEOUT
    return any(record["at"] > oldest for record in get_authentication_records(request, request.user))


def _key() -> bytes:
    """From Django's secret, which lies with the keys and never in the database."""
    return hmac.new(force_bytes(settings.SECRET_KEY), SEALED.encode(), hashlib.sha256).digest()
