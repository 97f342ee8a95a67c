"""A ribbon is counted down by what is printed, and may run out with plenty of blanks."""

import pytest

from pasti.kit.errors import NotAllowed, Refused
from pasti.readiness.needs import Need
from pasti.readiness.queries import stands
from pasti.stock import actions, ribbons
from pasti.stock.models import Ribbon


@pytest.fixture
def joko(office):
    return office.joko.actor


def test_an_office_that_notes_none_prints_all_the_same(office):
    assert (stands(Need.RIBBON).stands, stands(Need.RIBBON).why) == (True, "")


def test_good_and_bad_prints_take_of_the_mounted_one(joko):
    ribbons.mount(ribbons.receive("p-1", made_for=500, by=joko), by=joko)
    actions.load(3, by=joko)
    actions.use("BK00000001", by=joko)
    actions.spoil("BK00000002", "miring", by=joko)
    actions.put_back("BK00000003", by=joko)
    actions.spoil("BK00000009", "patah di laci", by=joko)
    assert (ribbons.mounted().prints, ribbons.prints_left()) == (2, 498)


def test_with_none_left_printing_stops(joko):
    ribbons.mount(ribbons.receive("P-1", made_for=1, by=joko), by=joko)
    assert stands(Need.RIBBON).why == "tinggal 1 cetakan"
    actions.load(1, by=joko)
    actions.use("BK00000001", by=joko)
    assert (stands(Need.RIBBON).stands, stands(Need.RIBBON).said) == (False, "ribbon: habis")
    ribbons.receive("P-2", made_for=500, by=joko)
    assert stands(Need.RIBBON).stands


def test_one_is_mounted_at_a_time(joko):
    first, second = (ribbons.receive(code, made_for=500, by=joko) for code in ("P-1", "P-2"))
    ribbons.mount(first, by=joko)
    ribbons.mount(second, by=joko, empty=False)
    assert dict(Ribbon.objects.values_list("code", "state")) == {"P-1": "in_stock", "P-2": "mounted"}
    ribbons.mount(first, by=joko)
    assert dict(Ribbon.objects.values_list("code", "state")) == {"P-1": "mounted", "P-2": "empty"}
    with pytest.raises(NotAllowed):
        ribbons.mount(second, by=joko)


def test_a_code_is_known_once(joko):
    ribbons.receive("P-1", made_for=500, by=joko)
    for code, prints in (("p-1", 500), ("", 500), ("P-2", 0)):
        with pytest.raises(Refused):
            ribbons.receive(code, made_for=prints, by=joko)


def test_each_machine_has_a_ribbon_of_its_own(joko):
    first, second, third = (ribbons.receive(code, made_for=500, by=joko) for code in ("P-1", "P-2", "P-3"))
    ribbons.mount(first, machine="Lantai 1", by=joko)
    ribbons.mount(second, machine="Lantai 2", by=joko)
    actions.load(2, by=joko)
    actions.use("BK00000001", machine="Lantai 2", by=joko)
    actions.spoil("BK00000002", "miring", machine="Lantai 2", by=joko)
    assert (ribbons.left_in_machine("Lantai 1"), ribbons.left_in_machine("Lantai 2")) == (500, 498)
    ribbons.mount(third, machine="Lantai 2", by=joko)
    assert dict(Ribbon.objects.values_list("code", "machine")) == {"P-1": "Lantai 1", "P-2": "", "P-3": "Lantai 2"}
    assert [ribbon.code for ribbon in ribbons.all_mounted()] == ["P-1", "P-3"]
    assert stands(Need.RIBBON).stands


def test_one_that_names_no_machine_serves_those_that_have_none_of_their_own(joko):
    old, new = (ribbons.receive(code, made_for=500, by=joko) for code in ("P-1", "P-2"))
    ribbons.mount(old, by=joko)
    ribbons.note_print("Lantai 1")
    assert ribbons.left_in_machine("Lantai 1") == 499
    ribbons.mount(new, machine="Lantai 1", by=joko)
    assert dict(Ribbon.objects.values_list("code", "state")) == {"P-1": "empty", "P-2": "mounted"}
