"""What rests on an absence."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.readiness.needs import Need
from pasti.roster import queries
from pasti.roster.rests import rests_on
from pasti.roster.tests.duty import TODAY, absent, dewi, planned, with_a_break_at_noon


@pytest.fixture
def noon(office):
    with_a_break_at_noon()
    return office


def test_the_only_recorder(noon):
    planned(noon, noon.rini, 4)
    found = rests_on(absent(noon, noon.rini))
    assert [standing.need for standing in found.fallen] == [Need.RECORDER]
    assert [(f.lane.letter, f.half.value, f.before, f.after) for f in found.fewer] == [
        ("B", "morning", 1.0, 0.0), ("B", "afternoon", 1.0, 0.0),
    ]  # fmt: skip
    assert found.stand_ins == []
    assert not found.nothing


def test_one_of_two_clerks_and_a_third_who_is_free(noon):
    colleague, free = dewi(), noon.budi
    planned(noon, colleague, 2)
    found = rests_on(absent(noon, colleague))
    assert {(f.lane.letter, f.after) for f in found.fewer} == {("C", 0.0), ("D", 0.0)}
    assert found.stand_ins == [free]
    absent(noon, free)
    assert rests_on(queries.absence_at(colleague, MONDAY)).stand_ins == []


def test_who_was_not_planned_leaves_nothing_behind(noon):
    found = rests_on(absent(noon, noon.budi))
    assert found.nothing
    assert found.planned == []


def test_what_is_ahead_has_not_fallen_yet(noon):
    planned(noon, noon.rini, 4)
    found = rests_on(absent(noon, noon.rini, 8, 15, day=TODAY + timedelta(days=1)))
    assert found.fallen == []
    assert len(found.fewer) == 2
