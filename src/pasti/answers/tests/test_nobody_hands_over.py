"""A day for collecting on which nobody hands over any more: seen before, taken back, told with why, others offered."""

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.answers import actions, closed_days, queries
from pasti.answers.states import Choice, State
from pasti.answers.tests.conftest import a_printing_case, answer, page, place
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices import actions as offices
from pasti.offices import queries as office_of
from pasti.offices.models import Work
from pasti.offices.resting import NotSeen
from pasti.readiness import actions as readiness
from pasti.readiness import watch
from pasti.readiness.models import Effect
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin
from pasti.roster.tests.duty import absent, dewi, planned

TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)
NO_COUNTER = "tidak ada lagi loket untuk pengambilan"


def shut_all(seen: Collection[str] = ()) -> None:
    """Let no counter hand over any more."""
    for counter in office_of.counters_in_use():
        lanes = [lane for lane in counter.lanes.all() if Work.HANDOVER not in lane.serves]
        offices.set_counter(counter.number, lanes=lanes, active=bool(lanes), by=ANYBODY, seen=seen)


def test_the_last_counter_that_hands_over_is_not_closed_before_they_were_seen(ready):
    row = answer(ready, Choice.LATER, day=THURSDAY)
    with pytest.raises(NotSeen) as not_seen:
        shut_all()
    assert [(met.number, met.key, met.said) for met in not_seen.value.met] == [
        (ready.shown_number, row.subject, "Kamis, 26 November 2026")
    ]
    assert queries.wishes(ready).stretch.day == THURSDAY
    shut_all(seen=[row.subject])
    assert queries.wishes(ready).stretch is None
    shut_all()
    entry = Entry.objects.get(kind="answer.take_back")
    assert NO_COUNTER in entry.sentence
    assert entry.is_public


def test_whoever_chose_it_reads_why_and_is_offered_nothing_that_would_be_in_vain(ready):
    path = place(ready)
    row = answer(ready, Choice.LATER, day=THURSDAY)
    shut_all(seen=[row.subject])
    shown = page(path)
    assert (
        f"Mohon maaf, {NO_COUNTER}: waktu yang Anda pilih, pada Kamis, 26 November 2026, tidak berlaku lagi." in shown
    )
    choices = queries.choices(ready)
    assert (choices.weeks, choices.later_days) == ([], [])
    assert not {Choice.KEEP, Choice.LATER, Choice.MOVE} & set(choices.open)
    assert "Ambil di kantor pada jam layanan" not in shown
    assert "Pilih hari lain" not in shown
    for choice in (Choice.KEEP, Choice.LATER):
        with pytest.raises(Refused, match="loket"):
            answer(ready, choice, day=THURSDAY)


def test_once_a_counter_hands_over_again_days_are_offered_again(ready, office):
    row = answer(ready, Choice.LATER, day=THURSDAY)
    shut_all(seen=[row.subject])
    offices.set_counter(6, lanes=[office.lanes["A"]], by=ANYBODY)
    assert "Ambil di kantor pada jam layanan" in page(place(ready))
    assert actions.ask(ready).state == State.AWAITED
    answer(ready, Choice.LATER, day=THURSDAY)
    assert queries.wishes(ready).stretch.day == THURSDAY


def test_who_waits_for_a_card_is_met_and_told_too(office):
    case = a_printing_case(office)
    day = next(one.day for one in queries.choices(case).later_days)
    row = answer(case, Choice.LATER, day=day)
    shut_all(seen=[row.subject])
    assert queries.wishes(case).stretch is None
    assert NO_COUNTER in page(place(case))
    assert Choice.LATER not in queries.choices(case)


def test_a_counter_less_takes_no_day_back_while_another_hands_over(ready, office):
    answer(ready, Choice.LATER, day=THURSDAY)
    numbers = sorted(office.lanes["A"].counters.filter(active=True).values_list("number", flat=True))
    for number in numbers[1:]:
        offices.set_counter(number, lanes=[office.lanes["A"]], active=False, by=ANYBODY)
    assert queries.wishes(ready).stretch.day == THURSDAY


def test_nobody_in_the_lane_by_the_roster_takes_the_day_back_and_no_other(ready, office):
    who = dewi()
    planned(office, who, 6)
    row = answer(ready, Choice.LATER, day=TUESDAY)
    with pytest.raises(NotSeen):
        absent(office, who, 7, 17, TUESDAY)
    absent(office, who, 7, 17, TUESDAY, seen=[row.subject])
    assert queries.wishes(ready).stretch is None
    assert "tidak ada petugas di lajur A pada hari itu" in page(place(ready))
    offered = [one.day for one in queries.choices(ready).later_days]
    assert TUESDAY not in offered
    assert date(2026, 11, 25) in offered
    with pytest.raises(Refused):
        answer(ready, Choice.LATER, day=TUESDAY)


def test_half_a_day_without_them_takes_nothing_back(ready, office):
    who = dewi()
    planned(office, who, 6)
    answer(ready, Choice.LATER, day=TUESDAY)
    absent(office, who, 7, 12, TUESDAY)
    assert queries.wishes(ready).stretch.day == TUESDAY


def test_an_outage_that_is_planned_for_all_of_the_day_takes_it_back(ready, office):
    row = answer(ready, Choice.LATER, day=THURSDAY)
    plan = {
        "needs": [Need.CLERK], "cause": Cause.PLANNED, "starts_at": clock.at(THURSDAY, 7), "by": office.agus.actor,
    }  # fmt: skip
    readiness.plan_incident(**plan, until=clock.at(THURSDAY, 11))
    assert queries.wishes(ready).stretch.day == THURSDAY
    with pytest.raises(NotSeen):
        readiness.plan_incident(**plan, until=clock.at(THURSDAY, 17))
    readiness.plan_incident(**plan, until=clock.at(THURSDAY, 17), seen=[row.subject])
    assert "pada hari itu tidak tersedia: petugas loket" in page(place(ready))
    assert THURSDAY not in [one.day for one in queries.choices(ready).later_days]


def test_what_falls_until_after_the_day_takes_it_back_by_itself(ready, office):
    begin()
    answer(ready, Choice.LATER, day=TUESDAY)
    readiness.open_incident(
        needs=[Need.CLERK], cause=Cause.STAFF, effect=Effect.DOWN, until=clock.at(date(2026, 11, 25), 10),
        by=office.agus.actor,
    )  # fmt: skip
    watch.look_at_all()
    closed_days.let_go_of_days_in_vain()
    assert queries.wishes(ready).stretch.day == TUESDAY
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        watch.look_at_all()
        closed_days.let_go_of_days_in_vain()
        closed_days.let_go_of_days_in_vain()
        assert queries.wishes(ready).stretch is None
        assert Entry.objects.filter(kind="answer.take_back").count() == 1
