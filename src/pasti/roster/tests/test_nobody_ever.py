"""The office itself takes away the last counter, or the last who may do it: no roster brings that back."""

import pytest
from tests.cast import ANYBODY

from pasti.accounts import actions as accounts
from pasti.journal.models import Entry
from pasti.offices import actions as offices
from pasti.readiness import queries as readiness
from pasti.readiness import watch
from pasti.readiness.needs import Cause, Need, State
from pasti.readiness.tests.watching import begin, later
from pasti.roster.tests.duty import absent, dewi, planned


def close_recording(office) -> None:
    for number, counter in office.counters.items():
        if {"B", "P"} & {lane.letter for lane in counter.lanes.all()}:
            offices.set_counter(number, lanes=[office.lanes["D"]], active=False, by=ANYBODY)


def test_without_a_counter_that_records_recording_stands_still(office):
    begin()
    planned(office, office.rini, 4)
    close_recording(office)
    with later(minutes=1):
        watch.look_at_all()
        standing = readiness.stands(Need.RECORDER)
        assert (standing.state, standing.why) == (State.DOWN, "tidak ada loket yang dipakai untuk itu")
        assert standing.incident.cause == Cause.STAFF
        assert standing.told.startswith("Perekaman KTP-el sedang tidak dilayani di kantor ini sejak")
        assert "berhalangan" not in standing.told
        assert readiness.stands(Need.CLERK).stands
    offices.set_counter(4, lanes=[office.lanes["B"]], by=ANYBODY)
    for minutes in (2, 3, 4):
        with later(minutes=minutes):
            watch.look_at_all()
    with later(minutes=4):
        assert readiness.stands(Need.RECORDER).stands
    assert Entry.objects.filter(kind="need.fell", subject="need:recorder").count() == 1


def test_a_counter_that_is_back_without_anybody_who_is_there_says_so(office):
    begin()
    planned(office, office.rini, 4)
    close_recording(office)
    with later(minutes=1):
        watch.look_at_all()
        absent(office, office.rini)
        offices.set_counter(4, lanes=[office.lanes["B"]], by=ANYBODY)
        watch.look_at_all()
        standing = readiness.stands(Need.RECORDER)
        assert not standing.stands
        assert standing.told.startswith("Operator perekaman sedang berhalangan")


@pytest.mark.parametrize("lost", ["role", "account"])
def test_the_only_recorder_is_one_no_more(office, lost):
    begin()
    planned(office, office.rini, 4)
    shift = offices.open_counter(office.counters[4], office.rini)
    offices.close_counter(shift, by=office.rini.actor)
    assert readiness.stands(Need.RECORDER).stands
    if lost == "role":
        accounts.change_account(office.rini, name=office.rini.name, roles=["clerk"], by=ANYBODY)
    else:
        accounts.close_account(office.rini, by=ANYBODY)
    with later(minutes=1):
        watch.look_at_all()
        standing = readiness.stands(Need.RECORDER)
        assert standing.why == "tidak ada akun yang terbuka dengan peran itu"
        assert standing.told.startswith("Perekaman KTP-el sedang tidak dilayani di kantor ini")


def test_one_who_is_left_is_enough(office):
    begin()
    offices.open_counter(office.counters[1], office.budi)
    dewi()
    accounts.close_account(office.budi, by=ANYBODY)
    assert readiness.stands(Need.CLERK).stands


def test_an_office_where_nobody_has_sat_yet_says_nothing(office):
    accounts.close_account(office.rini, by=ANYBODY)
    assert readiness.stands(Need.RECORDER).stands
