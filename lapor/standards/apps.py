from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "lapor.standards"
    label = "standards"
    verbose_name = "standar layanan"
    default_auto_field = "django.db.models.BigAutoField"
