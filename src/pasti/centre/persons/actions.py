"""Entering people, and changing what their card says."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from pasti.centre.persons.models import Person
from pasti.centre.persons.rules import AWAY, MOVING, may_change
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock


@transaction.atomic(savepoint=False)
def enter(biodata: dict[str, Any], *, region: str) -> Person:
    """Enter somebody who was found unique. `biodata` is what a packet says; `region` is the home office's code.

    Whoever has the same NIK is marked as sharing it, and so is the new person; they stay two.
    """
    _take_turns(biodata["nik"])
    shared = Person.objects.filter(nik=biodata["nik"])
    shares = shared.update(shares_nik=True) > 0
    return Person.objects.create(
        nik=biodata["nik"],
        name=biodata["name"],
        birth_place=biodata["birth_place"],
        birth_date=date.fromisoformat(biodata["birth_date"]),
        sex=biodata["sex"],
        mother=biodata.get("mother", ""),
        region=region,
        biodata=biodata,
        shares_nik=shares,
        known_at=clock.now(),
    )


def _take_turns(nik: str) -> None:
    """Let two transactions that enter one NIK see each other. SQLite writes one after the other anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [nik])


@transaction.atomic(savepoint=False)
def take_over(
    person: Person, stated: dict[str, Any], *, service: str, region: str, approved: bool, by: Actor
) -> Person:
    """Take over what a service may change of a person (`rules.may_change`), and nothing else.

    `region` is the office's, where the person lives from now on if the service moves them; `approved` says that
    somebody at the centre has looked at it. The journal names the fields, not their values.
    """
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    fields = may_change(service, approved=approved)
    changed = [name for name in fields if stated.get(name, "") != fresh.biodata.get(name, "")]
    if approved and region and fresh.region != region and _moves(service, fresh):
        fresh.region = region
        changed.append("region")
    if not changed:
        return fresh
    fresh.biodata = fresh.biodata | {name: stated.get(name, "") for name in changed if name in fields}
    fresh.name, fresh.birth_place, fresh.sex = (str(fresh.biodata[n]) for n in ("name", "birth_place", "sex"))
    fresh.birth_date = date.fromisoformat(str(fresh.biodata["birth_date"]))
    fresh.save()
    record("person.change", subject=fresh.subject, by=by, fields=", ".join(changed))
    return fresh


def _moves(service: str, person: Person) -> bool:
    return service in MOVING or (not person.region and service not in AWAY)
