"""What can be done to accounts and keys for programs."""

from __future__ import annotations

import secrets
import string
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction

from lapor.kit import clock, keys
from lapor.kit.errors import Refused
from lapor.kit.text import clean

from .actor import Actor
from .models import ApiToken, User

BASE62 = string.digits + string.ascii_letters
MARK = "lapor_"  # by which scanners of repositories recognise a leaked key
SYMBOLS = 40  # 238 bits
DAYS_MOST = 366
NAME_LONGEST = 120
KEY_NAME_LONGEST = 80
ADDRESS_LONGEST = 254
# Each request with a key asks this, so it asks for nothing else.
ASKED_OF_TOKENS = ("scope", "expires_at", "revoked_at", "last_used_on", "user__is_active", "user__name")


def create_user(email: str, *, name: str, by: Actor, password: str | None = None) -> User:
    """Make an account; without a password its owner sets one through "lupa sandi"."""
    _check_may_make_accounts(by)
    address, called = email.strip().lower(), _name(name)
    _check_address(address)
    if User.objects.filter(email__iexact=address).exists():
        raise Refused(f"Sudah ada akun dengan alamat surel {address}.")
    return User.objects.create_user(address, password, name=called)


def _check_may_make_accounts(by: Actor) -> None:
    if by.kind != "system" and not by.has_role("national_admin", "agency_admin"):
        raise Refused("Akun hanya dapat dibuat oleh admin instansi atau admin nasional.")


def _name(name: str) -> str:
    called = " ".join(clean(name).split())
    if not 1 <= len(called) <= NAME_LONGEST:
        raise Refused(f"Tulis nama dengan 1 sampai {NAME_LONGEST} huruf.")
    return called


def _check_address(address: str) -> None:
    try:
        validate_email(address)
        MaxLengthValidator(ADDRESS_LONGEST)(address)
    except ValidationError as error:
        raise Refused("Ini bukan alamat surel. Periksa penulisannya, misalnya nama@contoh.go.id.") from error


def rename(user: User, *, name: str, by: Actor) -> User:
    """Change a person's name as colleagues read it: the own one, or anybody's for the system and national admins."""
    if by.kind != "system" and by.user_id != user.pk and not by.has_role("national_admin"):
        raise Refused("Nama hanya dapat diubah oleh pemilik akun atau admin nasional.")
    user.name = _name(name)
    user.save(update_fields=["name"])
    return user


def arrange(user: User, *, by: Actor, dense: bool | None = None, shortcuts: bool | None = None) -> User:
    """Keep how the owner of an account works at the desk: rows close together, keys of one letter (None: as it is)."""
    if by.user_id != user.pk:
        raise Refused("Tampilan hanya dapat diubah oleh pemilik akun.")
    user.dense = user.dense if dense is None else dense
    user.shortcuts = user.shortcuts if shortcuts is None else shortcuts
    user.save(update_fields=["dense", "shortcuts"])
    return user


def issue_token(user: User, *, name: str, scope: str, days: int, by: Actor) -> tuple[ApiToken, str]:
    """Make a key for programs and return it with its secret text, which is shown this once and never again."""
    _check_owns_tokens(user, by=by)
    if scope not in ApiToken.Scope.values:
        raise Refused("Lingkup kunci API tidak dikenal. Pilih membaca, menindaklanjuti, atau mengirim laporan.")
    if not 1 <= days <= DAYS_MOST:
        raise Refused(f"Masa berlaku kunci API antara 1 dan {DAYS_MOST} hari.")
    raw = MARK + "".join(secrets.choice(BASE62) for _ in range(SYMBOLS))
    token = ApiToken.objects.create(
        user=user,
        name=_name(name)[:KEY_NAME_LONGEST],
        digest=keys.provider().token_digest(raw),
        scope=scope,
        expires_at=clock.now() + timedelta(days=days),
    )
    return token, raw


def _check_owns_tokens(user: User, *, by: Actor) -> None:
    if by.kind == "system" or by.has_role("national_admin") or (by.user_id == user.pk and by.is_officer):
        return
    raise Refused("Kunci API hanya dapat diurus oleh pemiliknya atau admin nasional.")


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """Make a key worthless from now on; doing it twice changes nothing."""
    row = ApiToken.objects.select_for_update().select_related("user").get(pk=token.pk)
    _check_owns_tokens(row.user, by=by)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
    return row


def authenticate_token(raw: str) -> ApiToken | None:
    """The valid key with this secret text, with its user; None for any other text.

    The look-up goes by a keyed digest: right and wrong texts cost the same, and time tells nothing about a stored key.
    """
    digest = keys.provider().token_digest(raw)
    found = ApiToken.objects.select_related("user").only(*ASKED_OF_TOKENS).filter(digest=digest)
    token = next(iter(found), None)
    if token is None or not raw.startswith(MARK) or not _in_force(token):
        return None
    _note_use(token)
    return token


def _in_force(token: ApiToken) -> bool:
    return token.revoked_at is None and token.expires_at > clock.now() and token.user.is_active


def _note_use(token: ApiToken) -> None:
    """At most one write a day, so that a busy program does not turn every read into a write."""
    day = clock.now().date()
    if token.last_used_on != day:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)
        token.last_used_on = day


@transaction.atomic
def suspend(user: User, *, by: Actor) -> User:
    """Lock an account out at once; sessions and keys stop with the next request."""
    _check_suspends(user, by=by)
    row = User.objects.select_for_update().get(pk=user.pk)
    row.is_active = False
    row.save(update_fields=["is_active"])
    return row


def _check_suspends(user: User, *, by: Actor) -> None:
    if by.kind != "system" and not by.has_role("national_admin"):
        raise Refused("Akun hanya dapat dinonaktifkan oleh admin nasional. Admin instansi dapat mengakhiri perannya.")
    if by.user_id == user.pk and by.kind != "system":
        raise Refused("Anda tidak dapat menonaktifkan akun Anda sendiri.")


@transaction.atomic
def reinstate(user: User, *, by: Actor) -> User:
    """Let a suspended account in again."""
    _check_suspends(user, by=by)
    row = User.objects.select_for_update().get(pk=user.pk)
    row.is_active = True
    row.save(update_fields=["is_active"])
    return row


def forget_factors(user: User, *, by: Actor) -> int:
    """Take every second factor and recovery code from an account whose owner lost them; says how many there were."""
    if by.kind != "system":
        raise Refused("Verifikasi dua langkah orang lain hanya dapat dihapus oleh pengelola server.")
    gone, _ = Authenticator.objects.filter(user=user).delete()
    return gone
