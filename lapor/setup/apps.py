"""Registers the set-up: what a file changes is shown, applied and taken back here."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    """The set-up as a Django app."""

    name = "lapor.setup"
    label = "setup"
    verbose_name = "Penyiapan"
