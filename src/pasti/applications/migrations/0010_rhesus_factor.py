"""A blood type may be written with its rhesus factor."""

from django.db import migrations, models

KINDS = ["A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"]


class Migration(migrations.Migration):
    dependencies = [("applications", "0009_first_pages")]
    operations = [
        migrations.AlterField(
            model_name="application",
            name="blood_type",
            field=models.CharField(blank=True, choices=[(kind, kind) for kind in KINDS], max_length=3),
        ),
    ]
