"""Somebody is not there: what falls, until when, and who may say it."""

from datetime import timedelta

import pytest
from django.utils import translation
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices
from pasti.readiness import queries as readiness
from pasti.readiness import watch
from pasti.readiness.needs import Cause, Need, State
from pasti.roster import actions, queries
from pasti.roster.models import Absence, Kind
from pasti.roster.tests.duty import TODAY, absent, dewi, moment, planned, with_a_break_at_noon


@pytest.fixture
def noon(office):
    with_a_break_at_noon()
    return office


def test_the_only_recorder_is_ill_and_recording_stands_still_until_tomorrow(noon):
    planned(noon, noon.rini, 4)
    absent(noon, noon.rini, kind=Kind.SICK)
    standing = readiness.stands(Need.RECORDER)
    assert (standing.state, standing.why) == (State.DOWN, "semua yang dijadwalkan berhalangan")
    assert standing.incident.cause == Cause.STAFF
    assert standing.until == moment(8, TODAY + timedelta(days=1))


def test_one_of_two_is_ill_and_it_goes_on(noon):
    planned(noon, noon.budi, 1)
    planned(noon, dewi(), 2)
    absent(noon, noon.budi)
    standing = readiness.stands(Need.CLERK)
    assert (standing.state, standing.why) == (State.DEGRADED, "1 dari 2 petugas berhalangan")
    assert not readiness.current_incidents()


def test_who_sits_there_all_the_same_keeps_it_standing(noon):
    planned(noon, noon.budi, 1)
    absent(noon, noon.budi)
    assert not readiness.stands(Need.CLERK).stands
    offices.open_counter(noon.counters[2], dewi())
    assert readiness.stands(Need.CLERK).stands


def test_the_print_operator_is_ill(noon):
    planned(noon, noon.joko)
    assert readiness.stands(Need.PRINT_OPERATOR).state == State.UP
    absent(noon, noon.joko)
    assert readiness.stands(Need.PRINT_OPERATOR).state == State.DOWN


def test_whom_nobody_planned_falls_with_nobody(noon):
    absent(noon, noon.joko)
    assert readiness.stands(Need.PRINT_OPERATOR).state == State.UNKNOWN


def test_it_stays_so_overnight_and_is_one_incident(noon):
    planned(noon, noon.rini, 4)
    tomorrow = TODAY + timedelta(days=1)
    actions.note_absence(noon.rini, starts_at=moment(8.5), ends_at=moment(15, tomorrow), by=noon.agus.actor)
    incident = readiness.stands(Need.RECORDER).incident
    for at in (moment(12.5), moment(20), moment(9, tomorrow)):
        with clock.stopped_at(at):
            watch.look_at_all()
            assert readiness.stands(Need.RECORDER).incident == incident
    assert Entry.objects.filter(kind="need.fell").count() == 1


def test_who_comes_back_makes_it_stand_again(noon):
    planned(noon, noon.rini, 4)
    absence = absent(noon, noon.rini)
    with clock.stopped_at(moment(10)):
        back = actions.come_back(absence, by=noon.rini.actor)
        assert (back.state, back.ends_at) == ("returned", moment(10))
        assert readiness.stands(Need.RECORDER).stands
        # Whoever tapped at the same moment still knows it as noted.
        assert actions.come_back(absence, by=noon.rini.actor) == back
        assert actions.come_back(absence, by=noon.rini.actor).state == "returned"
        with pytest.raises(NotAllowed):
            actions.withdraw_absence(absence, by=noon.rini.actor)
    assert Entry.objects.filter(kind="absence.return").count() == 1


def test_what_was_noted_by_mistake_was_never_so(noon):
    planned(noon, noon.rini, 4)
    absence = absent(noon, noon.rini)
    for _time in range(2):
        assert actions.withdraw_absence(absence, by=noon.agus.actor).state == "withdrawn"
    with pytest.raises(NotAllowed):
        actions.withdraw_absence(absence, by=noon.budi.actor)
    with pytest.raises(NotAllowed):
        actions.come_back(absence, by=noon.agus.actor)
    assert readiness.stands(Need.RECORDER).stands
    assert list(queries.absences(TODAY, TODAY)) == []


def test_everybody_says_it_of_themselves_and_only_of_themselves(noon):
    assert absent_by(noon, noon.budi, noon.budi).account == noon.budi
    with pytest.raises(NotAllowed):
        absent_by(noon, noon.rini, noon.budi)
    assert absent_by(noon, noon.rini, noon.nur).account == noon.rini


def absent_by(office, who, by):
    return actions.note_absence(who, starts_at=moment(8.5), ends_at=moment(15), by=by.actor)


def test_the_same_tapped_twice_is_one(noon):
    first = absent(noon, noon.budi)
    with clock.stopped_at(moment(8.6)):
        assert absent(noon, noon.budi, 8.6) == first
    assert Absence.objects.count() == Entry.objects.filter(kind="absence.note").count() == 1


def test_what_meets_another_is_refused(noon):
    absent(noon, noon.budi, 9, 11)
    with pytest.raises(Refused, match="sudah dicatat berhalangan"):
        absent(noon, noon.budi, 10, 15)


@pytest.mark.parametrize(("begins", "ends"), [(10, 10), (10, 9), (-24 * 40, 10), (8, 24 * 201), (24 * 201, 24 * 202)])
def test_times_that_make_no_sense(noon, begins, ends):
    with pytest.raises(Refused):
        absent(noon, noon.budi, begins, ends)


def test_until_when_and_why_are_said_later(noon):
    absence = absent(noon, noon.budi)
    longer = actions.change_absence(absence, kind=Kind.SICK, ends_at=moment(39), by=noon.budi.actor)
    assert (longer.kind, longer.ends_at) == (Kind.SICK, moment(39))
    actions.change_absence(absence, kind=Kind.SICK, ends_at=moment(39), by=noon.budi.actor)
    assert Entry.objects.filter(kind="absence.change").count() == 1
    with pytest.raises(NotAllowed):
        actions.change_absence(absence, kind=Kind.LEAVE, ends_at=moment(39), by=noon.rini.actor)


def test_a_long_leave_may_be_made_longer_while_it_lasts(noon):
    absence = absent(noon, noon.budi, ends=24 * 90)
    with clock.stopped_at(moment(24 * 40)):
        longer = actions.change_absence(absence, kind=Kind.LEAVE, ends_at=moment(24 * 100), by=noon.agus.actor)
        assert longer.ends_at == moment(24 * 100)
        with pytest.raises(Refused, match="200 hari"):
            actions.change_absence(absence, kind=Kind.LEAVE, ends_at=moment(24 * 201), by=noon.agus.actor)


def test_why_somebody_is_absent_is_not_in_the_journal(noon):
    absence = absent(noon, noon.budi, kind=Kind.SICK)
    actions.change_absence(absence, kind=Kind.LEAVE, ends_at=moment(39), by=noon.agus.actor)
    for entry in Entry.objects.filter(kind__startswith="absence."):
        assert not {"sick", "leave"} & {str(value) for value in entry.facts.values()}
        assert "sakit" not in entry.sentence


def test_what_has_not_begun_is_withdrawn_and_not_ended(noon):
    absence = absent(noon, noon.budi, 13)
    with pytest.raises(Refused, match="Tarik"):
        actions.come_back(absence, by=noon.agus.actor)


def test_what_is_left_of_today_and_after_closing_the_next_day(noon):
    assert queries.rest_of_day() == (MONDAY, moment(15))
    with clock.stopped_at(moment(16)):
        tomorrow = TODAY + timedelta(days=1)
        assert queries.rest_of_day() == (moment(8, tomorrow), moment(15, tomorrow))


def test_until_when_it_stands_still_is_said_in_the_language_of_whoever_reads_it(noon):
    planned(noon, noon.rini, 4)
    with translation.override("en"):
        absent(noon, noon.rini)
    said = readiness.stands(Need.RECORDER).incident.forecasts.get().reason
    assert said.in_each == {"id": "menurut jadwal jaga", "en": "by the duty roster"}
    assert said.shown == "menurut jadwal jaga", "a sentence of ours, which nobody wrote"
