from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_custodians_open")]

    operations = [
        migrations.AddField(
            model_name="idempotency",
            name="answer",
            field=models.JSONField(null=True),
        ),
    ]
