"""How long after its day a promise may still be kept, and the rule that every installation starts with."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lapor.standards import catalogue


def write_rule(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    standard = apps.get_model("standards", "ServiceStandard")._default_manager
    for entry in catalogue.later():
        if entry["clock"] == "promise_grace":
            standard.create(**entry)


def drop_rules(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("standards", "ServiceStandard")._default_manager.filter(clock="promise_grace").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('standards', '0006_arbitration'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='servicestandard',
            name='standard_clock_is_known',
        ),
        migrations.AlterField(
            model_name='servicestandard',
            name='clock',
            field=models.CharField(choices=[('verification', 'verifikasi'), ('redisposition', 'disposisi ulang'), ('arbitration', 'putusan tentang yang berwenang'), ('response', 'tindak lanjut pertama'), ('completion', 'penyelesaian'), ('auto_close', 'penutupan otomatis'), ('completing', 'pelengkapan oleh pelapor'), ('asking', 'jawaban pelapor'), ('objection', 'tanggapan atas keberatan'), ('rating_window', 'penilaian'), ('reopen_window', 'pembukaan kembali'), ('statutory', 'batas akhir menurut peraturan'), ('promise_grace', 'tenggang sesudah hari janji'), ('ombudsman', 'tawaran ke Ombudsman')], max_length=16, verbose_name='tenggat'),
        ),
        migrations.AlterField(
            model_name='step',
            name='clock',
            field=models.CharField(blank=True, choices=[('verification', 'verifikasi'), ('redisposition', 'disposisi ulang'), ('arbitration', 'putusan tentang yang berwenang'), ('response', 'tindak lanjut pertama'), ('completion', 'penyelesaian'), ('auto_close', 'penutupan otomatis'), ('completing', 'pelengkapan oleh pelapor'), ('asking', 'jawaban pelapor'), ('objection', 'tanggapan atas keberatan'), ('rating_window', 'penilaian'), ('reopen_window', 'pembukaan kembali'), ('statutory', 'batas akhir menurut peraturan'), ('promise_grace', 'tenggang sesudah hari janji'), ('ombudsman', 'tawaran ke Ombudsman')], max_length=16, verbose_name='tenggat'),
        ),
        migrations.AddConstraint(
            model_name='servicestandard',
            constraint=models.CheckConstraint(condition=models.Q(('clock__in', ['verification', 'redisposition', 'arbitration', 'response', 'completion', 'auto_close', 'completing', 'asking', 'objection', 'rating_window', 'reopen_window', 'statutory', 'promise_grace', 'ombudsman'])), name='standard_clock_is_known'),
        ),
        migrations.RunPython(write_rule, drop_rules),
    ]
