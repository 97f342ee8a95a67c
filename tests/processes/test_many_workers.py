"""Several workers at one centre: nobody is searched for past another, nothing is sent twice, no limit is passed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.database import Node, node

WORKERS = 6
pytestmark = pytest.mark.processes


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    with node(tmp_path) as found:
        yield found


def test_of_many_recordings_of_one_person_that_arrive_together_one_is_the_first(own):
    own.run("make_centre", "one", "12")
    own.run_together(WORKERS, "centre_work")
    after = own.run("centre_state")
    assert Counter(after["states"]) == {"released": 1, "suspected": 11}
    assert after["places"] == list(range(1, 13))
    # Each later one saw all that had their place before it.
    assert len(after["reasons"]) == 11 * 12 / 2
    assert (after["persons"], len(after["released"])) == (1, 1)


def test_a_packet_whose_file_and_word_come_at_the_same_moment_has_arrived(own):
    own.run("make_centre", "one", "0")
    assert own.run_together(2, "file_or_word") == ["", ""]
    assert own.run("centre_state")["states"] == ["arrived"]


def test_workers_that_die_between_insert_and_identify_lose_no_pair_and_find_none_twice(own):
    own.run("make_centre", "one", "6")
    assert own.run("centre_dies", "3") == [-9] * 3
    own.run_together(WORKERS, "centre_works_on")
    own.run_together(WORKERS, "centre_works_again")
    after = own.run("centre_state")
    assert Counter(after["states"]) == {"released": 1, "suspected": 5}
    assert after["places"] == list(range(1, 7))
    assert own.run("pairs") == [[one, other] for one in range(1, 7) for other in range(one + 1, 7)]
    assert len(after["released"]) == 1


def test_of_many_operators_who_decide_at_once_two_do(own):
    own.run("make_centre", "one", "2")
    own.run_together(1, "centre_work")
    said = own.run_together(WORKERS, "decides", "different")
    assert Counter(said) == {"half": 1, "different": 1, "too late": WORKERS - 2}
    assert own.run("opinions") == [[1, "different"], [2, "different"]]
    own.run_together(WORKERS, "centre_work")
    assert len(own.run("centre_state")["released"]) == 2


def test_everybody_is_released_once(own):
    own.run("make_centre", "many", "16")
    own.run_together(WORKERS, "centre_work")
    after = own.run("centre_state")
    assert Counter(after["states"]) == {"released": 16}
    assert len(set(after["released"])) == len(after["released"]) == 16
    assert (after["persons"], after["tally"]) == (16, [[0, 16, 0]])


def test_a_limit_holds_however_many_ask_at_once(own):
    own.run("make_centre", "known", "12")
    own.run("limit", "5")
    own.run_together(WORKERS, "centre_work")
    after = own.run("centre_state")
    assert Counter(after["states"]) == {"released": 5, "suspected": 7}
    assert after["reasons"] == ["['over-quota']"] * 7
    assert (after["tally"], after["alarms"], len(after["released"])) == ([[5, 0, 7]], 1, 5)
