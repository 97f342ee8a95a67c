"""A short torture; the whole one is `make torture`."""

import pytest

from tests.torture import torture

pytestmark = pytest.mark.journey


def test_nothing_is_lost_and_nothing_doubled_whatever_is_killed_or_cut_or_full_or_put_back(tmp_path, capsys):
    wrong = torture.run(tmp_path, kills=5, recordings=6, seed=2, clock_off=True, drills=True, own_disks=True)
    said = capsys.readouterr().out
    assert wrong == 0, said
    if "No disk was filled" in said:
        pytest.skip("a disk of the test's own takes the right to mount one; all else held")
