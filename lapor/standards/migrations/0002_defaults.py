"""Every installation starts with the general rules: without them no report could be submitted, seeded or not."""

from django.db import migrations

from lapor.standards import catalogue


def write_defaults(apps, schema_editor):
    standard = apps.get_model("standards", "ServiceStandard")
    standard.objects.bulk_create(standard(**entry) for entry in catalogue.standards())
    apps.get_model("standards", "OfficeHours").objects.create(agency=None, **catalogue.office_hours())


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial")]

    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop)]
