"""The live process hears of a commit at once: on SQLite by feeling for it, on PostgreSQL because the writer says so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.database import Node, node

pytestmark = pytest.mark.processes
POSTGRES = os.environ.get("PASTI_DATABASE_URL", "").startswith("postgres")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    with node(tmp_path) as found:
        yield found


def test_each_commit_is_heard_of_also_after_the_database_went_away(own):
    assert own.run("commits_are_heard") == [True] * 3
    assert own.run("heard_again") is True


def test_it_is_said_once_and_after_the_commit_and_not_for_what_is_taken_back(own):
    assert own.run("said_to_others", "office") == ([0, 1, 0] if POSTGRES else [0, 0, 0])
    assert own.run("said_to_others", "centre") == [0, 0, 0]


def test_who_asks_rows_only_looks_again_only_when_something_was_committed(own):
    assert own.run("looked_for_after_commits") == [True, False, True, True, True, True]
