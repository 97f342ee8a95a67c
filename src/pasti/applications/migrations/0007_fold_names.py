from django.db import migrations

from pasti.kit import typed


def fold(apps, schema_editor):
    """Names that are here already are found however they are written, too."""
    Application = apps.get_model('applications', 'Application')
    for row in Application.objects.exclude(name='').only('name').iterator(chunk_size=1000):
        Application.objects.filter(pk=row.pk).update(name_folded=typed.folded(row.name))


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_folded_names'),
    ]

    operations = [
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
