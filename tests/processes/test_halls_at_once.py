"""A hall that one takes away while another puts a counter into it, and a third makes one of the same name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.database import Node, node

pytestmark = pytest.mark.processes


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    with node(tmp_path) as found:
        yield found


def test_no_counter_stands_in_a_hall_that_is_gone_and_no_name_is_there_twice(own):
    own.run("make", "1", "0")
    said = own.run_together(5, "into_or_away", str(own.run("make_hall")))
    halls, inside = own.run("halls_and_counters")
    assert set(said) <= {"done", "refused"}
    # Whoever came first: either the counter stands in it and it stays, or it is gone and the counter stands in none.
    assert inside == (["Barat"] if said[0] == "done" else [])
    assert len({name.lower() for name in halls}) == len(halls)
    assert said[2:] == (["refused"] * 3 if inside else ["done"] * 3)
