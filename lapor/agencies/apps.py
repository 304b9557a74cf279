from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "lapor.agencies"
    verbose_name = "Instansi dan data acuan"
