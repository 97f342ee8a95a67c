"""What the peer says it holds: delivered once; what it set aside needs a person, and may be sent again."""

from datetime import timedelta

import pytest
from django.utils import translation
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.link import actions, duties, exchange, hearing, outbox
from pasti.link.hearing import MOST_HEAR_TRIES
from pasti.link.models import Envelope
from pasti.link.outbox import NUMBER_TAKEN
from pasti.link.tests.other_side import outcomes
from pasti.link.wire import Outcome, Outcomes


def states() -> dict[str, str]:
    return dict(Envelope.objects.order_by("id").values_list("key", "state"))


def sent(centre, tell, codes: str) -> None:
    for code in codes:
        tell(code)
    outbox.claim(centre)


def hear(centre, held: int, *told: tuple[int, str], after: int = 0, more: int = 0) -> None:
    said = outcomes(*told, after=after, more=more)
    exchange.take_in(centre, exchange.Message(held=held, outcomes=said))


def test_what_the_peer_holds_is_delivered_and_the_room_hears_of_it_once(centre, tell, room):
    sent(centre, tell, "abc")
    for _time in range(3):
        outbox.settle(centre, 2)
    assert states() == {"a": "delivered", "b": "delivered", "c": "in_flight"}
    assert room.delivered() == ["a", "b"]
    envelope = Envelope.objects.get(number=1)
    assert (envelope.delivered_at, envelope.in_flight_since, envelope.last_error) == (MONDAY, None, "")
    outbox.settle(centre, 3)
    assert room.delivered() == ["a", "b", "c"]


def test_holding_less_than_before_undoes_nothing(centre, tell, room):
    sent(centre, tell, "ab")
    outbox.settle(centre, 2)
    outbox.settle(centre, 0)
    assert states() == {"a": "delivered", "b": "delivered"}


def test_an_answer_that_comes_after_the_sender_gave_up_still_counts(centre, tell, room):
    sent(centre, tell, "a")
    outbox.put_back(centre, [1], "no answer")
    outbox.settle(centre, 1)
    assert states() == {"a": "delivered"}
    assert room.delivered() == ["a"]


def test_what_was_never_sent_is_not_delivered_whatever_the_peer_says(centre, tell, room):
    tell("a")
    outbox.settle(centre, 99)
    assert states() == {"a": "waiting"}


def test_why_the_peer_set_it_aside_is_read_in_the_readers_language(centre, tell, room):
    sent(centre, tell, "a")
    each = {"id": "Permohonan ini tidak ada.", "en": "There is no such application.", "xx": "?"}
    told = Outcome(at=1, number=1, reason=each["id"], reason_in=each)
    exchange.take_in(centre, exchange.Message(held=1, outcomes=Outcomes(upto=1, last=1, told=[told])))
    why = Envelope.objects.get().needs_person
    assert (why.kept, why) == ({"id": each["id"], "en": each["en"]}, each["id"])
    with translation.override("en"):
        assert why == each["en"]
        assert Entry.objects.get(kind="envelope.refuse").sentence.endswith(each["en"])


def test_what_the_peer_set_aside_needs_a_person_here(centre, tell, room):
    sent(centre, tell, "abc")
    hear(centre, 3, (2, "no application here"))
    assert states() == {"a": "delivered", "b": "needs_person", "c": "delivered"}
    assert room.delivered() == ["a", "c"]
    assert Envelope.objects.get(number=2).needs_person == "no application here"
    entry = Entry.objects.get(kind="envelope.refuse")
    assert entry.facts == {"number": 2, "what": "record.status", "reason": "no application here"}
    hear(centre, 3, (2, "no application here"))
    assert Entry.objects.filter(kind="envelope.refuse").count() == 1


def test_what_was_delivered_and_set_aside_later_needs_a_person_too(centre, tell, room):
    """The peer held it, tried for hours, and gave it up."""
    sent(centre, tell, "ab")
    hear(centre, 2)
    assert room.delivered() == ["a", "b"]
    hear(centre, 2, (1, "tried 20 times"))
    assert states() == {"a": "needs_person", "b": "delivered"}
    actions.resend(Envelope.objects.get(number=1), by=ANYBODY)
    outbox.claim(centre)
    hear(centre, 2)
    assert states()["a"] == "in_flight", "that it is held proves nothing any more"
    hear(centre, 2, (1, ""), after=1)
    assert states() == {"a": "delivered", "b": "delivered"}
    assert room.delivered() == ["a", "b"], "the room heard of it before"


def test_nothing_counts_as_delivered_before_all_outcomes_are_known(centre, tell, room):
    """One that was set aside may be among those that this message had no room for."""
    sent(centre, tell, "ab")
    hear(centre, 2, (7, "no"), more=1)
    assert states() == {"a": "in_flight", "b": "in_flight"}
    hear(centre, 2, (2, "no"), after=1)
    assert states() == {"a": "delivered", "b": "needs_person"}


def test_outcomes_behind_some_that_were_never_heard_are_not_taken(centre, tell, room):
    sent(centre, tell, "ab")
    hear(centre, 2, (2, "no"), after=5)
    assert states() == {"a": "in_flight", "b": "in_flight"}
    assert exchange.compose(centre).noted == 0
    hear(centre, 2, (1, "no"), (9, "no"), (9, "no"), (9, "no"), (9, "no"), (2, "no"))
    assert states() == {"a": "needs_person", "b": "needs_person"}
    assert exchange.compose(centre).noted == 6


def test_a_reason_that_names_somebody_is_masked(centre, tell, room):
    sent(centre, tell, "abc")
    hear(centre, 3, (1, "3275015206099001 is not known"), (2, "x" * 999), (3, "\x00\ud800\n"))
    reasons = list(Envelope.objects.order_by("number").values_list("needs_person", flat=True))
    assert reasons == ["3275********9001 is not known", "x" * 300, "???"]


def test_it_is_sent_again_and_then_it_is_delivered(centre, tell, room):
    sent(centre, tell, "a")
    hear(centre, 1, (1, "no application here"))
    actions.resend(Envelope.objects.get(), by=ANYBODY)
    [again] = outbox.claim(centre)
    assert (again.number, again.attempts) == (1, 2)
    hear(centre, 1, (1, ""), after=1)
    assert (states(), room.delivered()) == ({"a": "delivered"}, ["a"])


def test_it_is_sent_again_and_refused_again(centre, tell, room):
    sent(centre, tell, "a")
    hear(centre, 1, (1, "no application here"))
    actions.resend(Envelope.objects.get(), by=ANYBODY)
    # Not sent yet: what the peer says now is still about the first time.
    hear(centre, 1, (1, "no application here"), after=1)
    assert states() == {"a": "waiting"}
    outbox.claim(centre)
    hear(centre, 1, (1, "still not"), after=2)
    assert Envelope.objects.get().needs_person == "still not"
    assert Entry.objects.filter(kind="envelope.refuse").count() == 2
    hear(centre, 1, (1, "nor now"), after=3)
    assert Envelope.objects.get().needs_person == "nor now"
    assert Entry.objects.filter(kind="envelope.refuse").count() == 2


def test_what_the_peer_applied_after_all_is_delivered(centre, tell, room):
    """The people at the other end had it applied again: nobody needs to do anything here."""
    sent(centre, tell, "a")
    hear(centre, 1, (1, "no application here"))
    hear(centre, 1, (1, ""), after=1)
    envelope = Envelope.objects.get()
    assert (envelope.state, envelope.needs_person) == ("delivered", "")
    assert room.delivered() == ["a"]


def test_old_news_that_comes_late_changes_nothing(centre, tell, room):
    sent(centre, tell, "ab")
    hear(centre, 2, (1, "no application here"))
    hear(centre, 2, (1, ""), after=1)
    before = Entry.objects.count()
    hear(centre, 2, (1, "no application here"))
    hear(centre, 2)
    assert states() == {"a": "delivered", "b": "delivered"}
    assert room.delivered() == ["b", "a"]
    assert Entry.objects.count() == before


def test_a_number_that_was_taken_is_given_up_wherever_its_envelope_is(centre, tell, room):
    sent(centre, tell, "abcd")
    outbox.put_back(centre, [2], "no answer")
    hear(centre, 0, (3, "no"))
    hear(centre, 4, *((n, NUMBER_TAKEN) for n in (1, 2, 3)), after=1)
    assert states() == {"a": "waiting", "b": "waiting", "c": "needs_person", "d": "delivered"}
    assert list(Envelope.objects.order_by("key").values_list("number", flat=True)) == [None, None, None, 4]
    assert [(e.number, e.key) for e in outbox.claim(centre)] == [(5, "a")]
    # Not even one that counts as delivered by mistake is lost.
    hear(centre, 4, (4, NUMBER_TAKEN), after=4)
    assert states()["d"] == "needs_person"


# ── rooms that hear of it ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_room_that_stumbles_over_a_delivery_stops_nothing_and_hears_of_it_again(centre, tell, room, caplog):
    room.trouble["b"] = RuntimeError("cannot")
    sent(centre, tell, "abc")
    outbox.settle(centre, 3)
    assert states() == {"a": "delivered", "b": "delivered", "c": "delivered"}
    assert room.delivered() == ["a", "c"], "and it left nothing behind"
    assert "the delivery of envelope 2 to" in caplog.text
    [unheard] = hearing.unheard()
    assert (unheard.key, unheard.hear_tries, unheard.last_error) == ("b", 1, "RuntimeError: cannot")
    room.trouble.clear()
    duties.tell_the_rooms()
    assert room.delivered() == ["a", "c"], "not at once"
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        duties.tell_the_rooms()
    assert room.delivered() == ["a", "c", "b"]
    assert not hearing.unheard().exists()


def test_a_room_that_always_stumbles_is_left_alone_in_the_end_and_somebody_can_ask_it_again(centre, tell, room):
    room.trouble["a"] = RuntimeError("cannot")
    sent(centre, tell, "a")
    outbox.settle(centre, 1)
    for hour in range(1, 30):
        with clock.stopped_at(MONDAY + timedelta(hours=hour)):
            duties.tell_the_rooms()
    assert hearing.unheard().get().hear_tries == MOST_HEAR_TRIES
    entry = Entry.objects.get(kind="envelope.unheard")
    assert (entry.facts["what"], entry.facts["reason"]) == ("record.status", "RuntimeError: cannot")
    with clock.stopped_at(MONDAY + timedelta(days=30)):
        exchange.forget()
    assert hearing.unheard().get().body, "it is still needed"
    room.trouble.clear()
    assert hearing.hear(hearing.unheard().get())
    assert (room.delivered(), hearing.unheard().exists()) == (["a"], False)


def test_a_process_that_ended_between_the_delivery_and_the_room_loses_nothing(centre, tell, room):
    sent(centre, tell, "a")
    Envelope.objects.update(state="delivered", delivered_at=MONDAY, in_flight_since=None)
    duties.tell_the_rooms()
    assert room.delivered() == ["a"]


def test_what_is_emptied_is_not_sent_again(centre, tell, room):
    sent(centre, tell, "a")
    outbox.settle(centre, 1)
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        exchange.forget()
    hear(centre, 1, (1, "very late"))
    assert states() == {"a": "needs_person"}
    with pytest.raises(Refused, match="sudah dihapus"):
        actions.resend(Envelope.objects.get(), by=ANYBODY)
