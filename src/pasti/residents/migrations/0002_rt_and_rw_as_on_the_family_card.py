from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('residents', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='resident',
            name='rt',
            field=models.CharField(blank=True, max_length=6),
        ),
        migrations.AlterField(
            model_name='resident',
            name='rw',
            field=models.CharField(blank=True, max_length=6),
        ),
    ]
