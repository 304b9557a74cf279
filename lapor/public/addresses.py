"""Addresses as they stand outside: in feeds, sitemaps and share cards."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: object) -> str:
    """The whole address of a page."""
    return f"{settings.LAPOR_BASE_URL.rstrip('/')}{reverse(name, args=args)}"
