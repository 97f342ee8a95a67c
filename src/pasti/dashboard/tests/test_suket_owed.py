"""What is owed stands on the board of the head of office, and what is overdue among what needs somebody."""

from datetime import timedelta

from tests.cast import MONDAY

from pasti.certificates.tests.owing import issued, switched_on
from pasti.kit import clock


def test_what_is_owed_is_on_the_board(office, signed_in):
    switched_on(office)
    issued(office)
    board = signed_in(office.agus).get("/kantor/").content.decode()
    assert "Suket terutang" in board
    assert "sudah lewat masa berlakunya" not in board
    with clock.stopped_at(MONDAY + timedelta(days=181)):
        board = signed_in(office.agus).get("/kantor/").content.decode()
    assert "1 Suket sudah lewat masa berlakunya, kartunya belum diserahkan." in board
