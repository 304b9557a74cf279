from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lapor.people"
    verbose_name = "Pengguna"
