"""How many counters of a lane are staffed in a span of time: the door that appointments asks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pasti.journal.actors import SYSTEM
from pasti.offices import actions as offices
from pasti.roster import actions, queries
from pasti.roster.halves import Half
from pasti.roster.tests.duty import TODAY, absent, dewi, moment, planned, with_a_break_at_noon


@pytest.fixture
def noon(office):
    with_a_break_at_noon()
    return office


def counters(office, letter, begins, ends):
    found = queries.staffing(office.lanes[letter], moment(begins), moment(ends))
    return None if found is None else (round(found.counters, 3), round(found.shared, 3))


def test_where_nobody_has_planned_the_roster_says_nothing(noon):
    assert counters(noon, "C", 9, 10) is None
    planned(noon, noon.rini, 4)
    assert counters(noon, "C", 9, 10) is None
    assert counters(noon, "B", 9, 10) == (1, 1)


def test_a_counter_for_two_lanes_is_half_of_one_for_each(noon):
    planned(noon, noon.budi, 1)
    planned(noon, dewi(), 2)
    assert counters(noon, "C", 9, 10) == (2, 1.5)
    assert counters(noon, "D", 9, 10) == (1, 0.5)


def test_half_a_day_is_half_a_day(noon):
    planned(noon, noon.budi, 1, halves=(Half.MORNING,))
    assert counters(noon, "C", 11, 12) == (1, 1)
    assert counters(noon, "C", 13, 14) == (0, 0)
    # Of an hour that reaches into the break as much as is before it.
    assert counters(noon, "C", 11.5, 12.5) == (0.5, 0.5)


def test_who_is_absent_is_not_there(noon):
    planned(noon, noon.budi, 1)
    absence = absent(noon, noon.budi, 10.5)
    assert counters(noon, "C", 10, 11) == (0.5, 0.5)
    assert counters(noon, "C", 13, 14) == (0, 0)
    tomorrow = TODAY + timedelta(days=1)
    assert queries.staffing(noon.lanes["C"], moment(9, tomorrow), moment(10, tomorrow)).counters == 1
    actions.withdraw_absence(absence, by=noon.agus.actor)
    assert counters(noon, "C", 10, 11) == (1, 1)


def test_two_at_one_counter_are_one_counter(noon):
    planned(noon, noon.budi, 1)
    planned(noon, dewi(), 1)
    assert counters(noon, "C", 9, 10) == (1, 1)
    absent(noon, noon.budi)
    assert counters(noon, "C", 9, 10) == (1, 1)


def test_a_counter_that_is_not_in_use_serves_nobody(noon):
    planned(noon, noon.budi, 1)
    planned(noon, dewi(), 2)
    offices.set_counter(1, lanes=[noon.lanes["C"]], active=False, by=SYSTEM)
    assert counters(noon, "C", 9, 10) == (1, 0.5)


def test_a_holiday_has_no_counters(noon):
    planned(noon, noon.budi, 1)
    tomorrow = TODAY + timedelta(days=1)
    offices.set_holiday(tomorrow, name="Libur", source="local", closed=True, by=SYSTEM)
    assert queries.staffing(noon.lanes["C"], moment(9, tomorrow), moment(10, tomorrow)).counters == 0


def test_ten_days_are_read_in_as_many_questions_as_one(noon):
    planned(noon, noon.budi, 1)
    lane, last = noon.lanes["C"], TODAY + timedelta(days=13)

    def ask(until):
        found = queries.roster(TODAY, until)
        return [found.staffing(lane, moment(9, day), moment(10, day)) for day in (TODAY, until)]

    with CaptureQueriesContext(connection) as one:
        ask(TODAY)
    with CaptureQueriesContext(connection) as many:
        ask(last)
    assert len(many) == len(one)
