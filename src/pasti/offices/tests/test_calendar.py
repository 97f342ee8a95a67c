"""When the office is open, when next, and counting working days."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY
from tests.examples import examples

from pasti.kit import clock
from pasti.offices import actions, queries
from pasti.offices.days import Calendar, Times
from pasti.offices.models import DayHours, Holiday, Timetable

TODAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 28)
CHRISTMAS_LEAVE, CHRISTMAS = date(2026, 12, 24), date(2026, 12, 25)


def hours_of(day: date) -> str:
    opening = queries.opening(day)
    if opening is None:
        return "closed"
    return f"{clock.local(opening.opens):%H.%M}-{clock.local(opening.closes):%H.%M}"


def local(written: str) -> datetime:
    return datetime.fromisoformat(f"{written}+07:00")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (TODAY, "08.00-15.30"),
        (date(2026, 11, 27), "08.00-14.30"),
        (SATURDAY, "closed"),
        (date(2026, 11, 29), "closed"),
        (CHRISTMAS_LEAVE, "closed"),
        (CHRISTMAS, "closed"),
        (date(2027, 1, 1), "closed"),
    ],
)
def test_a_new_office_has_usual_hours_and_the_public_holidays(office, day, hours):
    assert hours_of(day) == hours


def test_joint_leave_that_the_office_does_not_take_is_a_working_day(office):
    leave = Holiday.objects.get(day=CHRISTMAS_LEAVE)
    assert leave.source == Holiday.Source.JOINT
    assert queries.holiday_on(CHRISTMAS_LEAVE) == leave
    actions.set_holiday(leave.day, name=leave.name, source=leave.source, closed=False, by=ANYBODY)
    assert hours_of(CHRISTMAS_LEAVE) == "08.00-15.30"
    assert queries.holiday_on(CHRISTMAS_LEAVE) is None


def test_a_local_holiday_closes_the_office_until_it_is_removed(office):
    actions.set_holiday(TODAY, name="HUT Kota", source=Holiday.Source.LOCAL, closed=True, by=ANYBODY)
    assert hours_of(TODAY) == "closed"
    actions.remove_holiday(TODAY, by=ANYBODY)
    assert hours_of(TODAY) == "08.00-15.30"


def test_it_is_open_between_opening_and_closing(office):
    moments = ["2026-11-23T07:59:59", "2026-11-23T08:00", "2026-11-23T15:29:59", "2026-11-23T15:30", "2026-11-28T10:00"]
    assert [queries.is_open(local(m)) for m in moments] == [False, True, True, False, False]
    assert queries.is_open(), "it is Monday, half past eight"


@pytest.mark.parametrize(
    ("after", "opens"),
    [
        ("2026-11-23T07:00", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-24T08:00"),
        ("2026-11-23T16:00", "2026-11-24T08:00"),
        ("2026-11-27T14:31", "2026-11-30T08:00"),
        ("2026-12-23T16:00", "2026-12-28T08:00"),
    ],
)
def test_it_knows_when_it_opens_next(office, after, opens):
    coming = queries.next_opening(local(after))
    assert coming is not None
    assert coming.opens == local(opens)


def test_an_office_without_hours_never_opens(office):
    DayHours.objects.all().delete()
    assert queries.next_opening() is None
    assert not queries.is_open()
    assert queries.openings(TODAY, 5) == []


def test_coming_days_leave_out_the_closed_ones(office):
    days = [opening.day.isoformat() for opening in queries.openings(date(2026, 12, 22), 4)]
    assert days == ["2026-12-22", "2026-12-23", "2026-12-28", "2026-12-29"]
    assert [queries.opening(o.day) for o in queries.openings(TODAY, 30)] == queries.openings(TODAY, 30)


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (TODAY, 0, TODAY),
        (TODAY, 1, date(2026, 11, 24)),
        (TODAY, 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (SATURDAY, 1, date(2026, 11, 30)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
    ],
)
def test_working_days_are_counted_from_the_day_after(office, day, count, end):
    assert queries.add_working_days(day, count) == end


def test_an_office_without_hours_counts_every_day(office):
    DayHours.objects.all().delete()
    assert queries.add_working_days(TODAY, 5) == TODAY + timedelta(days=5)


days = st.dates(date(2026, 1, 1), date(2027, 6, 1))


@hypothesis_settings(
    derandomize=True,
    deadline=None,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    start=days,
    counts=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    closed=st.lists(st.integers(0, 200), max_size=15, unique=True),
)
def test_counted_days_are_open_in_order_and_add_up(db, start, counts, weekdays, closed):
    Timetable.objects.all().delete()
    Holiday.objects.all().delete()
    table = Timetable.objects.create(valid_from=date(2000, 1, 1))
    for weekday in weekdays:
        DayHours.objects.create(timetable=table, weekday=weekday, opens=time(8), closes=time(15))
    for offset in closed:
        Holiday.objects.create(day=start + timedelta(days=offset), name="x", source="local", closed=offset % 3 != 0)
    first, second = counts
    end = queries.add_working_days(start, first)
    assert queries.opening(end) is not None
    between = [start + timedelta(days=i) for i in range(1, (end - start).days + 1)]
    assert sum(queries.opening(day) is not None for day in between) == first
    assert queries.add_working_days(start, first + 1) > end
    assert queries.add_working_days(end, second) == queries.add_working_days(start, first + second)


def test_hours_are_set_for_the_days_that_are_named(office):
    actions.set_hours({5: Times(time(9), time(12)), 4: None}, by=ANYBODY)
    assert [hours_of(TODAY + timedelta(days=i)) for i in range(7)] == [
        "08.00-15.30", "08.00-15.30", "08.00-15.30", "08.00-15.30", "closed", "09.00-12.00", "closed",
    ]  # fmt: skip


TWO_BREAKS = Times(time(8), time(15), ((time(14), time(14, 15)), (time(11, 30), time(13))))


@pytest.mark.parametrize(
    ("moment", "is_open", "is_resting", "opens_next"),
    [
        ("2026-11-23T11:29", True, False, "2026-11-23T13:00"),
        ("2026-11-23T11:30", False, True, "2026-11-23T13:00"),
        ("2026-11-23T13:00", True, False, "2026-11-23T14:15"),
        ("2026-11-23T14:10", False, True, "2026-11-23T14:15"),
        ("2026-11-23T14:20", True, False, "2026-11-24T08:00"),
    ],
)
def test_a_day_has_several_breaks(office, moment, is_open, is_resting, opens_next):
    actions.set_hours({0: TWO_BREAKS}, by=ANYBODY)
    assert (queries.is_open(local(moment)), queries.is_resting(local(moment))) == (is_open, is_resting)
    coming = queries.next_opening(local(moment))
    assert coming is not None
    assert coming.opens == local(opens_next)
    if opens_next.endswith("23T13:00"):
        assert coming.said == "13.00–15.00 WIB, istirahat 14.00–14.15", "a break that is over is not said"


def test_breaks_stay_when_another_day_changes(office):
    actions.set_hours({0: TWO_BREAKS}, by=ANYBODY)
    actions.set_hours({1: Times(time(9), time(12))}, by=ANYBODY)
    assert queries.week()[:2] == [
        (0, "08:00", "15:00", "11:30–13:00", "14:00–14:15"), (1, "09:00", "12:00")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("breaks", "why"),
    [
        ([(13, 12)], "selesai sesudah mulai"),
        ([(8, 9)], "di antara jam buka dan jam tutup"),
        ([(14, 15)], "di antara jam buka dan jam tutup"),
        ([(12, 14), (13, 14)], "harus ada waktu layanan"),
        ([(12, 13), (12, 13)], "harus ada waktu layanan"),
        ([(13, 14), (12, 13)], "harus ada waktu layanan"),
    ],
)
def test_breaks_that_make_no_sense_are_refused(office, breaks, why):
    with pytest.raises(actions.Refused, match=why):
        actions.set_hours({0: Times(time(8), time(15), tuple((time(a), time(b)) for a, b in breaks))}, by=ANYBODY)


@pytest.mark.parametrize("times", [(time(15), time(8)), (time(8), time(8))])
def test_it_does_not_close_before_it_opens(office, times):
    with pytest.raises(actions.Refused, match="Jam tutup harus sesudah jam buka"):
        actions.set_hours({5: Times(time(9), time(12)), 0: Times(*times)}, by=ANYBODY)
    assert not DayHours.objects.filter(weekday=5).exists(), "nothing is kept of what was refused"


def test_the_next_years_holidays_are_added_and_what_is_there_stays(office):
    actions.set_holiday(CHRISTMAS, name="Natal di kantor", source="national", closed=False, by=ANYBODY)
    actions.load_public_holidays(2026)
    assert queries.holiday_on(CHRISTMAS) is None
    assert not Holiday.objects.filter(day__year=2028).exists()
    actions.load_public_holidays(2028)
    assert hours_of(date(2028, 8, 17)) == "closed"


def test_a_duty_adds_the_holidays_of_the_year_to_come(office):
    from pasti.offices.duties import next_years_holidays

    with clock.stopped_at(MONDAY.replace(year=2027)):
        next_years_holidays()
    assert hours_of(date(2028, 8, 17)) == "closed"


def test_a_calendar_that_says_the_same_is_the_same_and_one_that_does_not_is_another(office):
    before = Calendar()
    assert (Calendar(), hash(Calendar())) == (before, hash(before))
    seen = {before}
    actions.set_holiday(TODAY, name="HUT Kota", source=Holiday.Source.LOCAL, closed=True, by=ANYBODY)
    seen.add(Calendar())
    actions.remove_holiday(TODAY, by=ANYBODY)
    assert Calendar() == before
    DayHours.objects.filter(weekday=0).update(closes=time(14, 0))
    seen.add(Calendar())
    assert len(seen) == 3
    assert hours_of(TODAY) == "08.00-14.00"


def test_all_days_are_found_by_two_questions(office, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(list(Calendar().openings(TODAY, TODAY + timedelta(days=330)))) > 200
