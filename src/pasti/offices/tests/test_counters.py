"""Sitting down at a counter and leaving it."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.accounts.models import Account
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices import actions, queries
from pasti.offices.duties import close_duties
from pasti.offices.models import Shift


def seats() -> list[tuple[int, str]]:
    return [(shift.counter.number, shift.account.username) for shift in queries.on_shift()]


def told() -> list[tuple[str, str, str]]:
    entries = Entry.objects.filter(kind__in=["counter.opened", "counter.closed"]).order_by("id")
    return [(entry.kind.partition(".")[2], entry.subject, entry.by_name) for entry in entries]


def test_somebody_sits_down(office):
    shift = actions.open_counter(office.counters[1], office.budi)
    assert queries.shift_of(office.budi) == shift
    assert (shift.since, shift.until) == (MONDAY, None)
    assert seats() == [(1, "budi")]
    assert told() == [("opened", "counter:1", "Budi Hartono")]


def test_sitting_down_where_one_sits_is_harmless(office):
    first = actions.open_counter(office.counters[1], office.budi)
    assert actions.open_counter(office.counters[1], office.budi) == first
    assert Shift.objects.count() == 1
    assert len(told()) == 1


def test_two_people_do_not_sit_at_one_counter(office):
    actions.open_counter(office.counters[1], office.budi)
    with pytest.raises(Refused, match=r"Loket 1 sedang dipakai Budi Hartono\."):
        actions.open_counter(office.counters[1], office.rini)
    assert seats() == [(1, "budi")]


def test_who_moves_leaves_the_first_counter(office):
    actions.open_counter(office.counters[1], office.budi)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        actions.open_counter(office.counters[2], office.budi)
    assert seats() == [(2, "budi")]
    assert Shift.objects.get(counter__number=1).until == MONDAY + timedelta(hours=1)
    assert [what for what, *_rest in told()] == ["opened", "closed", "opened"]


def test_who_cannot_move_stays(office):
    actions.open_counter(office.counters[1], office.budi)
    actions.open_counter(office.counters[2], office.rini)
    with pytest.raises(Refused, match="Loket 2 sedang dipakai Rini Wulandari"):
        actions.open_counter(office.counters[2], office.budi)
    assert seats() == [(1, "budi"), (2, "rini")]


def test_a_counter_that_was_left_is_free(office):
    shift = actions.open_counter(office.counters[1], office.budi)
    actions.close_counter(shift, by=office.budi.actor)
    actions.close_counter(shift, by=office.budi.actor)
    assert queries.shift_of(office.budi) is None
    assert len(told()) == 2, "leaving twice is written down once"
    actions.open_counter(office.counters[1], office.rini)
    assert seats() == [(1, "rini")]


def test_a_counter_that_somebody_forgot_to_leave_is_free_the_next_day(office):
    actions.open_counter(office.counters[1], office.budi)
    close_duties()
    assert seats() == [(1, "budi")], "not before the day is over"
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        actions.open_counter(office.counters[2], office.rini)
        assert actions.close_old_shifts() == 1
        assert seats() == [(2, "rini")]
        actions.open_counter(office.counters[1], office.rini)
    assert ("closed", "counter:1", "Pasti") in told()


def test_the_list_of_counters_says_who_sits_where(office):
    actions.open_counter(office.counters[2], office.budi)
    actions.set_counter(7, lanes=[office.lanes["P"]], active=False, by=ANYBODY)
    shown = [
        (
            counter.number,
            [lane.letter for lane in counter.lanes.all()],
            [shift.account.username for shift in counter.now],
        )
        for counter in queries.counters()
    ]
    assert shown == [
        (1, ["C"], []), (2, ["C", "D"], ["budi"]), (3, ["D"], []), (4, ["B"], []), (6, ["A"], []),
    ]  # fmt: skip


def test_the_office_serves_while_it_is_open_and_while_somebody_sits_at_a_counter(office):
    evening = MONDAY.replace(hour=19)
    assert queries.is_serving()
    assert not queries.is_serving(evening)
    shift = actions.open_counter(office.counters[1], office.budi)
    assert queries.is_serving(evening)
    actions.close_counter(shift, by=office.budi.actor)
    assert not queries.is_serving(evening)


def test_a_counter_is_set_up_and_changed(office):
    counter = actions.set_counter(9, lanes=[office.lanes["A"], office.lanes["B"]], name="Depan", by=ANYBODY)
    assert (counter.name, counter.capture_url, counter.active) == ("Depan", "", True)
    assert Entry.objects.latest("id").facts == {"counter": 9, "lanes": "A B"}
    changed = actions.set_counter(9, lanes=[office.lanes["C"]], capture_url="http://127.0.0.1:9/", by=ANYBODY)
    assert changed.pk == counter.pk
    assert [lane.letter for lane in changed.lanes.all()] == ["C"]
    assert (changed.name, changed.capture_url) == ("", "http://127.0.0.1:9/")


def test_what_somebody_did_at_a_counter_keeps_their_account(office):
    actions.open_counter(office.counters[1], office.budi)
    with pytest.raises(Exception, match="protected"):
        Account.objects.get(username="budi").delete()


def test_who_did_not_leave_yesterday_is_not_there_today_before_the_worker_has_written_it_down(office):
    yesterday = clock.at(MONDAY.date() - timedelta(days=1), 9)
    with clock.stopped_at(yesterday):
        actions.open_counter(office.counters[1], office.budi)
    with clock.stopped_at(yesterday.replace(hour=23)):
        assert queries.is_serving()
    with clock.stopped_at(clock.at(MONDAY.date(), 5)):
        assert not queries.is_serving(), "nobody sits there, and the office is not open yet"
        assert not queries.on_shift().exists()
        assert next(counter.now for counter in queries.counters()) == []
        shift = actions.open_counter(office.counters[1], office.rini)
    assert list(queries.on_shift()) == [shift]
