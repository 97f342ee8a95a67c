"""Answers for one case that come at the same moment: one after the other, none half, and the same is one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.database import Node, node

pytestmark = pytest.mark.processes


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    with node(tmp_path) as found:
        yield found


def test_one_button_pressed_by_many_is_one_answer(own):
    [number] = own.run("make", "1", "1")["cases"]
    own.run("expect", number)
    assert own.run_together(8, "answers_alike", number) == ["answered"] * 8
    after = own.run("answered", number)
    assert (after["booked"], after["bookings"], after["answer"]) == (1, 2, "given")
    assert Counter(after["kinds"])["answer.move"] == 1
    assert after["stands"]


def test_answers_that_differ_leave_one_whole_state(own):
    [number] = own.run("make", "1", "1")["cases"]
    own.run("expect", number)
    said = own.run_together(9, "answers_differ", number)
    after = own.run("answered", number)
    counted = Counter(after["kinds"])
    assert set(said) <= {"answered", "refused"}
    assert after["booked"] <= 1
    assert after["bookings"] == counted["booking.make"] == after["booked"] + after["cancelled"]
    # What was done last is what stands.
    last = [kind for kind in after["kinds"] if kind.startswith("answer.")][-1]
    assert (after["booked"] == 0) == (last == "answer.cancel")
    assert after["stands"]
