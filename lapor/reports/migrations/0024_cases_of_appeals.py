"""What was brought to the Ombudsman before there were cases gets one; where he intervened since, it is accepted."""

from django.db import migrations

BATCH = 500


def open_cases(apps, schema_editor):
    Report = apps.get_model("reports", "Report")
    Event = apps.get_model("reports", "Event")
    OmbudsmanCase = apps.get_model("reports", "OmbudsmanCase")
    rows = Report.objects.filter(appealed_at__isnull=False, appeal_state="").only("pk", "appealed_at")
    for report in rows.order_by("pk").iterator(chunk_size=BATCH):
        acted = Event.objects.filter(report=report, at__gte=report.appealed_at, agency__kind="oversight")
        first = acted.order_by("seq").first()
        state = "accepted" if first else "waiting"
        OmbudsmanCase.objects.create(
            report=report,
            state=state,
            opened_at=report.appealed_at,
            accepted_at=first.at if first else None,
            accepted_by_id=first.user_id if first else None,
        )
        Report.objects.filter(pk=report.pk).update(appeal_state=state)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_sharing"),
        ("reports", "0023_ombudsman_case"),
    ]

    operations = [migrations.RunPython(open_cases, migrations.RunPython.noop)]
