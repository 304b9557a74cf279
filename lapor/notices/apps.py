"""Registers the notices: who hears of what, the outgoing mail and the bell."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices as a Django app."""

    name = "lapor.notices"
    label = "notices"
    verbose_name = "Kabar"
