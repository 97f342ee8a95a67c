"""The hours of a day do not hold its break any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("offices", "0008_breaks_that_held")]
    operations = [
        migrations.RemoveConstraint(model_name="dayhours", name="the_break_lies_within_the_hours"),
        migrations.RemoveField(model_name="dayhours", name="rests"),
        migrations.RemoveField(model_name="dayhours", name="resumes"),
    ]
