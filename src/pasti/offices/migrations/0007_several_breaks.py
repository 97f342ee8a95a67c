"""A day may have several breaks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0006_no_undated_hours")]
    operations = [
        migrations.CreateModel(
            name="Break",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rests", models.TimeField()),
                ("resumes", models.TimeField()),
                (
                    "hours",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breaks", to="offices.dayhours"
                    ),
                ),
            ],
            options={
                "ordering": ["rests"],
                "constraints": [
                    models.UniqueConstraint(fields=("hours", "rests"), name="one_break_begins_at_a_time"),
                    models.CheckConstraint(
                        condition=models.Q(rests__lt=models.F("resumes")), name="a_break_ends_after_it_began"
                    ),
                ],
            },
        ),
    ]
