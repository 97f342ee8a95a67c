"""Dates that were given rest on the calendar: when it changes, they are given anew in the same transaction."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, accepted

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.promises import queries
from pasti.promises.models import Promise

TUESDAY = date(2026, 11, 24)


def close_tuesday(office, **other) -> None:
    offices.set_holiday(TUESDAY, name="Pilkada", source="local", closed=True, by=office.agus.actor, **other)


def test_a_day_moves_later_and_its_holder_is_told(office):
    case = accepted(office.budi.actor)
    assert queries.dates_of(case).ready_on == date(2026, 11, 30)
    close_tuesday(office)
    assert queries.dates_of(case).ready_on == date(2026, 12, 1)
    assert Promise.objects.count() == 2
    entry = Entry.objects.get(kind="promise.move")
    assert entry.case == case.number
    assert entry.sentence == (
        "Tanggal siap diganti dari Senin, 30 November 2026 menjadi Selasa, 1 Desember 2026: Hari kerja kantor berubah."
    )


def test_nobody_is_told_an_earlier_day(office):
    case = accepted(office.budi.actor)
    close_tuesday(office)
    offices.remove_holiday(TUESDAY, by=office.agus.actor)
    offices.set_holiday(date(2026, 12, 3), name="x", source="local", closed=True, by=office.agus.actor)
    assert queries.dates_of(case).ready_on == date(2026, 12, 1)


def test_a_day_that_is_over_stays_late(office):
    case = accepted(office.budi.actor)
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        close_tuesday(office)
        assert queries.dates_of(case).late
    assert Promise.objects.count() == 1


@pytest.mark.parametrize("day", [date(2026, 12, 14)])
def test_what_lies_behind_the_day_changes_nothing(office, day):
    accepted(office.budi.actor)
    offices.set_holiday(day, name="x", source="local", closed=True, by=office.agus.actor)
    assert Promise.objects.count() == 1
