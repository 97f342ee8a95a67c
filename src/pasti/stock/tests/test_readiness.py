from tests.cast import ANYBODY, MONDAY

from pasti.offices.actions import decide
from pasti.readiness.needs import Need
from pasti.readiness.queries import stands
from pasti.stock import actions as stock


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
