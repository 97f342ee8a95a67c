"""Several who print, hand over and receive at the same moment: no place twice, no card twice, no batch twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.database import Node, node

pytestmark = pytest.mark.processes

MANY = 6


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    with node(tmp_path) as found:
        yield found


def test_no_place_no_card_and_no_batch_is_given_twice(own):
    own.run("make", "1", "0")
    numbers = own.run("to_print", str(MANY))
    assert own.run_together(MANY, "prints", ",".join(numbers)) == ["printed"] * MANY
    lying = own.run("shelf_places")
    assert sorted(lying) == [[1, 1, slot] for slot in range(1, MANY + 1)]
    own.run("clear_the_shelf")
    assert own.run_together(MANY, "gives_places") == ["given"] * MANY, "nobody waits for somebody who waits for them"
    assert sorted(own.run("shelf_places")) == sorted(lying)
    said = own.run_together(MANY, "hands_over", numbers[0])
    assert sorted(said) == ["handed over", *["refused"] * (MANY - 1)]
    after = own.run("cards_state")
    assert (after["handed_over"], after["given"]) == (1, 1)


@pytest.mark.parametrize("how", ["rest", "by hand"])
def test_a_run_is_ended_while_its_cards_are_sent_and_spoiled(own, how):
    own.run("make", "1", "0")
    blanks = own.run("run_begins", "12")
    said = own.run_together(6, "end_or_go_on", ",".join(blanks), how)
    assert set(said) <= {"done", "refused"}, "nobody waits for somebody who waits for them"
    assert "done" in said
    assert own.run("blanks_agree") == []


def test_a_batch_that_many_receive_arrives_once(own):
    own.run("make", "1", "0")
    numbers = own.run("to_print", "3")
    own.run_together(3, "prints", ",".join(numbers))
    key = str(own.run("sends"))
    assert sorted(own.run_together(4, "receives", key)) == [0, 0, 0, 3]
    after = own.run("cards_state")
    assert after["cards"] == ["at_point"] * 3
    assert (after["batches"], after["arrived"]) == (["done"], 3)
