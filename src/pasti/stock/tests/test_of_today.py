"""What the public is told of a day's blanks."""

from datetime import timedelta

from tests.cast import ANYBODY, MONDAY

from pasti.kit import clock
from pasti.stock import actions, queries
from pasti.stock.queries import OfDay


def test_it_counts_what_came_was_used_and_was_spoiled(office):
    actions.load(2, by=ANYBODY)
    actions.use("BK00000001", by=ANYBODY)
    actions.spoil("BK00000002", "miring", by=ANYBODY)
    actions.write_off("BK00000009", "patah", by=ANYBODY)
    actions.receive_delivery(first_serial="AB0001", count=50, letter="9", by=ANYBODY)
    assert queries.of_today() == OfDay(received=70, used=1, spoiled=2)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert queries.of_today() == OfDay(0, 0, 0)
