"""The hours that held become the usual ones, of every day there ever was."""

from datetime import date

from django.db import migrations

_ALWAYS = date(2000, 1, 1)


def carry(apps, schema_editor):
    WorkingHours = apps.get_model("offices", "WorkingHours")
    Timetable, DayHours = apps.get_model("offices", "Timetable"), apps.get_model("offices", "DayHours")
    # A database without an office gets its hours when the office is opened.
    if apps.get_model("offices", "Office").objects.exists():
        usual = Timetable.objects.create(valid_from=_ALWAYS)
        for hours in WorkingHours.objects.all():
            DayHours.objects.create(timetable=usual, weekday=hours.weekday, opens=hours.opens, closes=hours.closes)


def carry_back(apps, schema_editor):
    WorkingHours, Timetable = apps.get_model("offices", "WorkingHours"), apps.get_model("offices", "Timetable")
    usual = Timetable.objects.filter(valid_until=None).order_by("-valid_from").first()
    for hours in usual.days.all() if usual else []:
        WorkingHours.objects.create(weekday=hours.weekday, opens=hours.opens, closes=hours.closes)


class Migration(migrations.Migration):
    dependencies = [("offices", "0004_dated_hours")]
    operations = [migrations.RunPython(carry, carry_back)]
