"""Who has gone without a rest, and who should rest next."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.journal.actions import record
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.roster import at_counters, rotation
from pasti.roster.models import Rest
from pasti.roster.tests.duty import absent, dewi, moment, planned, with_a_break_at_noon


def sits(office, who, number):
    return offices.open_counter(office.counters[number], who)


def at(minutes):
    return clock.stopped_at(MONDAY + timedelta(minutes=minutes))


def load_of(who):
    return next(load for load in rotation.loads() if load.account == who)


@pytest.fixture
def budi(office):
    with_a_break_at_noon()
    return sits(office, office.budi, 1)


def rests(shift, reason, begins, ends):
    with at(begins):
        at_counters.pause(shift, reason, by=shift.account.actor)
    with at(ends):
        at_counters.resume(shift, by=shift.account.actor)


def test_a_rest_counts_and_another_task_does_not(office, budi):
    rests(budi, Rest.TASK, 20, 40)
    with at(60):
        assert load_of(office.budi).minutes == 60
    rests(budi, Rest.PRAYER, 60, 70)
    with at(90):
        assert load_of(office.budi).minutes == 20


def test_a_moment_is_no_rest(office, budi):
    rests(budi, Rest.PERSONAL, 20, 23)
    with at(60):
        assert load_of(office.budi).minutes == 60


def test_the_offices_own_break_is_a_rest(office, budi):
    with clock.stopped_at(moment(13.5)):
        assert load_of(office.budi).minutes == 30


def test_another_counter_is_no_rest_but_the_time_between_is(office, budi):
    with at(60):
        sits(office, office.budi, 2)
        assert load_of(office.budi).minutes == 60
        offices.close_counter(office.budi.shifts.get(until=None), by=office.budi.actor)
    with at(75):
        sits(office, office.budi, 2)
        assert load_of(office.budi).minutes == 0


def test_who_pauses_now_is_not_due(office, budi):
    with at(200):
        at_counters.pause(budi, Rest.REST, by=office.budi.actor)
        assert load_of(office.budi).pause is not None
        assert rotation.proposals() == []


def serves(account, minutes):
    with at(minutes):
        for number in range(2):
            record(
                "ticket.serve", subject=f"ticket:2026-11-23/C-{minutes}{number}", by=account.actor, ticket="C-001",
                counter=1,
            )  # fmt: skip


def test_how_many_in_each_hour_and_since_the_last_rest(office, budi):
    serves(office.budi, 5)
    serves(office.rini, 6)
    rests(budi, Rest.REST, 30, 40)
    serves(office.budi, 50)
    with at(60):
        load = load_of(office.budi)
        assert (load.per_hour, load.since_rest, load.total) == ({8: 2, 9: 2}, 2, 4)


def test_who_has_gone_longest_is_proposed_first_with_who_could_go_on(office, budi):
    colleague = dewi()
    planned(office, colleague, 2)
    with at(10):
        sits(office, office.rini, 4)
    serves(office.budi, 5)
    with at(170):
        found = rotation.proposals()
    assert [(one.load.account, one.stand_in) for one in found] == [(office.budi, colleague), (office.rini, None)]
    assert found[0].why == (
        "Budi Hartono (loket 1) sudah 2 jam 50 menit tanpa jeda dan melayani 2 orang sejak itu. "
        "Dewi Anggraini dijadwalkan sekarang, tidak di loket, dan dapat menggantikan."
    )
    assert found[1].why.endswith("Lajur B hanya dilayani di sini: minta seorang petugas duduk di sana dahulu.")


def test_who_is_absent_stands_in_for_nobody(office, budi):
    colleague = dewi()
    planned(office, colleague, 2)
    absent(office, colleague)
    with at(130):
        assert [one.stand_in for one in rotation.proposals()] == [None]


def test_another_counter_of_the_lane_goes_on(office, budi):
    with at(100):
        sits(office, dewi(), 2)
    with at(130):
        [one] = rotation.proposals()
    assert one.why.endswith("Lajurnya tetap dilayani loket lain selama ia istirahat.")


def test_the_office_decides_after_how_long(office, budi):
    with at(119):
        assert rotation.proposals() == []
    offices.decide(
        "roster.rest_after", value=60, valid_from=MONDAY.date(), legal_basis="Keputusan", by=office.agus.actor
    )
    with at(61):
        assert len(rotation.proposals()) == 1
