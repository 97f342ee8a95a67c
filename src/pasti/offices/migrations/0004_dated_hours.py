"""Hours hold from a day until another, and have a break."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("offices", "0003_shifts")]
    operations = [
        migrations.CreateModel(
            name="Timetable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
            ],
            options={
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(valid_until=None), fields=("valid_from",), name="one_usual_timetable_from_a_day"
                    ),
                    models.CheckConstraint(
                        condition=Q(valid_until=None) | (Q(valid_until__gte=F("valid_from")) & ~Q(name="")),
                        name="hours_for_a_while_have_a_name_and_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("rests", models.TimeField(null=True)),
                ("resumes", models.TimeField(null=True)),
                (
                    "timetable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="offices.timetable"
                    ),
                ),
            ],
            options={
                "ordering": ["weekday"],
                "constraints": [
                    models.UniqueConstraint(fields=("timetable", "weekday"), name="one_line_per_weekday"),
                    models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_one"),
                    models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="hours_open_before_they_close"),
                    models.CheckConstraint(
                        condition=Q(rests=None, resumes=None)
                        | Q(rests__gt=F("opens"), resumes__gt=F("rests"), closes__gt=F("resumes")),
                        name="the_break_lies_within_the_hours",
                    ),
                ],
            },
        ),
    ]
