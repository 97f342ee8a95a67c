from tests.cast import ANYBODY, MONDAY

from pasti.offices.actions import decide
from pasti.readiness.needs import Need
from pasti.readiness.queries import stands
from pasti.stock import actions as stock
from pasti.stock import demand, queries


def test_blanks_stand_while_there_is_one_left(office):
    assert stands(Need.BLANKS).stands
    decide("stock.warn_below", value=5, valid_from=MONDAY.date(), legal_basis="SOP", by=ANYBODY)
    assert stands(Need.BLANKS).why == ""
    blanks = [f"BK{serial:08d}" for serial in range(1, 21)]
    for serial in blanks[:-1]:
        stock.spoil(serial, "patah", by=ANYBODY)
    assert (stands(Need.BLANKS).stands, stands(Need.BLANKS).why) == (True, "tinggal 1 lembar")
    stock.spoil(blanks[-1], "patah", by=ANYBODY)
    assert (stands(Need.BLANKS).stands, stands(Need.BLANKS).said) == (False, "blangko: habis")


def test_fewer_blanks_than_cards_wait_are_said(office, monkeypatch):
    decide("stock.warn_below", value=0, valid_from=MONDAY.date(), legal_basis="SOP", by=ANYBODY)
    monkeypatch.setattr(demand, "_asked", [lambda: 15, lambda: 5])
    assert stands(Need.BLANKS).why == ""
    stock.spoil("BK00000001", "patah", by=ANYBODY)
    assert stands(Need.BLANKS).said == "blangko: tinggal 19 lembar, 20 kartu menunggu dicetak"


def test_an_office_that_never_had_any_has_lost_none(office):
    queries.deliveries().get().blanks.all().delete()
    blanks = stands(Need.BLANKS)
    assert (blanks.stands, blanks.absent) == (False, True)
