"""Which answers are possible in which state: the whole table, at the door that lists them and at the one that acts."""

from datetime import date, datetime, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY
from tests.house.test_public_views import case_in
from tests.scenes import scene

from pasti.answers import queries, times
from pasti.answers.models import Answer
from pasti.answers.states import Choice
from pasti.answers.tests.conftest import a_booked_case, a_printing_case, a_ready_case, answer
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.appointments import actions as appointments
from pasti.handover.models import Relation
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices.actions import set_holiday
from pasti.readiness.actions import open_incident
from pasti.readiness.needs import Cause, Need

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
LATER = {"day": date(2026, 12, 9)}
KEEP, MOVE, AFTER, REPRESENT, CANCEL = Choice.KEEP, Choice.MOVE, Choice.LATER, Choice.REPRESENT, Choice.CANCEL
WANTED = {AFTER: LATER, REPRESENT: {"name": "Ahmad Fauzi"}}


def booked_card(office):
    return a_booked_case()


def booked_family_card(office):
    return a_booked_case("KK", answers={})


def missed(office):
    case = a_booked_case()
    case.bookings.update(state="missed")
    return case


def freed(office):
    case = a_booked_case()
    met = [f"booking-{case.bookings.get().pk}"]
    set_holiday(NINE.date(), name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=met)
    return case


def in_vain(office):
    case = a_booked_case()
    open_incident(needs=[Need.STATION], cause=Cause.POWER, until=NINE + timedelta(hours=3), by=office.agus.actor)
    return case


def ready_and_booked(office):
    case = a_ready_case(office)
    appointments.book(case, NINE, by=ANYBODY)
    return case


def ready_and_missed(office):
    case = ready_and_booked(office)
    case.bookings.update(state="missed")
    return case


TABLE = {
    booked_card: ("visit", {KEEP, MOVE, CANCEL}),
    booked_family_card: ("visit", {KEEP, MOVE, REPRESENT, CANCEL}),
    in_vain: ("visit", {MOVE, CANCEL}),
    missed: ("missed", {MOVE}),
    freed: ("freed", {MOVE}),
    a_printing_case: ("date", {KEEP, AFTER, REPRESENT}),
    a_ready_case: ("ready", {KEEP, MOVE, AFTER, REPRESENT}),
    ready_and_booked: ("visit", {KEEP, MOVE, AFTER, REPRESENT, CANCEL}),
    ready_and_missed: ("missed", {KEEP, MOVE, AFTER, REPRESENT}),
}
OF_STATE = {
    State.DRAFT: None,
    State.SUBMITTED: ("come", {MOVE}),
    State.INCOMPLETE: ("come", {MOVE}),
    # Papers are complete; the recording is next.
    State.IN_PROGRESS: ("come", {MOVE}),
    State.HELD: None,
    State.READY: ("ready", {KEEP, MOVE, AFTER, REPRESENT}),
    State.CLOSED: None,
    State.WITHDRAWN: None,
    State.REFUSED: None,
    State.LAPSED: None,
}


def check(case: Application, about: str, expected: set[Choice]) -> None:
    found = queries.choices(case)
    assert found.occasion is not None
    assert found.occasion.about == about
    assert set(found.open) == expected
    assert set(found.why_not) == set(Choice) - expected
    assert all(found.why_not.values())


def relation_for(case: Application) -> Relation:
    return queries.choices(case).relations[0]


@scene
def made(office, variant):
    return variant, variant(office)


@scene
def in_state(office, variant):
    return variant, case_in(variant)


@pytest.mark.parametrize("made", TABLE, ids=lambda make: make.__name__, indirect=True)
def test_what_may_be_chosen(made):
    make, case = made
    check(case, *TABLE[make])


@pytest.mark.parametrize("in_state", State, indirect=True)
def test_what_may_be_chosen_in_each_state_of_a_case(in_state):
    state, case = in_state
    if expected := OF_STATE[state]:
        check(case, *expected)
    else:
        assert queries.choices(case).open == []


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("made", TABLE, ids=lambda make: make.__name__, indirect=True)
def test_the_door_does_what_is_offered_and_refuses_the_rest_with_its_sentence(made, choice):
    make, case = made
    _about, expected = TABLE[make]
    wanted = dict(WANTED.get(choice, {}))
    if choice == REPRESENT and choice in expected:
        wanted["relation"] = relation_for(case)
    if choice in expected:
        given = answer(case, choice, **wanted)
        assert (given.choice, given.state) == (choice, "given")
        return
    with pytest.raises(Refused) as refused:
        answer(case, choice, **wanted)
    assert str(refused.value) == queries.choices(case).why_not[choice]
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("in_state", [state for state, expected in OF_STATE.items() if expected is None], indirect=True)
def test_a_case_that_asks_nothing_takes_no_answer(in_state, choice):
    _state, case = in_state
    with pytest.raises(Refused, match="sudah berjalan lebih lanjut"):
        answer(case, choice, **WANTED.get(choice, {}))


def test_who_comes_late_on_the_day_may_still_say_that_they_come(office):
    case = a_booked_case()
    with clock.stopped_at(NINE + timedelta(hours=2)):
        found = queries.choices(case)
        assert KEEP in found
        assert found.occasion.closes
    with clock.stopped_at(NINE + timedelta(hours=8)):
        check(case, "missed", {MOVE})


def test_the_nearest_are_those_that_can_still_be_reached_and_not_one_day_only(office):
    case = a_booked_case()
    with clock.stopped_at(MONDAY + timedelta(minutes=45)):
        nearest = [f"{clock.local(slot.starts_at):%a %H}" for slot in queries.choices(case).nearest]
    assert nearest == ["Mon 11", "Mon 12", "Tue 08"]


def test_the_one_that_suits_is_on_another_day_near_the_hour_of_the_own(office):
    case = a_booked_case(at="2026-11-24T14:00:00+07:00")
    suits = times.next_that_suits(case, queries.choices(case).occasion)
    assert clock.local(suits).isoformat() == "2026-11-25T14:00:00+07:00"
