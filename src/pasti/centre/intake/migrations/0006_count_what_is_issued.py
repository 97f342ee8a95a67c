import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count


def count(apps, schema_editor):
    Record = apps.get_model("centre_intake", "Record")
    Issued = apps.get_model("centre_intake", "Issued")
    issued = Record.objects.filter(state="issued").values_list("office").annotate(n=Count("id")).order_by()
    Issued.objects.bulk_create(Issued(office_id=office, records=n) for office, n in issued)


class Migration(migrations.Migration):

    dependencies = [
        ('centre_intake', '0005_longer_numbers'),
        ('link', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Issued',
            fields=[
                ('office', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='link.peer')),
                ('records', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
