"""Figures of days that go on and of days that are closed are the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import ANYBODY, MONDAY, submitted

from pasti.figures import actions, queries
from pasti.figures.closing import close_days
from pasti.figures.handlers import note_what_it_took
from pasti.figures.models import By, Measure, Stretch, Tally
from pasti.figures.tests.days import comes, kept
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.queue import actions as queue
from pasti.queue.aside import requeue
from pasti.queue.outcomes import Ending, Outcome, Reason

TODAY = MONDAY.date()


def later(days):
    return clock.stopped_at(MONDAY + timedelta(days=days))


def said(report):
    """All that a report says, but for the days on which it was asked."""

    def line(one):
        return (one.label, {m: (t.count, t.mean, t.median, t.most, t.within) for m, t in one.times.items()}, one.counts)

    lines = {by: [line(one) for one in of_it] for by, of_it in report.lines.items()}
    return line(report.all), lines, [(day, line(one)) for day, one in report.days]


def test_a_number_that_ended_is_noted_once(office):
    ticket = comes(office, waits=12, served=7)
    assert kept() == [("C", 12, 7)]
    assert actions.note(ticket.day, ticket.number) == 0
    assert Stretch.objects.get().total == timedelta(minutes=19)


def test_the_follower_reads_it(office):
    comes(office)
    Stretch.objects.all().delete()
    note_what_it_took(Entry.objects.filter(kind="ticket.end_in_vain").get())
    assert kept() == [("C", 10, 5)]


def test_what_goes_on_is_not_noted(office):
    ticket = queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    assert actions.note(ticket.day, ticket.number) == 0


def test_what_it_was_for_and_how_it_was_asked_for(office):
    comes(office, case=submitted())
    one = Stretch.objects.get()
    assert (one.service, one.channel, one.booked, one.hour) == ("NEW", "online", False, 8)


def test_who_goes_before_being_called_is_counted_and_not_timed(office):
    ticket = queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    with clock.stopped_at(MONDAY + timedelta(minutes=50)):
        left = queue.leave(ticket, by=ANYBODY)
    actions.note(left.day, left.number)
    report = queries.report(TODAY, TODAY)
    assert (report.all.left, report.all.wait.count, report.all.total.count) == (1, 0, 1)


@pytest.fixture
def three(office):
    comes(office, at=0, waits=4, served=6)
    comes(office, at=20, waits=40, served=3)
    comes(office, at=90, waits=12, served=20, letter="D", counter=3, case=submitted("KK", {}))


def test_told_apart_by_lane_hour_service_channel_and_appointment(three):
    report = queries.report(TODAY, TODAY)
    assert report.all.wait.count == 3
    assert report.all.wait.within == pytest.approx(200 / 3)
    assert report.all.wait.mean == pytest.approx(56 / 3)
    assert [(line.label, line.wait.count) for line in report.lines[By.LANE]] == [("C KTP-el", 2), ("D KK dan akta", 1)]
    assert [(line.label, line.wait.count) for line in report.lines[By.HOUR]] == [("08.00", 2), ("10.00", 1)]
    assert [(line.key, line.wait.count) for line in report.lines[By.SERVICE]] == [("KK", 1), ("", 2)]
    assert [(line.key, line.wait.count) for line in report.lines[By.CHANNEL]] == [("online", 1), ("", 2)]
    assert [(line.key, line.wait.count) for line in report.lines[By.BOOKED]] == [("no", 3)]


def test_a_closed_day_says_the_same(three):
    before = said(queries.report(TODAY, TODAY))
    with later(1):
        assert close_days() == 0
    with later(2):
        assert close_days() == 3
        assert close_days() == 0
        assert not Stretch.objects.exists()
        assert said(queries.report(TODAY, TODAY)) == before


def test_what_is_noted_late_is_added(office, three):
    with later(2):
        close_days()
        before = Tally.objects.count()
    comes(office, at=150, waits=4, served=6)
    with later(2):
        assert queries.report(TODAY, TODAY).all.wait.count == 4
        close_days()
        report = queries.report(TODAY, TODAY)
    assert (report.all.wait.count, report.all.total.count) == (4, 4)
    assert Tally.objects.count() > before


def test_each_day_is_judged_by_its_own_target(office):
    comes(office, waits=20)
    comes(office, waits=20, days=1)
    tomorrow = TODAY + timedelta(days=1)
    offices.decide("figures.target_wait", value=15, valid_from=tomorrow, legal_basis="Keputusan", by=office.agus.actor)
    with later(1):
        report = queries.report(TODAY, tomorrow)
    assert [line.wait.within for _day, line in report.days] == [100, 0]
    assert report.all.wait.within == 50
    assert report.targets[Measure.WAIT] == 15


def test_half_of_them_and_nine_tenths(office):
    Stretch.objects.bulk_create(
        Stretch(
            day=TODAY, number=f"C-{number}", position=0, lane="C", hour=8, booked=False,
            waited=timedelta(minutes=1 if number < 5 else 58),
        )
        for number in range(10)
    )  # fmt: skip
    wait = queries.report(TODAY, TODAY).all.wait
    assert (wait.median, wait.most) == (5, 57)


def test_called_again_and_missed(office):
    ticket = queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    called = queue.call_next(office.counters[1], by=ANYBODY)
    for _again in range(2):
        called = queue.recall(called, by=ANYBODY)
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        missed = queue.miss(called, by=ANYBODY)
    back = requeue(missed, by=ANYBODY)
    called = queue.serve(queue.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)
    queue.finish(called, Ending(Outcome.IN_VAIN, Reason.OTHER, "Salah kantor."), by=ANYBODY)
    actions.note(ticket.day, back.number)
    assert (queries.report(TODAY, TODAY).all.again, queries.report(TODAY, TODAY).all.missed) == (3, 1)


def test_a_month_costs_as_many_questions_as_a_day(office, three):
    with later(2):
        close_days()
    with later(40):
        with CaptureQueriesContext(connection) as one:
            queries.report(TODAY, TODAY)
        with CaptureQueriesContext(connection) as many:
            queries.report(TODAY, TODAY + timedelta(days=39))
    assert len(many) == len(one)


def test_nothing_says_who_it_was(three):
    with later(2):
        close_days()
    assert {field.name for field in Tally._meta.get_fields()} == {
        "id", "day", "by", "key", "measure", "step", "count", "seconds", "within",
    }  # fmt: skip
