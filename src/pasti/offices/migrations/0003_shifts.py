"""A person's time at a counter is a shift: a duty is what `pasti work` does."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_blocks_of_numbers")]
    operations = [
        migrations.RenameModel("Duty", "Shift"),
        migrations.AlterField(
            "shift",
            "account",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            "shift",
            "counter",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="offices.counter"
            ),
        ),
    ]
