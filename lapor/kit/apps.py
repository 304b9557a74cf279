from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "lapor.kit"
    label = "kit"
