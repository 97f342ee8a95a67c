from django.db import migrations

import pasti.kit.folded


class Migration(migrations.Migration):

    dependencies = [
        ('residents', '0002_rt_and_rw_as_on_the_family_card'),
    ]

    operations = [
        migrations.AddField(
            model_name='resident',
            name='name_folded',
            field=pasti.kit.folded.FoldedField('name', blank=True, default='', editable=False),
        ),
    ]
