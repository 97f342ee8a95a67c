"""Who came before it was written down how it ended: they came, and nobody knows more of it."""

from django.db import migrations


def note_that_they_came(apps, schema_editor):
    Ticket, Arrival = apps.get_model("queue", "Ticket"), apps.get_model("arrivals", "Arrival")
    noted = []
    for ticket in Ticket.objects.filter(outcome="unrecorded", arrival=None).iterator(chunk_size=500):
        noted.append(
            Arrival(
                day=ticket.day,
                way="number",
                ticket_id=ticket.pk,
                application_id=ticket.application_id,
                arrived_at=ticket.issued_at,
                outcome="unrecorded",
            )
        )
        if len(noted) == 500:
            Arrival.objects.bulk_create(noted)
            noted = []
    Arrival.objects.bulk_create(noted)


class Migration(migrations.Migration):

    dependencies = [
        ('arrivals', '0001_arrivals'),
        ('queue', '0004_an_end_has_its_outcome'),
    ]

    operations = [
        migrations.RunPython(note_that_they_came, migrations.RunPython.noop),
    ]
