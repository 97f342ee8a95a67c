from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0004_promises_own_the_day'),
    ]

    operations = [
        migrations.AlterField(
            model_name='application',
            name='rt',
            field=models.CharField(blank=True, max_length=6),
        ),
        migrations.AlterField(
            model_name='application',
            name='rw',
            field=models.CharField(blank=True, max_length=6),
        ),
    ]
