"""What leaves this node: numbered without gaps, in order, and offered again until the peer holds it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.link import exchange, inbox, outbox
from pasti.link import outcomes as told
from pasti.link.actions import trust
from pasti.link.models import Envelope, Peer
from pasti.link.schema import Said
from pasti.link.tests.other_side import on_ladder, progress


def numbers(envelopes: list[Envelope]) -> list[int | None]:
    return [envelope.number for envelope in envelopes]


def waits(envelope: Envelope) -> float:
    envelope.refresh_from_db()
    return (envelope.not_before - clock.now()).total_seconds()


def test_numbers_begin_at_one_and_have_no_gap(centre, tell):
    for code in "abc":
        tell(code)
    claimed = outbox.claim(centre)
    assert [(e.number, e.key, e.state, e.attempts) for e in claimed] == [
        (1, "a", "in_flight", 1),
        (2, "b", "in_flight", 1),
        (3, "c", "in_flight", 1),
    ]
    assert {e.in_flight_since for e in claimed} == {e.sent_at for e in claimed} == {MONDAY}
    tell("d")
    assert numbers(outbox.claim(centre)) == [4]
    assert Peer.objects.get().last_number == 4


def test_nothing_is_claimed_twice(centre, tell):
    tell("a")
    assert numbers(outbox.claim(centre)) == [1]
    assert numbers(outbox.claim(centre)) == []


def test_each_peer_has_numbers_of_its_own(centre, tell, bekasi):
    other = trust(replace(bekasi.card, node_id="office-3273-1", name="Bandung", region_code="32.73"), by=SYSTEM)
    tell("a")
    Envelope.objects.create(peer=other, kind="record.status", key="a", body={}, happened_at=MONDAY, state="waiting")
    assert numbers(outbox.claim(other)) == [1]
    assert numbers(outbox.claim(centre)) == [1]


def test_a_batch_has_an_end_and_the_rest_comes_next(centre, tell):
    for i in range(outbox.BATCH + 3):
        tell(f"{i:03d}")
    first, second = outbox.claim(centre), outbox.claim(centre)
    assert numbers(first) == list(range(1, outbox.BATCH + 1))
    assert [(e.number, e.key) for e in second] == [(201, "200"), (202, "201"), (203, "202")]


def test_what_was_sent_before_goes_before_what_is_new_with_the_number_it_has(centre, tell):
    tell("a"), tell("b")
    outbox.claim(centre)
    outbox.put_back(centre, [1, 2], "no answer")
    tell("c")
    with clock.stopped_at(MONDAY + timedelta(seconds=2)):
        claimed = outbox.claim(centre)
    assert [(e.number, e.key, e.attempts) for e in claimed] == [(1, "a", 2), (2, "b", 2), (3, "c", 1)]


def test_what_is_not_due_is_not_claimed(centre, tell):
    tell("a")
    outbox.claim(centre)
    outbox.put_back(centre, [1], "no answer")
    tell("b")
    assert [e.key for e in outbox.claim(centre)] == ["b"]


def test_it_waits_longer_after_each_attempt_and_at_most_a_minute(centre, tell):
    envelope = tell("a")
    seen = []
    for _attempt in range(9):
        envelope.refresh_from_db()
        with clock.stopped_at(envelope.not_before):
            [claimed] = outbox.claim(centre)
            outbox.put_back(centre, [1], "Pusat: HTTP 502")
            seen.append(waits(claimed))
    assert on_ladder(seen, [2, 4, 8, 16, 32, 60, 60, 60, 60])
    assert (claimed.state, claimed.last_error, claimed.in_flight_since) == ("waiting", "Pusat: HTTP 502", None)


def test_a_long_error_is_cut(centre, tell):
    envelope = tell("a")
    outbox.claim(centre)
    outbox.put_back(centre, [1], "x" * 1000)
    envelope.refresh_from_db()
    assert envelope.last_error == "x" * 300


def test_putting_back_touches_only_what_is_in_flight(centre, tell):
    for code in "abc":
        tell(code)
    outbox.claim(centre)
    Envelope.objects.filter(number=1).update(state="delivered", in_flight_since=None)
    Envelope.objects.filter(number=2).update(state="needs_person", in_flight_since=None)
    outbox.put_back(centre, [1, 2, 3, 99], "no answer")
    assert list(Envelope.objects.order_by("number").values_list("state", flat=True)) == [
        "delivered",
        "needs_person",
        "waiting",
    ]


def test_an_answer_that_was_lost_is_offered_again_at_once(centre, tell):
    tell("a")
    outbox.claim(centre)
    outbox.put_back_unheld(centre)
    assert [(e.number, e.attempts) for e in outbox.claim(centre)] == [(1, 2)]


def test_what_has_been_in_flight_for_too_long_is_taken_back(centre, tell):
    old = tell("old")
    outbox.claim(centre)
    with clock.stopped_at(MONDAY + outbox.STALE_AFTER):
        outbox.sweep()
        old.refresh_from_db()
        assert old.state == "in_flight"
    with clock.stopped_at(MONDAY + outbox.STALE_AFTER + timedelta(seconds=1)):
        tell("young")
        outbox.claim(centre)
        outbox.sweep()
    states = {e.key: (e.state, e.last_error) for e in Envelope.objects.all()}
    assert states == {"old": ("waiting", "Tidak ada jawaban."), "young": ("in_flight", "")}


@pytest.mark.parametrize("state", ["delivered", "needs_person", "in_flight"])
def test_only_what_waits_is_claimed(centre, tell, state):
    envelope = tell("a")
    flying = {"in_flight_since": MONDAY} if state == "in_flight" else {}
    Envelope.objects.filter(pk=envelope.pk).update(state=state, number=1, **flying)
    assert outbox.claim(centre) == []


def test_a_message_says_what_is_due_what_is_held_and_what_was_set_aside(centre, tell, room):
    tell("a")
    inbox.receive(centre, [progress(1), progress(2, kind=Said.RECORD_STATUS), progress(3)])
    message = exchange.compose(centre)
    assert message.held == 3
    [told] = message.outcomes.told
    assert (told.number, told.reason) == (2, "“status data” tidak boleh disampaikan simpul kantor kepada simpul pusat.")
    assert told.reason_in["en"] == "“status of a record” is not for a node of kind office to say to one of kind centre."
    assert [(w.number, w.kind, w.key, w.body["code"], w.happened_at) for w in message.envelopes] == [
        (1, "record.status", "a", "a", MONDAY)
    ]
    assert exchange.Message.model_validate(message.model_dump(mode="python")) == message


def test_what_was_set_aside_is_told_bit_by_bit_and_not_again_once_it_is_known(centre, room, monkeypatch):
    """However much it is: a message has an end. What comes with the later ones is named as still to come."""
    monkeypatch.setattr(told, "MOST_TOLD", 20)
    many = 2 * told.MOST_TOLD + 7
    inbox.receive(centre, [progress(n, kind=Said.RECORD_STATUS) for n in range(1, many + 1)])
    heard: list[int] = []
    for _message in range(3):
        said = exchange.compose(centre).outcomes
        assert (said.after, said.last) == (len(heard), many)
        heard += [outcome.number for outcome in said.told]
        assert said.upto == len(heard)
        exchange.take_in(centre, exchange.Message(noted=said.upto))
    assert heard == list(range(1, many + 1))
    assert exchange.compose(centre).outcomes.told == []
