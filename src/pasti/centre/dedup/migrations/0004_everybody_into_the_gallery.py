"""Whoever could be found so far is put into the engine's gallery by a duty; until it is done, searches wait."""

from django.db import migrations
from django.utils import timezone

# As they were when this was written.
FINDABLE = ("searching", "suspected", "cleared", "stalled", "released", "printing", "printed", "issued")


def ask_for_everybody(apps, schema_editor):
    Record = apps.get_model("centre_intake", "Record")
    record, reference = Record._meta.db_table, apps.get_model("centre_dedup", "Reference")._meta.db_table
    states = ", ".join(["%s"] * len(FINDABLE))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {reference} (record_id, wanted, done, problem, tries, not_before) "
            f"SELECT id, %s, %s, '', 0, %s FROM {record} WHERE packet <> '' AND state IN ({states})",
            [True, False, timezone.now(), *FINDABLE],
        )


class Migration(migrations.Migration):

    dependencies = [("centre_dedup", "0003_the_engines_gallery")]

    operations = [migrations.RunPython(ask_for_everybody, migrations.RunPython.noop)]
