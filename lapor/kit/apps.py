"""Registers the kit, which has one migration: the rate-limit table on PostgreSQL."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The kit as a Django app."""

    name = "lapor.kit"
    label = "kit"
    verbose_name = "Perkakas"
