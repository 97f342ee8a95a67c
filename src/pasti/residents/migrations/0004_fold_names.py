from django.db import migrations

from pasti.kit import typed


def fold(apps, schema_editor):
    """Names that are here already are found however they are written, too."""
    Resident = apps.get_model('residents', 'Resident')
    for row in Resident.objects.exclude(name='').only('name').iterator(chunk_size=1000):
        Resident.objects.filter(pk=row.pk).update(name_folded=typed.folded(row.name))


class Migration(migrations.Migration):

    dependencies = [
        ('residents', '0003_folded_names'),
    ]

    operations = [
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
