"""What lanes took of a coming, read from what happened to its number."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from tests.cast import MONDAY

from pasti.figures.passages import passages
from pasti.queue.states import TICKET

MINUTE = timedelta(minutes=1)


@dataclass
class Told:
    kind: str
    happened_at: object
    facts: dict[str, object]


def told(*happened):
    return [Told(f"ticket.{move}", MONDAY + at * MINUTE, {"lane": lane} if lane else {}) for at, move, lane in happened]


def read(*happened):
    found, total = passages(told(*happened))
    return [(p.lane, p.waited / MINUTE, p.served / MINUTE, p.again, p.missed) for p in found], total and total / MINUTE


def test_one_lane():
    assert read((0, "issue", "C"), (10, "call", ""), (11, "serve", ""), (18, "finish", "")) == (
        [("C", 10, 7, 0, 0)], 18,
    )  # fmt: skip


def test_on_to_the_next_lane():
    found, total = read(
        (0, "issue", "C"), (5, "call", ""), (5, "serve", ""), (9, "pass_on", "B"), (21, "call", ""), (22, "serve", ""),
        (30, "finish_partly", ""),
    )  # fmt: skip
    assert found == [("C", 5, 4, 0, 0), ("B", 12, 8, 0, 0)]
    assert total == 30


def test_called_again_missed_and_back():
    found, _total = read(
        (0, "issue", "C"), (5, "call", ""), (6, "recall", ""), (7, "recall", ""), (8, "miss", ""), (12, "requeue", ""),
        (20, "call", ""), (20, "serve", ""), (25, "end_in_vain", ""),
    )  # fmt: skip
    assert found == [("C", 13, 5, 3, 1)]


def test_held_and_put_back():
    found, _total = read(
        (0, "issue", "C"), (5, "call", ""), (5, "serve", ""), (8, "hold", ""), (20, "resume", ""), (21, "put_back", ""),
        (25, "call", ""), (25, "serve", ""), (26, "finish", ""),
    )  # fmt: skip
    assert found == [("C", 9, 5, 1, 0)]


def test_who_goes_before_being_called_has_waited_nobody_knows_how_long():
    [passage], total = passages(told((0, "issue", "C"), (30, "leave", "")))
    assert (passage.calls, passage.waited, total) == (0, timedelta(0), 30 * MINUTE)


def test_what_goes_on_has_no_end():
    assert passages(told((0, "issue", "C"), (5, "call", "")))[1] is None
    assert passages([]) == ([], None)


moves = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([*TICKET.moves, "new"])), max_size=12)


@given(moves)
@example([(0, "serve"), (1, "call"), (0, "requeue")])
def test_whatever_happens_no_time_is_counted_twice(happened):
    at, entries = 0, [(0, "issue", "C")]
    for minutes, move in happened:
        at += minutes
        entries.append((at, move, "B" if move == "pass_on" else ""))
    found, _total = passages(told(*entries))
    assert sum((one.waited + one.served for one in found), timedelta(0)) <= at * MINUTE
