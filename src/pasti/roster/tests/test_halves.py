"""The two halves of a day, and arithmetic with times."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pasti.kit import clock
from pasti.offices.days import Opening
from pasti.roster.halves import Half, half_at, halves, together, without

FRIDAY = date(2026, 11, 27)


def at(hour: float) -> datetime:
    return clock.at(FRIDAY) + timedelta(hours=hour)


def test_the_longest_break_parts_a_day():
    friday = Opening(FRIDAY, at(8), at(14.5), ((at(10), at(10.25)), (at(11.5), at(13))))
    assert halves(friday) == {Half.MORNING: (at(8), at(11.5)), Half.AFTERNOON: (at(13), at(14.5))}
    assert half_at(friday, at(11.4)) == Half.MORNING
    assert half_at(friday, at(12)) == Half.AFTERNOON


def test_noon_parts_a_day_without_a_break():
    assert halves(Opening(FRIDAY, at(8), at(15)))[Half.AFTERNOON] == (at(12), at(15))


def test_a_day_that_ends_before_noon_has_no_afternoon():
    short = halves(Opening(FRIDAY, at(8), at(11)))
    assert short == {Half.MORNING: (at(8), at(11)), Half.AFTERNOON: (at(11), at(11))}


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda s: (at(s[0] / 4), at((s[0] + s[1]) / 4))), max_size=5
)


@given(spans)
def test_what_is_left_and_what_is_gone_make_the_whole(gone):
    day = (at(2), at(9))
    inside = [(max(a, day[0]), min(b, day[1])) for a, b in gone if a < day[1] and b > day[0]]
    assert together(without(day, gone)) + together(inside) == timedelta(hours=7)
