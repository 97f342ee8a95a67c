"""The figure for looking that is unlike somebody's usual, and their colleagues'."""

from datetime import timedelta

from django.core.cache import cache
from tests.cast import MONDAY

from pasti.audit import unusual
from pasti.audit.actions import looked, looked_over
from pasti.audit.sights import listing
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock

BUDI, RINI = "account:1", "account:2"
SEARCH = listing("search in a test", "pencarian", search=True)
TODAY = clock.local_day(MONDAY)


def opens(who: str, count: int, *, days_ago: int = 0, first: int = 0) -> None:
    with clock.stopped_at(MONDAY - timedelta(days=days_ago)):
        for n in range(first, first + count):
            looked(who, who, "case", f"application:{days_ago:03d}{n:09d}")


def of(who: str) -> unusual.Standing:
    return next(s for s in unusual.standings(TODAY) if s.day.by_id == who)


def test_it_is_what_was_opened_without_working_on_it(db, django_capture_on_commit_callbacks):
    opens(BUDI, 3)
    from django.db import transaction

    with transaction.atomic():
        record("application.withdraw", subject="x", case="000000000001", by=Actor(BUDI, "Budi", frozenset()))
    found = of(BUDI)
    assert (len(found.day.opened), found.strange.count) == (3, 2)
    assert found.day.strange == {"application:000000000000", "application:000000000002"}


def test_work_the_day_before_or_after_counts_and_a_week_before_does_not(db):
    from django.db import transaction

    opens(BUDI, 2)
    for case, days in (("000000000000", 1), ("000000000001", 7)):
        with clock.stopped_at(MONDAY - timedelta(days=days)), transaction.atomic():
            record("application.withdraw", subject="x", case=case, by=Actor(BUDI, "Budi", frozenset()))
    assert of(BUDI).day.strange == {"application:000000000001"}


def test_somebodys_own_usual(db):
    for days in range(1, 7):
        opens(BUDI, 4, days_ago=days)
    opens(BUDI, 13)
    figure = of(BUDI).strange
    assert (figure.count, figure.own, figure.others, figure.stands_out) == (13, 4, None, True)


def test_three_times_the_usual_is_not_more_than_that(db):
    for days in range(1, 7):
        opens(BUDI, 4, days_ago=days)
    opens(BUDI, 12)
    assert not of(BUDI).strange.stands_out


def test_few_are_never_unusual(db):
    for days in range(1, 7):
        opens(BUDI, 1, days_ago=days)
    opens(BUDI, 9)
    assert not of(BUDI).strange.stands_out


def test_who_snoops_every_day_stands_out_beside_the_others(db):
    for days in range(1, 7):
        opens(BUDI, 40, days_ago=days)
        opens(RINI, 3, days_ago=days, first=500)
    opens(BUDI, 40)
    figure = of(BUDI).strange
    assert (figure.own, figure.others, figure.stands_out) == (40, 3, True)


def test_who_is_new_has_no_usual_and_is_measured_by_the_others(db):
    opens(BUDI, 50)
    assert not of(BUDI).strange.stands_out
    cache.clear()  # days that are over were counted
    for days in range(1, 7):
        opens(RINI, 3, days_ago=days, first=500)
    assert of(BUDI).strange.stands_out


def test_what_is_older_than_four_weeks_is_no_usual(db):
    for days in range(29, 40):
        opens(BUDI, 4, days_ago=days)
    opens(BUDI, 50)
    assert of(BUDI).strange.own is None


def test_a_day_that_is_over_is_counted_once_and_yesterday_anew(db):
    for days in range(1, 7):
        opens(BUDI, 4, days_ago=days)
    opens(BUDI, 1)
    assert of(BUDI).strange.own == 4
    for days in range(1, 7):
        opens(BUDI, 40, days_ago=days, first=500)
    # Only yesterday's count is another one: what is over is remembered.
    assert of(BUDI).strange.own == 4
    assert [c.strange for c in unusual._counts_before(TODAY) if c.by_id == BUDI].count(44) == 1


def test_reading_who_looked_is_not_opening_data(db):
    for case in range(15):
        looked(BUDI, BUDI, "looks", f"looks-at:{case}")
    assert of(BUDI).strange.count == 0


def test_searches_are_counted_apart(db):
    for days in range(6, -1, -1):
        for n in range(25 if days == 0 else 2):
            with clock.stopped_at(MONDAY - timedelta(days=days) + timedelta(minutes=5 * n)):
                looked_over(BUDI, "Budi", SEARCH, ["application:1"])
    found = of(BUDI)
    assert (found.searches.count, found.searches.own, found.stands_out) == (25, 2, True)
    assert found.strange.count == 0


def test_what_stands_out_comes_first(db):
    for days in range(1, 7):
        opens(BUDI, 2, days_ago=days)
        opens(RINI, 20, days_ago=days, first=500)
    opens(RINI, 9, first=500)
    opens(BUDI, 10)
    assert [(s.day.by_id, s.stands_out) for s in unusual.standings(TODAY)] == [(BUDI, True), (RINI, False)]
