"""Envelopes of one kind are given to their room together; what stands in the way of that fails for itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY

from pasti.audit.actions import looked
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.link import actions, applying, exchange, giving, inbox, outbox, registry
from pasti.link.actions import ToSay
from pasti.link.models import Envelope, Peer, Received
from pasti.link.registry import OfSeveral, TryLater
from pasti.link.schema import CardProgress, Said
from pasti.link.tests.other_side import CASE, progress, status
from pasti.link.tests.test_backlog import backlog, wires


@pytest.fixture(autouse=True)
def one_turn(monkeypatch):
    """However slow the machine is."""
    monkeypatch.setattr(applying, "_LONGEST_TURN", 600)
    monkeypatch.setattr(applying, "_let_others_write", lambda _seconds: None)


@pytest.fixture
def lists(room, monkeypatch) -> list[list[str]]:
    """The room takes several at once: what it was given, call by call, whatever became of it."""
    given: list[list[str]] = []

    def take(bodies: list[CardProgress], peer: Peer) -> None:
        given.append([said.serial for said in bodies])
        for said in bodies:
            looked("applied", peer.name, said.application, said.serial)
        for said in bodies:
            if said.serial in room.trouble:
                raise room.trouble[said.serial]

    monkeypatch.setitem(registry.appliers._items, "card.progress", OfSeveral(take))
    return given


def test_all_of_one_kind_are_given_at_once_in_their_order(centre, room, lists):
    inbox.receive(centre, wires(1, 40))
    assert lists == [backlog(40)]
    assert room.applied() == backlog(40)
    assert not Received.objects.filter(applied_at=None).exists()


def test_a_long_list_comes_in_parts(centre, room, lists, monkeypatch):
    monkeypatch.setattr(giving, "MOST_TOGETHER", 3)
    inbox.receive(centre, wires(1, 8))
    assert [len(some) for some in lists] == [3, 3, 2]
    assert room.applied() == backlog(8)


@pytest.mark.parametrize("trouble", [Refused("no"), KeyError("?"), TryLater("not now")])
def test_one_that_fails_fails_for_itself_and_nothing_is_applied_twice(centre, room, lists, trouble):
    room.trouble["BK3"] = trouble
    inbox.receive(centre, wires(1, 5))
    assert lists == [backlog(5), ["BK1"], ["BK2"], ["BK3"], ["BK4"], ["BK5"]]
    assert room.applied() == ["BK1", "BK2", "BK4", "BK5"]
    waits = Received.objects.filter(applied_at=None).values_list("number", flat=True)
    assert list(waits) == [3]


def test_the_next_of_a_case_is_never_in_the_same_list(centre, room, lists):
    inbox.receive(centre, [progress(1), progress(2), progress(3, case="327500000009"), progress(4)])
    assert lists == [["BK1", "BK3"], ["BK2"], ["BK4"]]


def test_other_kinds_between_them_do_not_part_them(centre, room, lists):
    other = [progress(n, kind=Said.VOID, body={}) for n in (2, 4)]
    inbox.receive(centre, [*wires(1, 1), other[0], *wires(3, 3), other[1], *wires(5, 5)])
    assert lists == [["BK1", "BK3", "BK5"]]
    assert Received.objects.exclude(applied_at=None).count() == 5


def test_of_the_same_said_twice_the_second_waits_for_the_first(centre, room, lists):
    again = progress(2, key="k1", serial="BK1", case="327500000011")
    inbox.receive(centre, [progress(1, case="327500000011"), progress(3, case="327500000013"), again])
    assert room.applied() == ["BK1", "BK3"]


def test_what_is_asked_for_many_is_asked_for_all_at_once(centre, room, lists, monkeypatch):
    for module, most in ((giving, "MOST_TOGETHER"), (applying, "_MOST_A_TURN"), (inbox, "_MOST_A_TURN")):
        monkeypatch.setattr(module, most, 1000)
    inbox.receive(centre, wires(1, 1))
    with CaptureQueriesContext(connection) as few:
        inbox.receive(centre, wires(2, 11))
    with CaptureQueriesContext(connection) as many:
        inbox.receive(centre, wires(12, 111))
    room_wrote = 100 - 10
    assert len(many) - len(few) - room_wrote < 10


# ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_several_are_sent_in_one_go_and_the_same_again_is_harmless(centre):
    say = [ToSay(status(code), key=code, happened_at=MONDAY) for code in "abc"]
    actions.send_all(Said.RECORD_STATUS, say, to=centre)
    actions.send_all(Said.RECORD_STATUS, [*say, say[0], ToSay(status("d"), key="d")], to=centre)
    rows = Envelope.objects.order_by("id").values_list("key", "state", "happened_at", "body__code")
    assert list(rows) == [*((key, "waiting", MONDAY, key) for key in "abc"), ("d", "waiting", clock.now(), "d")]


def test_another_fact_under_a_key_is_sent_too(centre):
    say = [ToSay(status("a"), key="k"), ToSay(status("b"), key="k")]
    actions.send_all(Said.RECORD_STATUS, say, to=centre)
    assert sorted(Envelope.objects.values_list("body__code", flat=True)) == ["a", "b"]


def test_what_one_may_not_say_one_does_not_say_in_a_list(centre):
    with pytest.raises(Refused):
        actions.send_all(
            Said.CARD_PROGRESS, [ToSay(CardProgress(application=CASE, code="X", at=MONDAY), key="k")], to=centre
        )
    with pytest.raises(TypeError):
        actions.send_all(Said.RELEASE, [ToSay(status("a"), key="k")], to=centre)
    assert not Envelope.objects.exists()


def test_a_peer_is_sent_as_many_as_it_says_it_takes(centre, tell):
    for n in range(250):
        tell(f"{n:03d}")
    exchange.take_in(centre, exchange.Message(takes=230), known=0)
    assert len(outbox.claim(Peer.objects.get(pk=centre.pk))) == 230


def test_whoever_wants_to_write_waits_for_some_of_them_and_not_for_all(centre, room, tell):
    for n in range(120):
        tell(f"{n:03d}")
    with CaptureQueriesContext(connection) as asked:
        assert len(outbox.claim(centre)) == 120
    numbered = [query["sql"] for query in asked if query["sql"].startswith('UPDATE "link_peer"')]
    assert len(numbered) == 3
    with CaptureQueriesContext(connection) as asked:
        inbox.receive(centre, wires(1, 120))
    applied = [query["sql"] for query in asked if query["sql"].startswith('UPDATE "link_received" SET "applied_at"')]
    assert len(applied) >= 3
    assert len(room.applied()) == 120


def test_one_of_an_older_version_is_sent_200(centre, tell):
    for n in range(250):
        tell(f"{n:03d}")
    exchange.take_in(centre, exchange.Message.model_validate({}), known=0)
    assert len(outbox.claim(Peer.objects.get(pk=centre.pk))) == 200


def test_an_old_request_does_not_change_how_many_it_takes(centre):
    exchange.take_in(centre, exchange.Message(takes=1), known=None)
    assert Peer.objects.get(pk=centre.pk).takes == 200


# ── contacts in which nothing is said ───────────────────────────────────────────────────────────────────────────────


def test_how_the_journal_stands_is_told_with_every_envelope_and_now_and_then_without(centre, tell):
    assert exchange.compose(centre).journal is not None
    centre.refresh_from_db()
    assert exchange.compose(centre).journal is None
    tell("a")
    assert exchange.compose(centre).journal is not None
    with clock.stopped_at(MONDAY.replace(second=20)):
        assert exchange.compose(centre).journal is not None
