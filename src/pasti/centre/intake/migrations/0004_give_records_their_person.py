"""Everybody who was found unique before becomes a person; their recordings, and requests that fit, refer to them.

Two people with one NIK become two persons, marked for somebody to look at.
"""

from itertools import groupby

from django.db import migrations

from pasti.kit.names import same_name

UNIQUE = ("released", "printing", "printed", "issued")


def give_persons(apps, schema_editor):
    Record = apps.get_model("centre_intake", "Record")
    unique = Record.objects.filter(state__in=UNIQUE, person=None).exclude(nik="").exclude(birth_date=None)
    rows = unique.select_related("office").order_by("nik", "pk").iterator(chunk_size=1000)
    for nik, of_nik in groupby(rows, key=lambda row: row.nik):
        _people_of(apps, nik, list(of_nik))


def _people_of(apps, nik, rows):
    Person = apps.get_model("centre_persons", "Person")
    people = list(Person.objects.filter(nik=nik))
    # Recordings make people; who asked for a card is one of them, or nobody that we know.
    for row in sorted(rows, key=lambda row: (not row.packet, row.pk)):
        person = next((person for person in people if _fits(row, person)), None)
        if person is None and row.packet:
            person = Person.objects.create(
                nik=nik,
                name=row.name,
                birth_place=row.biodata.get("birth_place", ""),
                birth_date=row.birth_date,
                sex=row.sex,
                mother=row.biodata.get("mother", ""),
                region=row.office.region_code,
                biodata=row.biodata,
                known_at=row.released_at or row.arrived_at,
            )
            people.append(person)
        if person is not None:
            row.person_id = person.pk
            row.save(update_fields=["person_id"])
    if len(people) > 1:
        Person.objects.filter(nik=nik).update(shares_nik=True)


def _fits(row, person):
    return (row.birth_date, row.sex) == (person.birth_date, person.sex) and same_name(row.name, person.name)


class Migration(migrations.Migration):

    dependencies = [
        ('centre_intake', '0003_find_them_among_millions'),
    ]

    operations = [
        migrations.RunPython(give_persons, migrations.RunPython.noop),
    ]
