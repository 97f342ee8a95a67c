from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('link', '0005_know_blocks_of_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='received',
            name='dismissed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
