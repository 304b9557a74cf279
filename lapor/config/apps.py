from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lapor.config"
    label = "config"
