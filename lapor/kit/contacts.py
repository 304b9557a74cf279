"""Ways to reach a person, in the one form in which they are stored and compared."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from lokal import parse_nik, parse_phone


def email(text: str) -> str | None:
    """Lower-cased address, or None when it is not one."""
    found = text.strip().lower()
    try:
        validate_email(found)
    except ValidationError:
        return None
    return found


def phone(text: str) -> str | None:
    """E.164 form of an Indonesian number ("+6281234567890"), or None when it is not one."""
    parsed = parse_phone(text)
    return parsed.e164 if parsed.valid else None


def nik(text: str) -> str | None:
    """Sixteen digits that can be a NIK, or None."""
    digits = "".join(text.split())
    return digits if digits.isdigit() and parse_nik(digits).valid else None
