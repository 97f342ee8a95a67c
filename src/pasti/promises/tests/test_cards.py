"""No date rests on a blank that nobody has, nor is earlier than the print room can keep."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import ANYBODY, LOST, MONDAY, accepted

from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices import actions as actions_of_office
from pasti.offices import policy
from pasti.offices.models import Holiday
from pasti.printing.models import Job, Run
from pasti.printing.states import JobState
from pasti.printing.tests.released import release
from pasti.promises import actions, measuring, queries, together, watching
from pasti.promises.cards import NO_BLANKS, Cards
from pasti.promises.days import Days
from pasti.promises.models import PrintPace, Promise, Stop
from pasti.stock import actions as stock
from pasti.stock.models import Blank

FRIDAY = date(2026, 12, 4)


def spoil_all_but(count: int) -> None:
    for blank in Blank.objects.filter(state=Blank.State.IN_STOCK)[count:]:
        stock.spoil(blank.serial, "basah", by=ANYBODY)


def day_of(case: Application) -> date | None:
    said = queries.current(case)
    return said.day if said else None


def test_a_card_without_a_blank_has_no_day_until_a_box_is_on_its_way(office):
    spoil_all_but(1)
    first, second = (accepted(office.budi.actor, "LOST", LOST) for _ in range(2))
    assert (day_of(first), day_of(second)) == (date(2026, 11, 26), None)
    assert queries.dates_of(second).unsure == str(NO_BLANKS)
    assert queries.dates_of(first).unsure == ""
    assert not actions.promise_withheld()
    assert day_of(second) is None
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=500, by=ANYBODY)
    actions.promise_withheld()
    # It comes on a Friday, and is printed from Monday on.
    assert (day_of(first), day_of(second)) == (date(2026, 11, 26), date(2026, 12, 7))
    assert queries.current(second).basis == "cards"


def test_when_a_box_is_known_many_are_given_a_day_by_one_look_at_the_order(office):
    spoil_all_but(0)
    cases = [accepted(office.budi.actor, "LOST", LOST) for _ in range(3)]
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=500, by=ANYBODY)
    with CaptureQueriesContext(connection) as asked:
        actions.promise_withheld()
    assert [day_of(case) for case in cases] == [date(2026, 12, 7)] * 3
    # One look at the blanks, and one at whether there are any.
    assert sum("stock_blank" in one["sql"] for one in asked) == 2


def test_many_that_are_late_are_given_days_by_one_look_at_the_order(office):
    late = [release(office, minutes=minute).application for minute in range(4)]
    said = {case: day_of(case) for case in late}
    assert None not in said.values()
    with clock.stopped_at(MONDAY + timedelta(days=14)):
        with CaptureQueriesContext(connection) as asked:
            assert actions.break_late() == len(late)
        assert all(day_of(case) > said[case] for case in late)
    whole_order = [query["sql"] for query in asked if "printing_job" in query["sql"] and "ORDER BY" in query["sql"]]
    assert len(whole_order) == 1, "\n".join(whole_order)


def test_a_box_that_is_put_off_moves_who_waits_for_it_and_nobody_else(office):
    spoil_all_but(1)
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=500, by=ANYBODY)
    first, second = (accepted(office.budi.actor, "LOST", LOST) for _ in range(2))
    document = accepted(office.budi.actor, "KK", {})
    kept = day_of(first), day_of(document)
    assert watching.follow_blanks() is None
    stock.expect_delivery(letter="470/9", day=FRIDAY + timedelta(days=7), count=500, by=ANYBODY)
    making = watching.follow_blanks()
    assert (making.moved, day_of(second)) == (1, date(2026, 12, 14))
    assert queries.current(second).basis == "cards"
    assert (day_of(first), day_of(document)) == kept
    assert watching.follow_blanks() is None
    together.journal_makings()
    assert [entry.case for entry in Entry.objects.filter(kind="promise.move")] == [second.number]


def test_a_box_that_does_not_come_takes_the_days_back_and_says_so_once(office):
    spoil_all_but(0)
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=500, by=ANYBODY)
    case = accepted(office.budi.actor, "LOST", LOST)
    assert day_of(case) == date(2026, 12, 7)
    with clock.stopped_at(MONDAY + timedelta(days=12)):
        # Its day went by: nobody knows any more when it comes.
        watching.follow_blanks()
        for _twice in range(2):
            together.journal_makings()
        assert day_of(case) is None
        assert "Blangko" in queries.dates_of(Application.objects.get(pk=case.pk)).unsure
        assert Entry.objects.filter(kind="promise.withhold", case=case.number).count() == 1
        assert case.promises.get().outcome == "withheld"
        stock.receive_delivery(first_serial="BK00020001", count=5, letter="470/9", by=ANYBODY)
        actions.promise_withheld()
        assert day_of(case) is not None


def test_a_card_with_a_blank_is_moved_by_no_box_and_by_no_slow_printer(office):
    case, other = (accepted(office.budi.actor, "LOST", LOST) for _ in range(2))
    Promise.objects.update(day=MONDAY.date())
    PrintPace.objects.create(a_day=0.1, days=20, measured_at=MONDAY)
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=500, by=ANYBODY)
    assert watching.follow_blanks() is None
    assert (day_of(case), day_of(other)) == (MONDAY.date(), MONDAY.date())
    # A holiday moves what follows from the print room's place, too.
    Promise.objects.filter(application=other).update(basis="cards")
    corrected = actions.correct_promises(by=ANYBODY)
    assert corrected[-1] == other
    assert day_of(other) > date(2026, 12, 4)


def test_a_date_says_from_what_it_follows_when_it_is_moved_too(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    assert queries.current(case).basis == "working-days"
    # The blank is spoiled, and there is a box: now it is the box that decides.
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=500, by=ANYBODY)
    spoil_all_but(0)
    assert watching.follow_blanks().moved == 1
    assert (day_of(case), queries.current(case).basis) == (date(2026, 12, 7), "cards")
    # The office is closed for so long that the box decides no more.
    for day in range(24, 30):
        actions_of_office.set_holiday(
            date(2026, 11, day), name="Uji", source=Holiday.Source.LOCAL, closed=True, by=ANYBODY
        )
    for day in range(1, 12):
        actions_of_office.set_holiday(
            date(2026, 12, day), name="Uji", source=Holiday.Source.LOCAL, closed=True, by=ANYBODY
        )
    said = queries.current(case)
    assert (said.day > date(2026, 12, 11), said.basis) == (True, "working-days")


def test_what_is_known_of_blanks_outlives_the_process(office, django_assert_num_queries):
    spoil_all_but(0)
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=500, by=ANYBODY)
    accepted(office.budi.actor, "LOST", LOST)
    watching.follow_blanks()
    # Whoever looks next, be it another process, looks at blanks and boxes, and at no date.
    with django_assert_num_queries(3):
        assert watching.follow_blanks() is None


@pytest.mark.parametrize(("ahead", "day"), [(9, MONDAY.date()), (10, date(2026, 11, 24)), (50, date(2026, 11, 30))])
def test_so_many_ahead_take_so_many_days(office, ahead, day):
    PrintPace.objects.create(a_day=10, days=20, measured_at=MONDAY)
    Blank.objects.all().delete()
    assert Cards().earliest(ahead, Days().time()) == day


def test_all_places_are_found_by_few_questions_and_as_one_alone_finds_them(office, django_assert_max_num_queries):
    cases = [release(office).application, *(accepted(office.budi.actor, "LOST", LOST) for _ in range(3))]
    cases.append(accepted(office.budi.actor))
    cards = Cards()
    with django_assert_max_num_queries(2):
        places = [cards.place(case.pk) for case in cases]
    assert places == [0, 1, 2, 3, 4]
    assert places == [Cards().ahead_of(Application.objects.get(pk=case.pk)) for case in cases]


def printed(office, *, a_day: int, days: int) -> None:
    """So many cards were printed a day, for so many days; all of them could be printed on the day before the first."""
    run = Run.objects.create(day=MONDAY.date(), sequence=1, started_by="Joko")
    case = accepted(office.budi.actor, "LOST", LOST)
    Job.objects.bulk_create(
        Job(
            application=case, content="x", released_at=MONDAY - timedelta(days=1), state=JobState.PRINTED, run=run,
            serial=f"X{day}-{n}", printed_at=MONDAY + timedelta(days=day),
        )
        for day in range(days)
        for n in range(a_day)
    )  # fmt: skip


def test_how_many_are_made_in_a_day_is_measured_on_days_with_enough_to_print(office):
    printed(office, a_day=4, days=11)
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        measuring.measure()
        assert Cards().a_day == policy.value("promises.cards_a_day")
    with clock.stopped_at(MONDAY + timedelta(days=14)):
        measuring.measure()
    # In the evening of the last of them none was left: it says nothing.
    pace = PrintPace.objects.get()
    assert (pace.a_day, pace.days) == (4, 8)
    Stop.objects.create(need="printer", since=MONDAY, noticed_at=MONDAY, until=MONDAY, over_at=MONDAY)
    with clock.stopped_at(MONDAY + timedelta(days=14)):
        measuring.measure()
    assert PrintPace.objects.get().days == 7


def test_for_many_it_is_the_same_as_for_one(office):
    PrintPace.objects.create(a_day=2.5, days=20, measured_at=MONDAY)
    spoil_all_but(4)
    stock.expect_delivery(letter="470/9", day=FRIDAY, count=2, by=ANYBODY)
    keys = [accepted(office.budi.actor, "LOST", LOST).pk for _ in range(8)]
    days = Days()
    time = days.time(["blanks"], ["blanks"])
    earliest = days.cards.each_earliest(time)
    one_by_one = [days.cards.earliest(days.cards.place(key), time) for key in [*keys, 0]]
    assert [earliest(key) for key in [*keys, 0]] == one_by_one
    assert len({*one_by_one}) > 3
    assert None in one_by_one
