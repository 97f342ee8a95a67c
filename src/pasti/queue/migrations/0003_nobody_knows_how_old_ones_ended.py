"""How a coming ended was not written down until now: numbers that are over say that nobody knows it."""

from django.db import migrations


def say_that_nobody_knows(apps, schema_editor):
    over = apps.get_model("queue", "Ticket").objects.filter(state__in=["done", "left", "unserved"], outcome="")
    over.update(outcome="unrecorded")


class Migration(migrations.Migration):

    dependencies = [
        ('queue', '0002_how_comings_end'),
    ]

    operations = [
        migrations.RunPython(say_that_nobody_knows, migrations.RunPython.noop),
    ]
