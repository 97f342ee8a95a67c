"""The migration that gives records their person: whoever was found unique before is one, and is never merged."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from tests.cast import MONDAY

from pasti.centre.intake import queries
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import biodata
from pasti.centre.persons.models import Person
from pasti.link.models import Peer

migration = import_module("pasti.centre.intake.migrations.0004_give_records_their_person")
SITI, WATI = "3275015206099001", "3215015206099002"


@pytest.fixture
def before(centre: Peer):
    """A record as an older centre left it."""

    def make(packet: str, state: str = "issued", **other: Any) -> Record:
        said = biodata(**other).model_dump(mode="json")
        return Record.objects.create(
            office=centre,
            application=f"{Record.objects.count():012d}",
            service="NEW",
            packet=packet,
            state=state,
            released_at=MONDAY,
            biodata=said,
            **{name: said[name] for name in ("nik", "name", "birth_date", "sex")},
        )

    return make


def give() -> None:
    migration.give_persons(apps, None)


def persons() -> dict[str, int | None]:
    return dict(Record.objects.exclude(packet="").values_list("packet", "person"))


def test_recordings_and_requests_of_one_person_refer_to_one(before):
    asked = before("", name="SITI NUR JANAH")
    before("p1")
    before("p2", name="Siti Nurjannah")
    give()
    person = Person.objects.get()
    assert persons() == {"p1": person.pk, "p2": person.pk}
    asked.refresh_from_db()
    assert asked.person == person
    assert (person.nik, person.name, person.birth_place, person.birth_date, person.sex, person.region) == (
        SITI, "Siti Nurjanah", "Bekasi", date(2009, 6, 12), "F", "32.75"
    )  # fmt: skip
    assert (person.biodata["address"], person.shares_nik, person.known_at) == ("Jl. Melati No. 4", False, MONDAY)


@pytest.mark.parametrize("other", [{"name": "Wati Rahmawati"}, {"birth_date": date(1990, 1, 1)}, {"sex": "M"}], ids=str)
def test_two_people_with_one_nik_become_two_and_are_marked(before, other):
    before("p1")
    before("p2", **other)
    give()
    assert len(set(persons().values())) == 2
    assert set(Person.objects.values_list("shares_nik", flat=True)) == {True}


def test_different_niks_are_different_people(before):
    before("p1")
    before("p2", nik=WATI)
    give()
    assert Person.objects.filter(shares_nik=False).count() == 2


@pytest.mark.parametrize("state", ["announced", "failed", "received", "suspected", "duplicate", "unknown"])
def test_who_was_not_found_unique_is_no_person(before, state):
    before("p1", state)
    give()
    assert (persons(), Person.objects.count()) == ({"p1": None}, 0)


def test_a_request_that_fits_nobody_refers_to_nobody(before):
    before("p1")
    before("", name="Wati Rahmawati")
    give()
    assert Person.objects.count() == 1
    assert Record.objects.get(packet="").person is None


def test_doing_it_twice_is_harmless(before):
    before("p1")
    give()
    give()
    assert Person.objects.count() == 1


def test_what_is_issued_is_counted_office_by_office(before, centre):
    for number in range(3):
        before(f"p{number}")
    before("p3", "printed")
    counting = import_module("pasti.centre.intake.migrations.0006_count_what_is_issued")
    counting.count(apps, None)
    assert queries.counts_by_office() == {centre.pk: {"issued": 3, "printed": 1}}
