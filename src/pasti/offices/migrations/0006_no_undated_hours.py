"""Hours without a date are not kept any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("offices", "0005_hours_that_held")]
    operations = [migrations.DeleteModel("WorkingHours")]
