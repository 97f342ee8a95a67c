"""A backlog: many envelopes are taken in few transactions, each of them short, and each envelope counts for itself."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from tests.cast import ANYBODY, MONDAY

from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.link import applying, duties, exchange, inbox, mending, registry
from pasti.link.models import Received
from pasti.link.registry import TryLater
from pasti.link.tests.other_side import progress


def backlog(count: int) -> list[str]:
    return [f"BK{n}" for n in range(1, count + 1)]


def wires(first: int, last: int):
    return [progress(n, case=f"3275{n:08d}") for n in range(first, last + 1)]


def later(**wait: float):
    return clock.stopped_at(MONDAY + timedelta(**wait))


def statements(act) -> list[str]:
    """Return what is asked of the database, but for savepoints and what the room writes."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"] and "audit_look" not in one["sql"]]


@pytest.fixture
def no_time(monkeypatch):
    """A turn is over as soon as something was done in it."""
    monkeypatch.setattr(applying, "_LONGEST_TURN", 0.0)


def test_what_comes_in_many_messages_is_applied_once_each_and_in_order(centre, room):
    for first in range(1, 600, 50):
        inbox.receive(centre, wires(first, first + 49))
    assert room.applied() == backlog(600)
    assert not Received.objects.filter(applied_at=None).exists()


def test_a_message_costs_few_statements_beside_what_the_rooms_do(centre, room, monkeypatch):
    """Each envelope costs a savepoint and what its room does with it; storing and noting is done for all at once."""
    monkeypatch.setattr(applying, "_LONGEST_TURN", 600)
    inbox.receive(centre, wires(1, 1))
    few = statements(lambda: inbox.receive(centre, wires(2, 11)))
    many = statements(lambda: inbox.receive(centre, wires(12, 61)))
    assert room.applied() == backlog(61)
    assert len(many) - len(few) < 10, many


def test_an_empty_message_writes_nothing_down(centre, room):
    inbox.receive(centre, wires(1, 3))
    asked = statements(lambda: inbox.receive(centre, []))
    assert [sql for sql in asked if sql.startswith(("INSERT", "UPDATE"))] == []


def test_turns_that_are_short_apply_all_the_same(centre, room, no_time):
    room.trouble["BK3"] = Refused("no application here")
    inbox.receive(centre, wires(1, 6))
    assert room.applied() == ["BK1", "BK2", "BK4", "BK5", "BK6"]
    assert str(Received.objects.get(number=3).set_aside) == "no application here"


def test_a_turn_ends_when_its_time_is_over(centre, room, monkeypatch):
    """Whoever wants to write waits for one turn, not for the backlog."""
    turns, before = [], applying._note_applied
    monkeypatch.setattr(applying, "_note_applied", lambda rows, *more: (turns.append(len(rows)), before(rows, *more)))
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    slow, apply = registry.appliers._items["card.progress"], room.apply

    def takes_long(said, peer):
        now[0] += 0.008
        apply(said, peer)

    assert slow
    monkeypatch.setitem(registry.appliers._items, "card.progress", takes_long)
    inbox.receive(centre, wires(1, 7))
    assert turns == [3, 3, 1]
    assert room.applied() == backlog(7)


def test_one_key_twice_in_one_turn_is_applied_once_and_another_fact_is_set_aside(centre, room):
    again, other = progress(2, key="k1", serial="BK1"), progress(3, key="k1", serial="BK9")
    inbox.receive(centre, [progress(1, case="327500000011"), again, other, progress(4, case="327500000014")])
    assert sorted(room.applied()) == ["BK1", "BK4"]
    assert str(Received.objects.get(number=3).set_aside) == "Pernah disampaikan dengan isi lain, sebagai kiriman 1."


def test_what_could_not_be_applied_does_not_count_as_said(centre, room):
    """The same again, mended, is applied though the first one under this key failed beside it."""
    room.trouble["BK1"] = Refused("no application here")
    mended = progress(2, key="k1", serial="BK2", case="327500000012")
    inbox.receive(centre, [progress(1, case="327500000011"), mended, *wires(3, 4)])
    assert room.applied() == ["BK2", "BK3", "BK4"]


def test_what_fails_for_all_is_tried_one_by_one(centre, room, monkeypatch):
    """A turn whose end fails leaves nothing of it; afterwards only what really fails waits on."""
    monkeypatch.setattr(applying, "_LONGEST_TURN", 600)
    noted = applying._note_applied

    def fails_for_many(rows, *more):
        if len(rows) > 1 or rows[0].number == 2:
            raise OperationalError("the power went")
        noted(rows, *more)

    monkeypatch.setattr(applying, "_note_applied", fails_for_many)
    inbox.receive(centre, wires(1, 4))
    assert room.applied() == []
    with later(minutes=1):
        duties.apply_what_is_due()
    assert room.applied() == ["BK1", "BK3", "BK4"]


def test_that_it_is_in_order_again_is_told_though_it_was_set_aside_after_its_try_began(centre, room, monkeypatch):
    """Another process set it aside and gave it another chance while this one had it in hand."""
    begin = applying._begin

    def with_another_process(peer):
        begun = begin(peer)
        monkeypatch.setattr(applying, "_begin", begin)
        for row in begun or []:
            applying._note_fault(row, Refused("no application here"))
        mending.apply_all_again(by=ANYBODY)
        return begun

    monkeypatch.setattr(applying, "_begin", with_another_process)
    inbox.receive(centre, wires(1, 3))
    assert room.applied() == backlog(3)
    assert [(told.number, told.reason) for told in exchange.compose(centre).outcomes.told] == [
        (1, ""),
        (2, ""),
        (3, ""),
    ]


def test_what_waits_for_a_while_does_not_keep_the_backlog_behind_it(centre, room):
    room.trouble["BK1"] = TryLater("not now")
    inbox.receive(centre, wires(1, 300))
    while duties.apply_what_is_due():
        pass
    assert room.applied() == backlog(300)[1:]
    room.trouble.clear()
    with later(minutes=1):
        duties.apply_what_is_due()
    assert room.applied()[-1] == "BK1"
