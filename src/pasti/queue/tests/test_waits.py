"""How long somebody waits: what is said comes true for 80 of 100, and it is written down beside what came."""

import random
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import ANYBODY, MONDAY

from pasti.kit import clock
from pasti.offices.actions import open_counter, set_counter, set_hours
from pasti.offices.days import Times
from pasti.queue import actions, came_true, measured, queries, waits
from pasti.queue.models import Stay, Ticket
from pasti.queue.tests.hall import after, take
from pasti.queue.tests.made_up import Office, share_true


def made_up_office(seed: int) -> Office:
    """A small office with one counter that calls from all lanes, busier than it can bear or less, by chance."""
    dice = random.Random(seed)
    return Office(
        dice,
        counters=[[0], [0], [1], [0, 1, 2], [2]],
        hourly={0: dice.uniform(18, 32), 1: 2, 2: 15},
        minutes={0: dice.uniform(4, 6), 1: 7, 2: 3},
        shape=dice.choice([1, 2, 4]),
        priority=dice.uniform(0, 0.15),
    )


def test_of_100_waits_about_80_end_in_the_range_that_was_said_in_each_hour_and_however_long_it_was():
    said = []
    for seed in range(6):
        office = made_up_office(seed)
        office.live(hours=3)
        for _day in range(3):
            said += office.live(hours=3)
    by_hour = [[one for one in said if one.at // 3600 == hour] for hour in range(3)]
    by_end = [[one for one in said if low < one.high <= high] for low, high in ((60, 300), (300, 900), (900, 9e9))]
    assert all(len(some) > 300 for some in (*by_hour, *by_end))
    shares = [round(share_true(some), 3) for some in (said, *by_hour, *by_end)]
    assert [share for share in shares if not 0.75 <= share <= 0.85] == [], shares


def a_day_of_calls(office, minutes: float = 4, people: int = 12) -> None:
    """The first counter is open, and people have been at it for so many minutes each."""
    open_counter(office.counters[1], office.budi)
    for n in range(people):
        with after(n * minutes):
            ticket = take(office)
            actions.call_next(office.counters[1], by=ANYBODY)
        with after(n * minutes + minutes - 0.1):
            actions.finish(actions.serve(Ticket.objects.get(pk=ticket.pk), by=ANYBODY), by=ANYBODY)
    measured.forget()


def test_where_too_little_was_measured_nothing_is_said_of_it(office):
    open_counter(office.counters[1], office.budi)
    take(office)
    place = queries.place(take(office))
    assert (place.ahead, place.wait) == (1, None)
    assert Stay.objects.latest("pk").said_high is None


def test_what_is_said_of_a_wait_is_written_down_beside_what_came(office):
    a_day_of_calls(office)
    with after(60):
        first, second, third = (take(office) for _person in range(3))
        wait = queries.place(third).wait
        assert wait.low < 2 * 240 < wait.high
    with after(61):
        actions.call_next(office.counters[1], by=ANYBODY)
    stay = Stay.objects.get(ticket=third)
    assert (stay.said_low, stay.said_high, stay.waited, stay.left_at) == (wait.low, wait.high, None, None)
    assert Stay.objects.get(ticket=first).waited == 60
    with after(66):
        actions.finish(actions.serve(Ticket.objects.get(pk=first.pk), by=ANYBODY), by=ANYBODY)
        actions.call_next(office.counters[1], by=ANYBODY)
    assert Stay.objects.get(ticket=first).took == 300
    assert Stay.objects.get(ticket=second).idle == 0


def test_each_lane_is_a_stay_of_its_own_and_the_next_wait_begins_with_it(office):
    open_counter(office.counters[1], office.budi)
    ticket = take(office)
    with after(5):
        actions.call_next(office.counters[1], by=ANYBODY)
    with after(9):
        actions.pass_on(actions.serve(ticket, by=ANYBODY), office.lanes["B"], by=ANYBODY)
    rows = Stay.objects.order_by("pk").values_list("lane__letter", "waited", "took", "left_at")
    assert list(rows) == [("C", 300, 240, MONDAY + timedelta(minutes=9)), ("B", None, None, None)]
    with after(20):
        actions.leave(ticket, by=ANYBODY)
    assert Stay.objects.filter(left_at=None).count() == 0


def test_who_was_forgotten_at_a_counter_overnight_tells_nothing_of_how_long_people_take(office):
    take(office)
    actions.call_next(office.counters[1], by=ANYBODY)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert actions.close_day() == 1
    stay = Stay.objects.get()
    assert (stay.took, stay.left_at) == (None, MONDAY + timedelta(days=1))


def test_people_of_all_lanes_of_the_counter_are_before_somebody_who_came_later(office):
    set_counter(2, lanes=[office.lanes["C"], office.lanes["D"]], by=ANYBODY)
    open_counter(office.counters[2], office.budi)
    with after(0):
        first = take(office, "D")
    with after(1):
        take(office, "D")
    with after(2):
        mine = take(office, "C")
        place = queries.place(mine)
        assert (place.ahead, place.is_next) == (2, False)
        assert queries.place(first).is_next


def test_a_priority_number_of_another_lane_comes_first_as_the_rule_says(office):
    set_counter(7, lanes=[office.lanes["C"], office.lanes["P"]], by=ANYBODY)
    open_counter(office.counters[7], office.budi)
    mine = take(office, "C")
    assert queries.place(mine).is_next
    with after(1):
        for _person in range(3):
            take(office, "P")
        place = queries.place(mine)
        # Two in a row, then one of the others.
        assert (place.ahead, place.is_next) == (2, False)


def test_what_a_phone_asks_of_the_database_does_not_grow_with_the_counters(office):
    open_counter(office.counters[1], office.budi)
    for _person in range(3):
        mine = take(office)

    def asked() -> int:
        with CaptureQueriesContext(connection) as spent:
            assert not queries.place(mine).is_next
        return len(spent)

    queries.place(mine)
    of_one = asked()
    open_counter(office.counters[2], office.rini)
    assert asked() == of_one


def test_of_several_counters_each_calls_one(office):
    open_counter(office.counters[1], office.budi)
    open_counter(office.counters[2], office.rini)
    for _person in range(3):
        take(office)
    mine = take(office)
    turn = waits.turn_of(mine)
    assert (turn.before, turn.counters) == (3, 2)


def test_a_break_lies_in_a_wait_that_reaches_it(office):
    set_hours({0: Times(time(8), time(15), ((time(12), time(13)),))}, by=ANYBODY)
    a_day_of_calls(office)
    with clock.stopped_at(clock.at(MONDAY.date(), 11, 55)):
        for _person in range(6):
            mine = take(office)
        wait = queries.place(mine).wait
    # The break is an hour; without it they would be called within it.
    assert wait.low > 60 * 60


def test_it_is_said_in_the_words_of_the_office():
    assert waits.Wait(1200, 2100, 0, 0).sentence == "sekitar 20–35 menit"
    assert waits.Wait(0, 300, 0, 0).sentence == "paling lama sekitar 5 menit"
    assert waits.Wait(300, 300, 0, 0).sentence == "sekitar 5 menit"


def test_the_head_sees_what_was_said_against_what_came_by_hour(office, signed_in):
    a_day_of_calls(office, minutes=2)
    with after(60):
        for _person in range(3):
            take(office)
    with after(61):
        first = actions.call_next(office.counters[1], by=ANYBODY)
    with after(62.5):
        actions.finish(actions.serve(first, by=ANYBODY), by=ANYBODY)
        second = actions.call_next(office.counters[1], by=ANYBODY)
    with after(190):
        actions.finish(actions.serve(second, by=ANYBODY), by=ANYBODY)
        actions.call_next(office.counters[1], by=ANYBODY)
    [_at_eight, (hour, at_nine)] = came_true.by_hour(MONDAY.date())
    # Of the first, who is called at once, nothing was forecast.
    assert (hour, at_nine.said, at_nine.within, at_nine.later, at_nine.share) == (9, 2, 1, 1, 50)
    page = " ".join(signed_in(office.agus).get("/antrean/lama/").content.decode().split())
    assert "1 (50 %)" in page
    assert signed_in(office.budi).get("/antrean/lama/").status_code == 403


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_phone_and_the_slip_say_the_range(office, client, language):
    a_day_of_calls(office)
    with after(60):
        for _person in range(4):
            mine = take(office)
        client.cookies["pasti-language"] = language
        page = " ".join(client.get(f"/antrean/nomor/{mine.token}/").content.decode().split())
    assert ("Menunggu sekitar" if language == "id" else "The wait is about") in page
