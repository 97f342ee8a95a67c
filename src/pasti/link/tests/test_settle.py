"""What the peer says it holds: delivered once; what it set aside needs a person, and may be sent again."""

from datetime import timedelta

from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link import actions, exchange
from pasti.link.models import Envelope


def states() -> dict[str, str]:
    return dict(Envelope.objects.order_by("id").values_list("key", "state"))


def sent(centre, tell, codes: str) -> None:
    for code in codes:
        tell(code)
    exchange.claim(centre)


def test_what_the_peer_holds_is_delivered_and_the_room_hears_of_it_once(centre, tell, room):
    sent(centre, tell, "abc")
    for _time in range(3):
        exchange.settle(centre, 2, {})
    assert states() == {"a": "delivered", "b": "delivered", "c": "in_flight"}
    assert room.delivered() == ["a", "b"]
    envelope = Envelope.objects.get(number=1)
    assert (envelope.delivered_at, envelope.in_flight_since, envelope.last_error) == (MONDAY, None, "")
    exchange.settle(centre, 3, {})
    assert room.delivered() == ["a", "b", "c"]


def test_holding_less_than_before_undoes_nothing(centre, tell, room):
    sent(centre, tell, "ab")
    exchange.settle(centre, 2, {})
    exchange.settle(centre, 0, {})
    assert states() == {"a": "delivered", "b": "delivered"}


def test_an_answer_that_comes_after_the_sender_gave_up_still_counts(centre, tell, room):
    sent(centre, tell, "a")
    exchange.put_back(centre, [1], "no answer")
    exchange.settle(centre, 1, {})
    assert states() == {"a": "delivered"}
    assert room.delivered() == ["a"]


def test_what_was_never_sent_is_not_delivered_whatever_the_peer_says(centre, tell, room):
    tell("a")
    exchange.settle(centre, 99, {})
    assert states() == {"a": "waiting"}


def test_what_the_peer_set_aside_needs_a_person_here(centre, tell, room):
    sent(centre, tell, "abc")
    exchange.settle(centre, 3, {2: "no application here"})
    assert states() == {"a": "delivered", "b": "needs_person", "c": "delivered"}
    assert room.delivered() == ["a", "c"]
    assert Envelope.objects.get(number=2).needs_person == "no application here"
    entry = Entry.objects.get(kind="envelope.refuse")
    assert entry.facts == {"number": 2, "what": "record.status", "reason": "no application here"}
    exchange.settle(centre, 3, {2: "no application here"})
    assert Entry.objects.filter(kind="envelope.refuse").count() == 1


def test_a_reason_that_names_somebody_is_masked(centre, tell, room):
    sent(centre, tell, "ab")
    exchange.settle(centre, 2, {1: "3275015206099001 is not known", 2: "x" * 999})
    reasons = list(Envelope.objects.order_by("number").values_list("needs_person", flat=True))
    assert reasons == ["3275********9001 is not known", "x" * 300]


def test_it_is_sent_again_and_then_it_is_delivered(centre, tell, room):
    sent(centre, tell, "a")
    exchange.settle(centre, 1, {1: "no application here"})
    actions.resend(Envelope.objects.get(), by=ANYBODY)
    [again] = exchange.claim(centre)
    assert (again.number, again.attempts) == (1, 2)
    exchange.settle(centre, 1, {})
    assert (states(), room.delivered()) == ({"a": "delivered"}, ["a"])


def test_it_is_sent_again_and_refused_again(centre, tell, room):
    sent(centre, tell, "a")
    exchange.settle(centre, 1, {1: "no application here"})
    actions.resend(Envelope.objects.get(), by=ANYBODY)
    # Not sent yet: what the peer says now is still about the first time.
    exchange.settle(centre, 1, {1: "no application here"})
    assert states() == {"a": "waiting"}
    exchange.claim(centre)
    exchange.settle(centre, 1, {1: "still not"})
    assert Envelope.objects.get().needs_person == "still not"
    assert Entry.objects.filter(kind="envelope.refuse").count() == 2


def test_what_the_peer_applied_after_all_is_delivered(centre, tell, room):
    """The people at the other end had it applied again: nobody needs to do anything here."""
    sent(centre, tell, "a")
    exchange.settle(centre, 1, {1: "no application here"})
    exchange.settle(centre, 1, {})
    envelope = Envelope.objects.get()
    assert (envelope.state, envelope.needs_person) == ("delivered", "")
    assert room.delivered() == ["a"]


def test_old_news_that_comes_late_changes_nothing(centre, tell, room):
    sent(centre, tell, "ab")
    exchange.settle(centre, 2, {1: "no application here"})
    exchange.settle(centre, 2, {})
    before = Entry.objects.count()
    exchange.settle(centre, 2, {1: "no application here"})
    exchange.settle(centre, 2, {})
    assert states() == {"a": "delivered", "b": "delivered"}
    assert room.delivered() == ["b", "a"]
    assert Entry.objects.count() == before


def test_a_room_that_stumbles_over_a_delivery_stops_nothing_and_hears_of_it_again(centre, tell, room, caplog):
    room.trouble["b"] = RuntimeError("cannot")
    sent(centre, tell, "abc")
    exchange.settle(centre, 3, {})
    assert states() == {"a": "delivered", "b": "in_flight", "c": "delivered"}
    assert room.delivered() == ["a", "c"], "and it left nothing behind"
    assert "envelope 2 to" in caplog.text
    room.trouble.clear()
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        exchange.settle(centre, 3, {})
    assert (states()["b"], room.delivered()) == ("delivered", ["a", "c", "b"])
