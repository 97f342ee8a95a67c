"""The people of the sample are invented, fit together, and are known to nobody else."""

import pytest

from pasti.accounts.roles import CENTRE_ROLES, OFFICE_ROLES
from pasti.demo.people import CENTRE_STAFF, OFFICE_STAFF, PEOPLE
from pasti.kit.names import ALIKE, alikeness
from pasti.offices import regions
from pasti.residents import nik


@pytest.mark.parametrize("person", PEOPLE.values(), ids=lambda person: person.name)
def test_every_nik_fits_its_person_and_is_one_that_no_registry_gives_out(person):
    assert nik.second_look(nik.read(person.nik), birth_date=person.birth_date, sex=person.sex) == []
    assert person.nik[-4] == "9"
    assert person.nik.startswith(person.village_code.replace(".", "")[:6])


def test_nobody_is_there_twice():
    niks = [person.nik for person in PEOPLE.values()]
    assert len(set(niks)) == len(niks)


def test_everybody_lives_somewhere():
    for person in PEOPLE.values():
        assert set(regions.parents(person.village_code)) >= {"village", "district", "regency", "province"}


@pytest.mark.parametrize(("name", "known"), [("Galih Permana", "Galih Permanna"), ("Dimas Prakoso", "Dimas Prakosa")])
def test_some_look_like_somebody_known_so_that_the_centre_has_something_to_decide(name, known):
    one, other = PEOPLE[name], PEOPLE[known]
    assert (one.recorded, other.recorded) == (False, True)
    assert (one.birth_date, one.sex) == (other.birth_date, other.sex)
    assert one.nik != other.nik
    assert alikeness(one.name, other.name) >= ALIKE


def test_every_role_has_somebody():
    assert {role for staff in OFFICE_STAFF for role in staff.roles} == set(OFFICE_ROLES)
    assert {role for staff in CENTRE_STAFF for role in staff.roles} == set(CENTRE_ROLES)
