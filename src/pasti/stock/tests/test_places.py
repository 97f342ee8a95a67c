"""Carrying blanks between places: one sends, another receives, and what is missed is seen."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.stock import actions, moving, queries
from pasti.stock.concerns import concerns
from pasti.stock.models import Blank, Transfer


@pytest.fixture
def joko(office):
    return office.joko.actor


@pytest.fixture
def second(office):
    return account("sari", "Sari Dewanti", Role.PRINTER).actor


@pytest.fixture
def district(office):
    return moving.add_place("Kecamatan Cimanggu", by=office.agus.actor)


def send(district, by, serials="BK00000001-BK00000005"):
    return moving.send(serials, origin=None, target=district, carried_by="Pak Rahmat, kurir", by=by)


def test_the_head_says_which_places_there_are(office, joko, district):
    with pytest.raises(NotAllowed):
        moving.add_place("Lain", by=joko)
    with pytest.raises(Refused):
        moving.add_place(" Kecamatan Cimanggu ", by=office.agus.actor)


def test_what_is_on_its_way_lies_nowhere_until_somebody_else_receives_it(joko, second, district):
    transfer = send(district, joko)
    ledger = queries.ledger()
    assert (ledger.in_stock, ledger.travelling, ledger.elsewhere, ledger.received) == (15, 5, 0, 20)
    with pytest.raises(NotAllowed):
        moving.arrive(transfer, by=joko)
    moving.arrive(transfer, by=second)
    assert [left for _place, left in queries.by_place()] == [15, 5]
    assert (queries.ledger().travelling, Transfer.objects.get().state) == (0, "arrived")
    with pytest.raises(NotAllowed):
        moving.arrive(transfer, by=second)


def test_what_lies_elsewhere_is_not_loaded_here(joko, second, district):
    moving.arrive(send(district, joko), by=second)
    assert queries.next_serial() == "BK00000006"
    with pytest.raises(Refused, match="15"):
        actions.load(16, by=joko)
    with pytest.raises(Refused):
        actions.load(1, first_serial="BK00000001", by=joko)


def test_a_part_that_came_leaves_the_rest_on_its_way(joko, second, district):
    transfer = send(district, joko)
    moving.arrive(transfer, "BK00000001-BK00000003", by=second)
    assert moving.still_travelling(transfer) == ["BK00000004", "BK00000005"]
    assert Transfer.objects.get().state == "on_its_way"
    with pytest.raises(Refused):
        moving.arrive(transfer, "BK00000001", by=second)
    assert [c.place for c in concerns()] == []
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert [c.place for c in concerns()] == ["stock:transfers"]


def test_called_off_they_lie_where_they_were(joko, district):
    moving.cancel(send(district, joko), by=joko)
    assert (queries.ledger().in_stock, Blank.objects.exclude(place=None).count()) == (20, 0)


@pytest.mark.parametrize("serials", ["BK00000001-BK00000021", "BK99990001", "", "x"])
def test_only_what_lies_there_can_be_sent(joko, district, serials):
    before = Entry.objects.count()
    with pytest.raises(Refused):
        send(district, joko, serials)
    assert (queries.ledger().in_stock, Entry.objects.count()) == (20, before)


def test_nowhere_and_back_is_no_transfer(joko, district):
    with pytest.raises(Refused):
        moving.send("BK00000001", origin=None, target=None, carried_by="x", by=joko)
    with pytest.raises(Refused):
        moving.send("BK00000001", origin=district, target=None, carried_by="x", by=joko)
