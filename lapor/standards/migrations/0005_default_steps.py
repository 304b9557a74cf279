"""The steps that every installation starts with; from then on they are rows like others."""

from django.db import migrations

from lapor.standards import catalogue


def write_steps(apps, schema_editor):
    Step = apps.get_model("standards", "Step")
    Step.objects.bulk_create(Step(**entry) for entry in catalogue.steps())


class Migration(migrations.Migration):
    dependencies = [("standards", "0004_steps")]

    operations = [migrations.RunPython(write_steps, migrations.RunPython.noop)]
