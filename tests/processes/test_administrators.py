"""Administrators who remove each other at the same moment: one is always left, on SQLite and on PostgreSQL."""

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


@pytest.mark.parametrize("how", ["close", "roles"])
def test_of_many_who_are_removed_at_once_one_is_left(own, how):
    names = [f"admin{n}" for n in range(8)]
    own.run("administrators", *names)
    said = own.run_together(8, "remove", ",".join(names), how)
    assert Counter(said) == {"removed": 7, "refused": 1}
    assert len(own.run("who_administers")) == 1


def test_of_two_who_propose_to_close_each_other_one_is_left_though_heads_agree_to_both(own):
    own.run("administrators", "nur", "tuti", "head1", "head2")
    numbers = own.run("propose_to_close", "nur,tuti")
    assert len(numbers) == 2
    said = own.run_together(2, "agree", ",".join(map(str, numbers)))
    assert Counter(said) == {"removed": 1, "refused": 1}
    assert len(own.run("who_administers")) == 1
