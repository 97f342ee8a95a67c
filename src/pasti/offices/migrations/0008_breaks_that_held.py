"""The one break of a day becomes the first of its breaks."""

from django.db import migrations


def carry(apps, schema_editor):
    Break = apps.get_model("offices", "Break")
    for hours in apps.get_model("offices", "DayHours").objects.exclude(rests=None):
        Break.objects.create(hours=hours, rests=hours.rests, resumes=hours.resumes)


def carry_back(apps, schema_editor):
    for hours in apps.get_model("offices", "DayHours").objects.all():
        first = hours.breaks.order_by("rests").first()
        if first:
            hours.rests, hours.resumes = first.rests, first.resumes
            hours.save(update_fields=["rests", "resumes"])


class Migration(migrations.Migration):
    dependencies = [("offices", "0007_several_breaks")]
    operations = [migrations.RunPython(carry, carry_back)]
