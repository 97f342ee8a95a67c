
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('link', '0004_what_is_under_way'),
    ]

    operations = [
        migrations.AddField(
            model_name='peer',
            name='block',
            field=models.CharField(blank=True, max_length=2),
        ),
    ]
