"""What was said is about people: it is kept for some days after it arrived, and then only that it was said."""

from datetime import timedelta

from tests.cast import MONDAY

from pasti.kit import clock
from pasti.link import exchange, inbox, outbox
from pasti.link.models import Envelope, Received
from pasti.link.outbox import KEPT_FOR
from pasti.link.registry import NeedsPerson
from pasti.link.tests.other_side import outcomes, progress


def bodies() -> list[bool]:
    said = [model.objects.order_by("id").values_list("body", flat=True) for model in (Envelope, Received)]
    return [bool(body) for bodies in said for body in bodies]


def test_what_arrived_is_forgotten_after_some_days(centre, tell, room):
    tell("a")
    outbox.claim(centre)
    outbox.settle(centre, 1)
    inbox.receive(centre, [progress(1)])
    with clock.stopped_at(MONDAY + KEPT_FOR):
        assert exchange.forget() == 0
    with clock.stopped_at(MONDAY + KEPT_FOR + timedelta(seconds=1)):
        assert exchange.forget() == 2
        assert exchange.forget() == 0
    assert bodies() == [False, False]
    assert inbox.receive(centre, [progress(1), progress(2)]) == 2
    assert room.applied() == ["BK1", "BK2"]


def test_what_somebody_still_needs_is_kept(centre, tell, room):
    tell("a")
    tell("b")
    outbox.claim(centre)
    exchange.take_in(centre, exchange.Message(held=1, outcomes=outcomes((1, "no"))))
    room.trouble = {"BK1": NeedsPerson("no")}
    inbox.receive(centre, [progress(1)])
    with clock.stopped_at(MONDAY + timedelta(days=400)):
        assert exchange.forget() == 0
    assert bodies() == [True, True, True]
