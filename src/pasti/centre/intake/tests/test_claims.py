"""Rows that wait for work: one worker gets each, a worker that is gone loses it, and what fails waits longer."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.centre.intake.models import Record
from pasti.kit import claims, clock
from pasti.link.models import Peer


@pytest.fixture
def rows(centre: Peer) -> list[Record]:
    """Any rows that can be claimed will do."""
    return [
        Record.objects.create(office=centre, packet=f"p{n}", application="1" * 12, service="NEW", state="arrived")
        for n in range(3)
    ]


def claim() -> str:
    row = claims.claim(Record.objects.filter(state="arrived"))
    return row.packet if row else ""


def test_each_is_taken_once_the_oldest_first(rows):
    assert [claim() for _ in range(4)] == ["p0", "p1", "p2", ""]


def test_of_two_who_saw_the_same_row_one_gets_it(rows):
    mine = Record.objects.filter(state="arrived", pk=rows[0].pk)
    seen = list(mine)
    claims.claim(mine)
    assert claims.claim(mine) is None
    assert seen[0].tries == 0


def test_after_the_lease_somebody_else_may_take_it(rows):
    assert [claim() for _ in range(3)] == ["p0", "p1", "p2"]
    with clock.stopped_at(MONDAY + claims.LEASE):
        assert claim() == "p0"


def test_what_is_put_off_waits_longer_each_time_and_not_for_ever(rows):
    waits, at = [], MONDAY
    for _time in range(claims.MOST_TRIES):
        with clock.stopped_at(at):
            row = claims.claim(Record.objects.filter(pk=rows[0].pk))
            assert row is not None
            if not claims.put_off(row):
                break
            row.refresh_from_db()
            waits.append((row.not_before - at).total_seconds())
            at = row.not_before
    assert waits == [2, 4, 8, 16]
    assert row.tries == claims.MOST_TRIES


def test_a_worker_who_was_too_slow_does_not_put_off_somebody_elses_work(rows):
    slow = claims.claim(Record.objects.filter(pk=rows[0].pk))
    with clock.stopped_at(MONDAY + claims.LEASE):
        quick = claims.claim(Record.objects.filter(pk=rows[0].pk))
        assert slow is not None
        assert quick is not None
        claims.put_off(slow)
    quick.refresh_from_db()
    assert quick.not_before == MONDAY + 2 * claims.LEASE
    assert timedelta(0) < claims.LEASE


def test_who_begins_alone_frees_what_a_dead_worker_took_and_nothing_that_was_put_off(rows):
    for _row in range(2):
        assert claim()
    put_off = Record.objects.get(packet="p1")
    assert claims.put_off(put_off)
    with clock.stopped_at(MONDAY + timedelta(seconds=1)):
        assert claims.let_go() == 1
        assert [claim() for _ in range(3)] == ["p2", "p0", ""]
    assert Record.objects.get(packet="p0").tries == 2, "what ends its worker each time comes to a person in the end"
