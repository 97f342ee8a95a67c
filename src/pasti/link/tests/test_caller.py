"""Calling the centre over real HTTP: whatever it or the network does, nothing is lost and nothing is told twice."""

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link import actions, duties, health
from pasti.link.caller import call
from pasti.link.models import Envelope, Peer
from pasti.link.outbox import BATCH, claim
from pasti.link.schema import CardProgress, Said
from pasti.link.tests.far_centre import Answer, after, cut, failing, forged
from pasti.link.tests.other_side import CASE, on_ladder, say, status


def test_how_far_the_other_clock_is_off_is_known_after_each_exchange(peer, far):
    for ahead in (timedelta(hours=1), timedelta(seconds=-90), timedelta(0)):
        far.ahead = ahead
        call(peer)
        peer.refresh_from_db()
        # Half of the way there and back is added, which here is next to nothing.
        assert abs(timedelta(milliseconds=peer.clock_off_ms) - ahead) < timedelta(seconds=20)
    far.ahead = None
    call(peer)
    assert abs(peer.clock_off_ms) < 20_000, "a node of an older version tells nothing, and nothing is forgotten"
    assert all(said["now"] == clock.now() for _about, said in far.heard)


def report(key: str) -> Envelope:
    said = CardProgress(application=CASE, code="X", serial=key, at=MONDAY)
    return actions.send(Said.CARD_PROGRESS, said, key=key)


def outbox() -> dict[str, str]:
    return dict(Envelope.objects.order_by("id").values_list("key", "state"))


def keys_of(heard: tuple[str, dict[str, Any]]) -> list[str]:
    return [wire["key"] for wire in heard[1]["envelopes"]]


def test_a_good_call_delivers_what_waits_and_applies_what_comes_back(far, peer, room):
    report("a"), report("b")
    told = {
        "number": 1, "kind": "record.status", "key": "t", "happened_at": MONDAY,
        "body": status("T1").model_dump(mode="json"),
    }  # fmt: skip
    far.envelopes = [told]
    assert call(peer) is True
    assert outbox() == {"a": "delivered", "b": "delivered"}
    assert (room.applied(), room.delivered()) == (["T1"], ["a", "b"])
    far.envelopes = []
    assert call(peer) is False
    assert [(about, keys_of((about, said)), said["held"]) for about, said in far.heard] == [
        ("exchange", ["a", "b"], 0),
        ("exchange", [], 1),
    ]
    state = health.link_state()
    assert state.code == "up"
    assert state.round_trip_ms is not None


def test_no_two_requests_are_the_same(far, peer, room):
    call(peer), call(peer)
    assert len({said["nonce"] for _about, said in far.heard}) == 2


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        (failing(500), "Pusat menjawab dengan galat (HTTP 500)."),
        (failing(403), "Pusat menjawab dengan galat (HTTP 403)."),
        (failing(302), "Pusat menjawab dengan galat (HTTP 302)."),
        (failing(204), "Pusat menjawab dengan galat (HTTP 204)."),
        (failing(200), "Jawaban Pusat tidak dapat dipercaya (not a signed document)."),
        (cut, "Pusat tidak dapat dihubungi: sambungan putus di tengah pengiriman."),
    ],
)
def test_what_was_not_answered_well_waits_and_is_sent_again(far, peer, room, mood, error):
    report("a")
    far.moods = [mood]
    assert call(peer) is False
    envelope = Envelope.objects.get()
    assert (envelope.state, envelope.last_error, envelope.attempts) == ("waiting", error, 1)
    assert on_ladder([(envelope.not_before - MONDAY).total_seconds()], [2])
    assert Peer.objects.get().last_error == error
    with after(2):
        assert call(peer) is True
    assert [keys_of(heard) for heard in far.heard] == [["a"], ["a"]]
    assert (outbox(), room.delivered(), Peer.objects.get().last_error) == ({"a": "delivered"}, ["a"], "")


@pytest.mark.parametrize(
    "how",
    [
        {"by": OtherNode("centre", "Palsu")},
        {"to": "office-3273-00000000"},
        {"answering": b"an earlier request"},
        {"answering": b""},
        {"about": "parcels"},
    ],
)
def test_an_answer_that_is_not_genuine_changes_nothing(far, peer, room, how):
    report("a")
    far.moods = [forged(far, **how)]
    assert call(peer) is False
    assert outbox() == {"a": "waiting"}
    assert room.delivered() == []


def test_an_answer_that_was_recorded_earlier_is_no_answer_now(far, peer, room):
    """Somebody on the way repeats what the centre once said."""
    recorded: list[Answer] = []

    def record(about: str, body: bytes) -> Answer:
        recorded.append(far.well(about, body))
        return recorded[0]

    far.moods = [record, lambda about, body: recorded[0]]
    call(peer)
    report("a")
    assert call(peer) is False
    assert outbox() == {"a": "waiting"}


def test_a_genuine_answer_of_another_shape_is_no_answer(far, peer, room):
    report("a")
    far.moods = [lambda about, body: (200, say(far.node, {"held": "all"}, to=far.us, answering=body))]
    assert call(peer) is False
    assert outbox() == {"a": "waiting"}


def test_an_answer_that_was_lost_costs_only_the_way_once_more(far, peer, room):
    """The centre applied it; its answer never arrived."""

    def lose(about: str, body: bytes) -> Answer:
        far.well(about, body)
        return None

    report("a")
    far.moods = [lose]
    call(peer)
    assert (outbox(), far.held) == ({"a": "waiting"}, 1)
    # The next call has nothing due, and its answer tells that the first was heard.
    call(peer)
    assert outbox() == {"a": "delivered"}
    assert (room.delivered(), [keys_of(heard) for heard in far.heard]) == (["a"], [["a"], []])


def test_nobody_there_is_written_down_and_tried_again(office, room):
    peer = Peer.objects.get()
    report("a")
    for seconds in (0, 40, 61, 90):
        with after(seconds):
            assert call(peer) is False
    assert outbox() == {"a": "waiting"}
    why = "Pusat tidak dapat dihubungi: tidak ada yang menjawab di alamatnya."
    said = Envelope.objects.get().last_error
    assert said == Peer.objects.get().last_error == why
    assert said.in_language("en") == "Pusat cannot be reached: nobody answers at its address."
    assert Entry.objects.filter(kind="link.fell").count() == 1


def test_what_was_set_aside_there_needs_a_person_here_and_goes_again(far, peer, room, office):
    report("a"), report("b")
    far.outcomes = [(1, "no application here")]
    call(peer)
    assert outbox() == {"a": "needs_person", "b": "delivered"}
    actions.resend(Envelope.objects.get(key="a"), by=office.nur.actor)
    call(peer)
    assert outbox()["a"] == "in_flight"
    far.outcomes.append((1, ""))
    call(peer)
    assert (outbox()["a"], keys_of(far.heard[-2])) == ("delivered", ["a"])


def test_a_long_outbox_goes_in_batches(far, peer, room):
    for i in range(BATCH + 3):
        report(f"{i}")
    assert [call(peer), call(peer), call(peer)] == [True, True, False]
    assert [len(keys_of(heard)) for heard in far.heard] == [BATCH, 3, 0]
    assert far.held == BATCH + 3


def test_what_a_killed_process_had_in_flight_goes_with_the_next_call_after_one_that_was_answered(far, peer, room):
    """It waited for two minutes, though the line was there."""
    report("a"), report("b")
    claim(peer)
    report("c")
    with clock.stopped_at(MONDAY + timedelta(seconds=5)):
        far.moods = [failing(502)]
        assert call(peer) is False
        assert outbox() == {"a": "in_flight", "b": "in_flight", "c": "waiting"}, "they may be there yet"
    with clock.stopped_at(MONDAY + timedelta(seconds=10)):
        far.exchange = lambda said: {"held": 0, "noted": 0, "envelopes": []}
        assert call(peer) is True
        del far.exchange
        assert outbox() == {"a": "waiting", "b": "waiting", "c": "in_flight"}
        call(peer)
    assert keys_of(far.heard[-1]) == ["a", "b"]
    with clock.stopped_at(MONDAY + timedelta(seconds=12)):
        call(peer), call(peer)
    assert set(outbox().values()) == {"delivered"}


def test_what_is_held_already_is_not_said_again_because_its_outcomes_are_not_known_yet(far, peer, room):
    report("a")
    claim(peer)
    with clock.stopped_at(MONDAY + timedelta(seconds=5)):
        untold = {"after": 5, "upto": 5, "last": 9, "told": [{"at": 6, "number": 7, "reason": ""}]}
        far.exchange = lambda said: {"held": 1, "noted": 0, "envelopes": [], "outcomes": untold}
        call(peer)
    assert outbox() == {"a": "in_flight"}


def test_the_duty_calls_those_that_have_an_address(far, room):
    report("a")
    assert duties.exchange_with_peers() is True
    assert duties.exchange_with_peers() is False
    Peer.objects.update(url="")
    assert duties.exchange_with_peers() is False
    assert len(far.heard) == 2


def test_the_duty_takes_back_what_was_left_in_flight(far, peer, room):
    report("a")
    Envelope.objects.update(state="in_flight", in_flight_since=MONDAY - timedelta(minutes=3), number=1)
    duties.sweep()
    assert outbox() == {"a": "waiting"}


def test_after_a_long_conversation_the_answer_is_looked_for_soon_and_after_a_short_one_as_usual():
    talk = duties.Conversation()
    assert [talk.next(more=more) for more in (True, False, False)] == [True, False, False]
    assert [talk.next(more=more) for more in (True, True, False, False, False, False)] == [
        True, True, 0.25, 0.5, 1.0, False,
    ]  # fmt: skip
    assert [talk.next(more=more) for more in (True, True, False, True, False, False)] == [
        True, True, 0.25, True, 0.5, 1.0,
    ]  # fmt: skip
