"""A print room that is killed in the middle of its runs loses no serial and prints no card twice.

A few times here; `make torture` does it fifty times.
"""

from pathlib import Path

import pytest

from tests.processes.print_room import run, troubles

pytestmark = pytest.mark.processes


def test_no_serial_is_lost_and_no_card_is_printed_twice(tmp_path: Path) -> None:
    found = run(tmp_path, kills=6, cards=4, seed=3)
    assert troubles(found) == []
    assert found["killed"] == 6
