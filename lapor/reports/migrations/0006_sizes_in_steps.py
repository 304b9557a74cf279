"""Round the sizes of files to those of padded streams.

Not reversible in what it does: the exact sizes are gone, as they should be. Going back leaves the rounded ones.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AT_ONCE = 1000


def padded(size: int) -> int:
    """As `kit.crypto.padded_size` counts today; a migration keeps what it was."""
    inside = max(size, 32 * 1024)
    step = (1 << (inside.bit_length() - 1)) // 8
    return -(-inside // step) * step


def round_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("reports", "Attachment")._default_manager.using(schema_editor.connection.alias)
    waiting = list(rows.values_list("pk", flat=True))
    for start in range(0, len(waiting), AT_ONCE):
        some = list(rows.filter(pk__in=waiting[start : start + AT_ONCE]).only("original_size", "derivative_size"))
        for row in some:
            row.original_size = padded(row.original_size)
            row.derivative_size = None if row.derivative_size is None else padded(row.derivative_size)
        rows.bulk_update(some, ["original_size", "derivative_size"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_what_an_agency_held")]
    operations = [migrations.RunPython(round_up, migrations.RunPython.noop, elidable=True)]
