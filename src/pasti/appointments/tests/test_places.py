"""The places of a session: from the counters that are there, how long one takes here, and what walk-ins need."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.cast import MONDAY, OWNER, accepted, submitted
from tests.examples import examples

from pasti.applications import actions as applications
from pasti.appointments import places, queries
from pasti.appointments.actions import SessionFull, book
from pasti.appointments.models import Booking, LaneHour
from pasti.journal import chain
from pasti.journal.actions import record
from pasti.journal.followers import catch_up, followers
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.offices import queries as calendar
from pasti.offices.models import Shift

TUESDAY = date(2026, 11, 24)
NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


def rules(office, **values: int) -> None:
    for name, value in values.items():
        offices.decide(
            f"appointments.{name}", value=value, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor,
            seen=None,
        )  # fmt: skip


def at_nine(letter: str) -> places.Places:
    lane, opening = calendar.lane_of(letter), calendar.opening(TUESDAY)
    assert lane is not None
    assert opening is not None
    found = places.of_session(lane, opening, (NINE, NINE + timedelta(hours=1)))
    assert found is not None
    return found


@pytest.fixture
def expected(office):
    """What the office expects: eight minutes for papers, ten for a recording, three people of ten without one."""
    rules(office, session_capacity=60, minutes_papers_card=8, minutes_recording=10, walk_ins=30)
    return office


def test_as_expected_until_there_are_data(expected):
    papers, recording = at_nine("C"), at_nine("B")
    # Counter 1, and half of counter 2; 60 minutes, 8 each, 7 of 10 of them.
    assert (papers.counters, papers.pace.minutes, papers.pace.seen, papers.staffing) == (1.5, 8, 0, "in-use")
    assert (papers.count, recording.count) == (7, 4)


def test_a_visit_takes_a_place_in_each_lane_that_it_goes_through(expected):
    new, only_papers = submitted(), submitted("DMG", {"holds_card": "yes"})
    assert (queries.lanes_of(new), queries.lanes_of(only_papers)) == ("CB", "C")
    for _ in range(4):
        book(submitted(), NINE, by=OWNER)
    with pytest.raises(SessionFull):
        book(new, NINE, by=OWNER)
    slot = queries.slot_at(NINE, lanes="C")
    assert slot is not None
    assert slot.free == 3, "papers alone still have places"
    assert book(only_papers, NINE, by=OWNER).lanes == "C"
    to_be_recorded = accepted(expected.budi.actor)
    assert queries.lanes_of(to_be_recorded) == "B"
    done = applications.finish_step(to_be_recorded, "recording", by=expected.rini.actor)
    assert queries.lanes_of(done) == "", "nothing to come for"


def test_the_office_keeps_time_for_those_who_come_without_an_appointment(expected):
    rules(expected, walk_ins=0)
    assert at_nine("C").count == 11
    rules(expected, walk_ins=90)
    assert at_nine("C").count == 1
    rules(expected, walk_ins=30, session_capacity=3)
    assert (at_nine("C").count, at_nine("C").could) == (3, 7)


def test_a_counter_that_is_closed_serves_nobody(expected):
    offices.set_counter(1, lanes=[], active=False, by=expected.nur.actor)
    assert (at_nine("C").counters, at_nine("C").count) == (0.5, 2)


def test_counters_count_as_they_were_staffed_at_that_hour(expected):
    mornings = calendar.openings(MONDAY.date() - timedelta(days=21), 12)
    for number, opening in enumerate(mornings):
        # Counter 1 is there until noon; counter 2 every other day.
        for counter in (1, 2)[: 1 + number % 2]:
            Shift.objects.create(
                counter=expected.counters[counter], account=expected.budi, since=opening.opens,
                until=opening.opens + timedelta(hours=4),
            )  # fmt: skip
    assert (at_nine("C").counters, at_nine("C").staffing, at_nine("C").count) == (1.25, "measured", 6)
    opening, lane = calendar.opening(TUESDAY), calendar.lane_of("C")
    assert [found.count for _span, found in places.of_day(lane, opening)] == [6, 6, 6, 6, 0, 0, 0]


def test_how_long_one_takes_is_measured_here(expected):
    LaneHour.objects.create(day=MONDAY.date(), lane="C", hour=9, served=49, seconds=49 * 240)
    assert at_nine("C").pace == places.Pace(8)
    LaneHour.objects.create(day=MONDAY.date(), lane="C", hour=10, served=1, seconds=240)
    assert at_nine("C").pace == places.Pace(4, 50)
    assert at_nine("C").count == 15


def read() -> None:
    chain.seal_new()
    catch_up(followers.get("appointments.measures"))


def at_a_counter(subject: str, kind: str, minutes: int, **facts: Any) -> None:
    """A number goes through the hall, as the journal tells it."""
    with clock.stopped_at(NINE + timedelta(minutes=minutes)):
        record(f"ticket.{kind}", subject=subject, by=OWNER, ticket="C-001", **facts)


def test_what_happens_at_the_counters_is_measured(office):
    read()
    at_a_counter("ticket:1", "issue", 0, lane="C")
    at_a_counter("ticket:1", "call", 20, counter=1)
    at_a_counter("ticket:1", "serve", 21, counter=1)
    at_a_counter("ticket:1", "pass_on", 27, lane="B")
    at_a_counter("ticket:1", "call", 40, counter=4)
    at_a_counter("ticket:1", "serve", 41, counter=4)
    at_a_counter("ticket:1", "finish", 50, outcome="served")
    at_a_counter("ticket:2", "issue", 0, lane="C")
    at_a_counter("ticket:2", "call", 30, counter=1)
    at_a_counter("ticket:2", "finish", 32, outcome="served")
    read()
    read()
    measured = LaneHour.objects.order_by("lane").values_list("lane", "hour", "served", "seconds")
    assert list(measured) == [("B", 9, 1, 600), ("C", 9, 1, 420)], "who was called and not served measures nothing"


def test_who_came_on_the_day_and_who_did_not(office):
    from pasti.appointments.actions import attend, close_missed

    came, other_day, missed = (submitted() for _ in range(3))
    for case in (came, other_day, missed):
        book(case, NINE, by=OWNER)
    with clock.stopped_at(NINE + timedelta(hours=3)):
        attend(came)
    with clock.stopped_at(NINE + timedelta(days=1)):
        close_missed()
        attend(other_day)
    read()
    assert list(LaneHour.objects.order_by("lane").values_list("lane", "hour", "came", "missed")) == [
        ("B", 9, 1, 2), ("C", 9, 1, 2),
    ]  # fmt: skip


def test_measures_that_change_free_nobody(expected):
    for _ in range(4):
        book(submitted(), NINE, by=OWNER)
    LaneHour.objects.create(day=MONDAY.date(), lane="B", hour=9, served=60, seconds=60 * 3600)
    rules(expected, session_minutes=60)
    assert at_nine("B").count == 0
    assert set(Booking.objects.values_list("state", flat=True)) == {"booked"}


SERVICES = st.sampled_from([("NEW", None), ("DMG", {"holds_card": "yes"}), ("KK", {})])


@hypothesis_settings(
    derandomize=True, deadline=None, max_examples=examples(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    minutes=st.integers(5, 40), walk_ins=st.integers(0, 60),
    wishes=st.lists(st.tuples(SERVICES, st.integers(0, 2), st.sampled_from(["book", "cancel"])), max_size=25),
)  # fmt: skip
def test_no_lane_ever_has_more_than_its_places(office, minutes, walk_ins, wishes):
    from django.db import transaction

    from pasti.appointments.actions import cancel

    with transaction.atomic():
        rules(office, minutes_papers_card=minutes, minutes_recording=minutes, walk_ins=walk_ins)
        for (service, answers), hour, wish in wishes:
            if wish == "cancel" and (booked := Booking.objects.filter(state="booked").first()):
                cancel(booked, by=OWNER)
                continue
            case, starts = submitted(service, answers), NINE + timedelta(hours=hour)
            slot = queries.slot_at(starts, lanes=queries.lanes_of(case))
            assert slot is not None
            try:
                book(case, starts, by=OWNER)
            except SessionFull:
                assert slot.free == 0, "what is offered can be had"
        opening = calendar.opening(TUESDAY)
        for letter in "BCD":
            for span, found in places.of_day(calendar.lane_of(letter), opening):
                taken = Booking.objects.filter(state="booked", session__starts_at=span[0], lanes__contains=letter)
                assert taken.count() <= found.count
        transaction.set_rollback(True)
