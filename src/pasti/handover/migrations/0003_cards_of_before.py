"""Cards that lay ready before they had places: they lie in the office, outside the shelf, until somebody gives them one."""

from typing import Any

from django.db import migrations


def note_them(apps: Any, schema_editor: Any) -> None:
    card, case = apps.get_model("handover", "Card"), apps.get_model("applications", "Application")
    ready = case.objects.filter(state="ready", service__family="card", card=None)
    card.objects.bulk_create(
        (
            card(application_id=key, serial=product, state="kept")
            for key, product in ready.values_list("pk", "product").iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("handover", "0002_cards")]

    operations = [migrations.RunPython(note_them, migrations.RunPython.noop)]
