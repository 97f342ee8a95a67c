"""A node whose database was put back from a copy has forgotten what it sent. Nothing is lost, nothing applied twice."""

from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.link import exchange, inbox, outbox
from pasti.link.exchange import Message
from pasti.link.models import Envelope, Received
from pasti.link.outbox import NUMBER_TAKEN
from pasti.link.tests.other_side import outcomes, progress


def test_a_number_that_is_used_for_something_else_is_said_back(centre, room):
    inbox.receive(centre, [progress(1), progress(2)])
    inbox.receive(centre, [progress(2, serial="BK9", key="k9")])
    answer = exchange.compose(centre)
    assert (answer.held, answer.outcomes) == (2, outcomes((2, NUMBER_TAKEN)))
    assert room.applied() == ["BK1", "BK2"]
    inbox.receive(centre, [progress(3, serial="BK9", key="k9")])
    assert room.applied() == ["BK1", "BK2", "BK9"]


def test_what_was_said_before_under_another_number_is_not_applied_again(centre, room):
    inbox.receive(centre, [progress(1), progress(2, serial="BK1", key="k1")])
    assert room.applied() == ["BK1"]
    assert [row.applied_at for row in Received.objects.all()] == [MONDAY, MONDAY]


def test_who_remembers_less_goes_on_behind_what_the_peer_holds(centre, tell, room):
    tell("a")
    outbox.claim(centre)
    exchange.take_in(centre, Message(held=40, outcomes=outcomes((1, NUMBER_TAKEN))))
    assert Envelope.objects.get().state == "waiting"
    assert [wire.number for wire in exchange.compose(centre).envelopes] == [41]
    exchange.take_in(centre, Message(held=41, outcomes=outcomes((1, NUMBER_TAKEN))))
    assert Envelope.objects.get().state == "delivered"
    assert room.delivered() == ["a"]
    behind = Entry.objects.get(kind="link.behind")
    assert (behind.facts["held"], behind.facts["last"]) == (40, 1)
