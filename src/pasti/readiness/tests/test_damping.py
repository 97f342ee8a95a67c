"""What is seen is believed in such a way that times add up, and what comes and goes is told once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY

from pasti.readiness.damping import STEADY, UNSEEN, Kept, Seen, first_look, look
from pasti.readiness.needs import State

pytestmark = pytest.mark.either_database

SECOND = timedelta(seconds=1)
STEPS = st.tuples(st.sampled_from(State), st.integers(0, 90))


class Need:
    """A need that is looked at."""

    def __init__(self, state: State, at: datetime = MONDAY, *, awake: bool = True) -> None:
        found = first_look(state, at, at_once=True)
        self.seen: Seen = replace(found.seen, woke_at=at - timedelta(hours=1)) if awake else found.seen
        self.intervals: list[Kept] = list(found.begun)

    @property
    def kept(self) -> Kept:
        return self.intervals[-1]

    def look(self, state: State, seconds: int = 5, **more) -> State:
        found = look(self.kept, self.seen, state, self.seen.looked_at + seconds * SECOND, **more)
        self.seen = found.seen
        self.intervals += found.begun
        return self.kept.state


def test_it_falls_at_once():
    need = Need(State.UP)
    assert need.look(State.DOWN) == State.DOWN
    assert need.kept.since == MONDAY + 5 * SECOND


def test_since_when_it_is_fallen_is_believed_but_never_before_what_was_said_last():
    need = Need(State.UP)
    need.look(State.DOWN, 40, fell_at=MONDAY + 10 * SECOND)
    assert need.kept.since == MONDAY + 10 * SECOND
    other = Need(State.UP)
    other.look(State.DOWN, 40, fell_at=MONDAY - timedelta(days=1))
    assert other.kept.since == MONDAY


def test_it_rises_when_it_has_stood_for_a_minute_and_from_when_it_stood():
    need = Need(State.DOWN)
    assert need.look(State.UP, 10) == State.DOWN
    assert need.look(State.DEGRADED, 50) == State.DOWN
    assert need.look(State.UP, 10) == State.UP
    assert need.kept.since == MONDAY + 10 * SECOND


def test_what_comes_and_goes_stays_fallen_until_it_is_steady():
    need = Need(State.UP)
    for _time in range(20):
        need.look(State.DOWN, 20)
        need.look(State.UP, 50)
    assert [kept.state for kept in need.intervals] == [State.UP, State.DOWN]


def test_a_withdrawal_is_told_apart_from_a_fall_at_once():
    need = Need(State.DOWN)
    assert need.look(State.REVOKED) == State.REVOKED


def test_what_nobody_saw_is_not_known():
    need = Need(State.UP)
    need.look(State.UP, 30)
    need.look(State.UP, 3600)
    assert need.intervals == [
        Kept(State.UP, MONDAY), Kept(State.UNKNOWN, MONDAY + 30 * SECOND), Kept(State.UP, MONDAY + 3630 * SECOND)
    ]  # fmt: skip


def test_who_begins_to_look_believes_no_fall_for_a_minute():
    assert first_look(State.DOWN, MONDAY).begun == (Kept(State.UNKNOWN, MONDAY),)
    need = Need(State.UP, awake=False)
    assert [need.look(State.DOWN, 20), need.look(State.DOWN, 39)] == [State.UP, State.UP]
    assert need.look(State.DOWN, 1) == State.DOWN
    assert need.kept.since == MONDAY + 20 * SECOND


def test_what_was_down_before_a_gap_is_down_again_a_minute_after():
    need = Need(State.DOWN)
    assert need.look(State.DOWN, 3600) == State.UNKNOWN
    assert need.look(State.DOWN, 60) == State.DOWN
    assert need.kept.since == MONDAY + 3600 * SECOND


def test_what_somebody_says_is_believed_at_once():
    need = Need(State.DOWN)
    assert need.look(State.UP, 3, at_once=True) == State.UP


@settings(max_examples=400, deadline=None)
@given(first=st.sampled_from(State), steps=st.lists(STEPS, max_size=60))
def test_whatever_is_seen_the_intervals_follow_each_other_without_a_gap(first, steps):
    need = Need(first)
    for state, seconds in steps:
        need.look(state, seconds)
    begins = [kept.since for kept in need.intervals]
    assert begins == sorted(begins)
    assert begins[0] == MONDAY
    assert begins[-1] <= need.seen.looked_at
    assert all(one.state != other.state for one, other in zip(need.intervals, need.intervals[1:], strict=False))
    ends = [*begins[1:], need.seen.looked_at]
    lasted = sum(((end - begin) for begin, end in zip(begins, ends, strict=True)), timedelta(0))
    assert lasted == need.seen.looked_at - MONDAY


@settings(max_examples=400, deadline=None)
@given(steps=st.lists(STEPS, max_size=60))
def test_it_never_says_that_something_stands_that_is_seen_fallen(steps):
    need = Need(State.UP)
    for state, seconds in steps:
        believed = need.look(state, seconds)
        if state.fallen:
            assert believed == state


@settings(max_examples=400, deadline=None)
@given(steps=st.lists(STEPS, max_size=80))
def test_it_rises_at_most_once_a_minute(steps):
    need = Need(State.UP)
    for state, seconds in steps:
        need.look(state, seconds)
    rises = [
        kept.since
        for before, kept in zip(need.intervals, need.intervals[1:], strict=False)
        if before.state.fallen and not kept.state.fallen
    ]
    assert len(rises) <= (need.seen.looked_at - MONDAY) / STEADY


@settings(max_examples=200, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(State), st.integers(-4000, 300)), max_size=40))
def test_a_clock_that_jumps_breaks_nothing(steps):
    need = Need(State.UP)
    for state, seconds in steps:
        need.look(state, seconds)
    begins = [kept.since for kept in need.intervals]
    assert begins == sorted(begins)


def test_a_gap_is_longer_than_the_time_between_two_notes():
    assert UNSEEN >= 2 * STEADY
