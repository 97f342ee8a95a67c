from datetime import timedelta

import pytest
from tests.cast import CARD_DATA, MONDAY, SITI

from pasti.kit import clock
from pasti.residents.actions import confirm
from pasti.residents.models import Resident
from pasti.residents.queries import by_nik


def seen(**other: object) -> Resident:
    return Resident(**(SITI | CARD_DATA | other))


def test_it_keeps_what_was_seen_and_when(db):
    confirm(seen())
    kept = Resident.objects.get()
    assert {name: getattr(kept, name) for name in SITI | CARD_DATA} == SITI | CARD_DATA
    assert kept.confirmed_at == MONDAY


def test_the_newest_look_wins(db):
    first = confirm(seen())
    later = MONDAY + timedelta(days=400)
    with clock.stopped_at(later):
        second = confirm(seen(address="Jl. Kenanga No. 9", rt="", phone="+628121234567"))
    assert second.pk == first.pk
    kept = Resident.objects.get()
    assert (kept.address, kept.rt, kept.phone, kept.confirmed_at) == ("Jl. Kenanga No. 9", "", "+628121234567", later)


def test_what_only_a_card_needs_is_not_forgotten_when_a_family_card_is_applied_for(db):
    confirm(seen())
    confirm(Resident(**SITI))
    kept = Resident.objects.get()
    assert {name: getattr(kept, name) for name in CARD_DATA} == CARD_DATA


def test_two_people_stay_two(db):
    confirm(seen())
    confirm(seen(nik="3275015206099002", name="Siti Nurhaliza"))
    assert sorted(Resident.objects.values_list("name", flat=True)) == ["Siti Nurhaliza", "Siti Nurjanah"]


@pytest.mark.parametrize("written", ["3275015206099001", "3275 0152 0609 9001", "32.75.01.520609.9001"])
def test_a_resident_is_found_as_people_write_a_nik(db, written):
    confirm(seen())
    assert by_nik(written) == Resident.objects.get()


@pytest.mark.parametrize("written", ["", "3275015206099002", "siapa", "' OR 1=1 --"])
def test_nobody_else_is_found(db, written):
    confirm(seen())
    assert by_nik(written) is None


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ({}, "Jl. Melati No. 4, RT 001 RW 002, Bekasijaya, Bekasi Timur, Kota Bekasi"),
        ({"rt": ""}, "Jl. Melati No. 4, RW 002, Bekasijaya, Bekasi Timur, Kota Bekasi"),
        ({"rt": "", "rw": ""}, "Jl. Melati No. 4, Bekasijaya, Bekasi Timur, Kota Bekasi"),
        ({"village_code": ""}, "Jl. Melati No. 4, RT 001 RW 002"),
        ({"village_code": "32.75.99.9999"}, "Jl. Melati No. 4, RT 001 RW 002, Kota Bekasi"),
    ],
)
def test_the_address_in_one_line(place, line):
    assert seen(**place).full_address == line


def test_a_masked_nik_says_too_little_for_anybody_else():
    assert seen().masked_nik == "3275********9001"
