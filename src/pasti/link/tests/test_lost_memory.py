"""A node whose database was put back from a copy has forgotten what it sent. Nothing is lost, nothing applied twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.cast import ANYBODY, MONDAY

from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import exchange, inbox, memory, outbox
from pasti.link.exchange import Message
from pasti.link.memory import WireLoss
from pasti.link.models import Envelope, Loss, Peer, Received
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
    lost = Entry.objects.get(kind="link.we_lost")
    assert (lost.facts["known"], lost.facts["remembered"]) == (40, 1)
    assert [(loss.ours, loss.known) for loss in memory.open_losses()] == [(True, 40)]


def held(peer: Peer, number: int, *, known: int | None) -> None:
    exchange.take_in(peer, Message(held=number), known=known)
    peer.refresh_from_db()


def test_what_the_peer_held_and_holds_no_more_is_said_again(centre, tell, room):
    for code in "abc":
        tell(code)
    outbox.claim(centre)
    held(centre, 3, known=0)
    held(centre, 1, known=3)
    assert [wire.key for wire in exchange.compose(centre).envelopes] == ["b", "c"]
    held(centre, 3, known=1)
    assert set(Envelope.objects.values_list("state", flat=True)) == {"delivered"}
    assert Entry.objects.filter(kind="link.peer_lost").count() == 1


@pytest.mark.parametrize("known", [None, 1])
def test_an_old_message_proves_no_loss(centre, tell, room, known):
    tell("a"), tell("b")
    outbox.claim(centre)
    held(centre, 2, known=0)
    held(centre, 1, known=known)
    assert centre.acknowledged == 2
    assert exchange.compose(centre).envelopes == []
    assert not Loss.objects.exists()


def test_a_request_counts_as_new_only_with_the_last_ticket(centre, tell, room):
    tell("a")
    first = exchange.answer(centre, Message())
    centre.refresh_from_db()
    second = exchange.answer(centre, Message(held=1, said_ticket=first.ticket))
    centre.refresh_from_db()
    assert centre.acknowledged == 1
    # Whoever heard an old request says it again, with its own ticket or with none.
    for ticket in (first.ticket, "", "x"):
        exchange.answer(centre, Message(held=0, said_ticket=ticket))
    assert not Loss.objects.exists()
    centre.refresh_from_db()
    exchange.answer(centre, Message(held=0, said_ticket=centre.ticket))
    assert Loss.objects.get().ours is False
    assert second.ticket != first.ticket


def test_what_was_emptied_here_and_lost_there_needs_a_person_and_leaves_no_gap(centre, tell, room):
    old, _new = tell("a"), tell("b")
    outbox.claim(centre)
    held(centre, 2, known=0)
    with clock.stopped_at(MONDAY + timedelta(days=6)):
        Envelope.objects.filter(key="b").update(delivered_at=clock.now())
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        assert outbox.forget() == 1
        held(centre, 0, known=2)
        said = [(wire.number, wire.kind) for wire in exchange.compose(centre).envelopes]
        assert said == [(1, "link.void"), (2, "record.status")]
    old.refresh_from_db()
    assert (old.state, old.number) == ("needs_person", None)


def test_what_a_person_took_out_leaves_no_gap_either(centre, tell, room):
    tell("a"), tell("b")
    outbox.claim(centre)
    exchange.take_in(centre, Message(held=2, outcomes=outcomes((1, "no"))), known=0)
    centre.refresh_from_db()
    held(centre, 0, known=2)
    assert [(w.number, w.kind) for w in exchange.compose(centre).envelopes] == [
        (1, "link.void"),
        (2, "record.status"),
    ]


def test_both_are_told_of_one_accident_once_and_it_is_settled_by_a_person(centre, tell, room):
    theirs = WireLoss(mark="b" * 32, mine=True, remembered=4, known=9)
    for _time in range(2):
        exchange.take_in(centre, Message(losses=[theirs]))
    loss = memory.open_losses().get()
    assert (loss.ours, loss.remembered, loss.known) == (False, 4, 9)
    assert exchange.compose(centre).losses == [WireLoss(mark="b" * 32, mine=False, remembered=4, known=9)]
    with pytest.raises(NotAllowed):
        memory.settle(loss, reason="sudah", by=SYSTEM)
    with pytest.raises(Refused, match="Tuliskan"):
        memory.settle(loss, reason=" ", by=ANYBODY)
    memory.settle(loss, reason="Dipulihkan dari cadangan kemarin.", by=ANYBODY)
    exchange.take_in(centre, Message(losses=[theirs]))
    assert not memory.open_losses().exists()
    assert exchange.compose(centre).losses == []


@pytest.mark.parametrize(("ours", "theirs"), [("a", "b"), ("b", "a")])
def test_both_noticed_it_by_themselves_and_call_it_by_one_name(centre, tell, room, ours, theirs):
    with transaction.atomic():
        memory.note(centre, ours=False, remembered=1, known=2, mark=ours * 32)
    exchange.take_in(centre, Message(losses=[WireLoss(mark=theirs * 32, mine=True, remembered=1, known=2)]))
    assert Loss.objects.get().mark == "a" * 32
