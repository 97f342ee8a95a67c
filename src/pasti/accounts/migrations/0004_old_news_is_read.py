from django.db import migrations
from django.db.models import Max


def mark_as_read(apps, schema_editor):
    """What happened to accounts before owners were told of it is no news."""
    last = apps.get_model('journal', 'Entry').objects.aggregate(last=Max('id'))['last'] or 0
    apps.get_model('accounts', 'Account').objects.update(news_read=last)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_second_person_and_password_links'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunPython(mark_as_read, migrations.RunPython.noop)]
