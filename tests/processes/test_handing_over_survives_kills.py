"""Clerks who are killed while they hand over give no card twice, none to the wrong case, and lose none.

A few times here; `make torture` does it a hundred times.
"""

from pathlib import Path

import pytest

from tests.processes.counter import run, troubles

pytestmark = pytest.mark.processes


def test_each_card_is_handed_over_once_and_all_that_belongs_to_it(tmp_path: Path) -> None:
    found = run(tmp_path, kills=10, cards=8, seed=3)
    assert troubles(found) == []
    assert found["killed"] >= 10
    assert found["on_counter"], "nobody was killed between what is written down and what is given"
