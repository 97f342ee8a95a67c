"""For any sequence of what falls, is forecast and rises: who is met is told of each change once, and of its cause.

No day that was said and no session rests on what is down past its forecast; every day that was moved or broken has its
cause.
"""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.visits import needs_of_visit
from pasti.appointments import queries as appointments
from pasti.appointments.actions import book
from pasti.appointments.freeing import free_what_fell
from pasti.appointments.models import Booking
from pasti.journal import chain
from pasti.journal.actors import applicant
from pasti.journal.followers import catch_up, followers
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.notices.actions import agree
from pasti.notices.models import Delivery, Fact, Notice
from pasti.notices.registry import Audience, tellings
from pasti.notices.tests.telling import go_on, mail_server
from pasti.promises import actions as promises
from pasti.promises import history, together, watching
from pasti.promises import queries as said
from pasti.promises.days import Days
from pasti.readiness import actions as readiness
from pasti.readiness import queries as standing
from pasti.readiness import watch
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin, link
from tests.cast import MONDAY, Cast, accepted, submitted
from tests.examples import examples

NEEDS = [Need.STATION, Need.LINK, Need.PRINTER, Need.MAY_RECORD]
# What changes, how many hours after the change before it, and until how many hours later it is said to last.
CHANGES = st.lists(
    st.tuples(st.sampled_from(NEEDS), st.integers(1, 30), st.sampled_from([None, 2, 8, 40])), min_size=1, max_size=4
)


def people(office: Cast) -> list[Application]:
    """One waits for the centre, one is expected on Tuesday; one can be sent messages, the other is rung up."""
    waits = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    agree(waits, wish="none", email="warga@example.org", by=applicant(waits.number))
    comes = submitted()
    book(comes, MONDAY.replace(hour=10, minute=0) + timedelta(days=1), by=applicant(comes.number))
    return [waits, comes]


def change(office: Cast, need: Need, until: datetime | None) -> None:
    """What stands falls; what is down gets another forecast, or stands again where there is none."""
    head = office.agus.actor
    running = next((one for one in standing.live_incidents() if need in one.scope), None)
    if running is None:
        readiness.open_incident(needs=[need], cause=Cause.EQUIPMENT, until=until, by=head)
    elif until:
        readiness.forecast(running, until, reason="Kabar baru", by=head)
    else:
        readiness.close_incident(running, by=head)


def everything_has_its_turn() -> None:
    now = clock.now()
    for seconds in (0, 31, 95):
        with clock.stopped_at(now + timedelta(seconds=seconds)):
            link(up=True)
            watch.look_at_all()
            free_what_fell()
            watching.watch()
            together.journal_makings()
            promises.break_late()
            chain.seal_new()
            for name in ("appointments", "answers"):
                catch_up(followers.get(name))
            go_on()


def rests_on_nothing_that_is_down(cases: list[Application]) -> None:
    days = Days()
    fallen = {one.need for one in standing.board(settled=True) if not one.stands}
    for case in cases:
        promise = said.current(case)
        if promise and promise.day >= clock.today():
            ahead = [need for need in said.needs_ahead(case) if need in fallen]
            assert days.again(promise, ahead).day <= promise.day
    for booking in Booking.objects.filter(state="booked", session__starts_at__gt=clock.now()):
        for outage in standing.outages(needs_of_visit(booking.application)):
            ends = outage.ends or appointments.freeing_until()
            assert not (outage.begins < booking.session.ends_at and booking.session.starts_at < ends)


def each_was_told_once(cases: list[Application]) -> None:
    kinds = [one.kind for one in tellings if one.audience == Audience.APPLICANT]
    for case in cases:
        news = Entry.objects.filter(case=case.number, kind__in=kinds).exclude(kind="booking.make")
        facts = Fact.objects.filter(application=case)
        assert sorted(facts.values_list("entry", flat=True)) == sorted(news.values_list("pk", flat=True))
        for topic in set(facts.values_list("topic", flat=True)):
            (current,) = facts.filter(topic=topic, current=True)
            assert current.entry_id == max(facts.filter(topic=topic).values_list("entry", flat=True))
            assert current.notice.state != "over"
        assert Notice.objects.filter(application=case, state="collecting").count() <= 1
    sent = Delivery.objects.exclude(state="cancelled").values_list("to", "text")
    assert len(sent) == len(set(sent)), "nothing is sent twice"


@pytest.fixture
def letters(settings):
    with mail_server(settings) as box:
        yield box


def goes_by(office: Cast, changes: list[tuple[Need, int, int | None]]) -> set[str]:
    """Let it happen and look at everything after each change; return what was written down."""
    cases, now = people(office), MONDAY
    everything_has_its_turn()
    for need, hours, lasts in changes:
        now += timedelta(hours=hours)
        with clock.stopped_at(now):
            link(up=True)
            change(office, need, now + timedelta(hours=lasts) if lasts else None)
            everything_has_its_turn()
        with clock.stopped_at(now + timedelta(seconds=96)):
            link(up=True)
            rests_on_nothing_that_is_down(cases)
            each_was_told_once(cases)
    ended = [said for case in cases for said in history.of(case) if said.outcome in ("moved", "broken")]
    assert all(said.cause for said in ended)
    return set(Entry.objects.values_list("kind", flat=True))


@pytest.mark.either_database
@settings(
    max_examples=examples(9),
    deadline=None,
    derandomize=True,
    # To shrink what failed takes many minutes.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(CHANGES)
def test_of_each_change_who_is_met_is_told_once_and_nothing_rests_on_what_is_down(office, letters, changes):
    with transaction.atomic():
        begin()
        goes_by(office, changes)
        transaction.set_rollback(True)


@pytest.mark.either_database
@pytest.mark.parametrize(
    ("changes", "news"),
    [
        # On Tuesday morning, until the evening: who is expected at ten is let off; then it lasts longer.
        ([(Need.STATION, 24, 8), (Need.STATION, 1, 40)], "booking.free"),
        # For a week: who waits for the centre is told another day, and once more when the forecast slips.
        ([(Need.LINK, 1, 24 * 7), (Need.LINK, 2, 24 * 21)], "promise.move"),
    ],
)
def test_where_somebody_is_surely_met_all_that_is_so_too(office, letters, changes, news):
    """What is drawn by lot may meet nobody: these do, so that what is looked at is there."""
    begin()
    assert news in goes_by(office, changes)
