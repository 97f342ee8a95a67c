from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centre_intake', '0002_records_of_persons'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['-arrived_at', '-id'], name='centre_inta_arrived_7a60f9_idx'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['office', 'state'], name='centre_inta_office__a2aadf_idx'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('released_at__isnull', False)), fields=['-released_at', '-id'], name='records_released'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['office', 'application'], name='centre_inta_office__0af63b_idx'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['sha256'], name='records_by_file'),
        ),
    ]
