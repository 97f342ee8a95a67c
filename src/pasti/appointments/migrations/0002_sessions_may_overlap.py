"""When sessions become longer or shorter, two of different length may begin at one moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]
    operations = [
        migrations.AlterField("session", "starts_at", models.DateTimeField()),
        migrations.AddConstraint(
            "session", models.UniqueConstraint(fields=("starts_at", "ends_at"), name="one_session_per_time")
        ),
    ]
