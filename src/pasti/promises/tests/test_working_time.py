"""Working hours are counted once each, forwards and backwards, without what stood still."""

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY
from tests.examples import examples

from pasti.kit import clock
from pasti.promises.working_time import WorkingTime

FIRST, LAST = date(2026, 11, 16), date(2026, 12, 18)
moments = st.integers(0, 60 * 24 * 30).map(lambda minutes: clock.at(FIRST) + timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+07:00")


def test_a_day_has_its_hours_without_the_break(office):
    time = WorkingTime(FIRST, LAST)
    day = time.between(at("23T00:00"), at("24T00:00"))
    assert 0 < day < 24
    assert time.between(at("21T00:00"), at("23T00:00")) == 0, "nobody works at the weekend"
    assert time.after(at("20T23:00"), day) == time.after(at("23T06:00"), day)


def test_what_stood_still_does_not_count(office):
    whole = WorkingTime(FIRST, LAST)
    cut = WorkingTime(FIRST, LAST, [(at("23T09:00"), at("23T11:00"))])
    assert whole.between(at("23T08:00"), at("23T11:30")) - cut.between(at("23T08:00"), at("23T11:30")) == 2
    assert cut.after(at("23T08:30"), 1) == at("23T11:30")
    gone = WorkingTime(FIRST, LAST, [(at("23T00:00"), at("27T00:00"))])
    assert gone.day_after(date(2026, 11, 20), 1) == date(2026, 11, 27), "a day on which nothing went on is none"


@settings(
    derandomize=True,
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(a=moments, b=moments, stops=st.lists(st.tuples(moments, st.integers(1, 5000)), max_size=4))
def test_there_and_back(office, a, b, stops):
    time = WorkingTime(FIRST, LAST, [(begins, begins + timedelta(minutes=length)) for begins, length in stops])
    first, last = min(a, b), max(a, b)
    hours = time.between(first, last)
    assert 0 <= hours <= (last - first) / timedelta(hours=1)
    back = time.after(first, hours)
    assert back is not None
    assert first <= back <= last or hours == 0
    assert abs(time.between(first, back) - hours) < 1e-6


def test_beyond_the_span_nothing_is_said(office):
    time = WorkingTime(FIRST, LAST)
    assert time.after(MONDAY, 10_000) is None
    assert time.day_after(date(2026, 12, 10), 40) is None
