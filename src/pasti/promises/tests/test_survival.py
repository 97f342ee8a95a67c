"""The estimate of how long things take is the one of the books: compared with SciPy's."""

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pasti.promises.survival import Curve, Spell, estimate

STEADY = settings(derandomize=True, deadline=None, max_examples=100)
spells = st.lists(st.builds(Spell, st.integers(0, 30).map(float), st.booleans(), st.just(1.0)), min_size=1, max_size=60)


@STEADY
@given(spells.filter(lambda found: any(spell.over for spell in found)))
def test_it_is_the_product_limit_estimate(found):
    over = [spell.hours for spell in found if spell.over]
    still = [spell.hours for spell in found if not spell.over]
    theirs = stats.ecdf(stats.CensoredData(uncensored=over, right=still)).sf
    ours = estimate(found)
    for hours in range(31):
        assert abs(ours.still_waiting(hours) - theirs.evaluate(hours)) < 1e-9


@STEADY
@given(spells, st.integers(1, 4))
def test_a_weight_counts_as_so_many(found, times):
    heavy = estimate(spell._replace(weight=float(times)) for spell in found)
    many = estimate(found * times)
    assert heavy.hours == many.hours
    assert all(abs(a - b) < 1e-9 for a, b in zip(heavy.waiting, many.waiting, strict=True))


def test_who_is_still_waiting_makes_it_longer():
    done = [Spell(hours, over=True) for hours in range(1, 11)]
    waiting = [Spell(20, over=False)] * 10
    assert estimate(done).within(0.5) == 5
    assert estimate([*done, *waiting]).within(0.5) == 10
    assert estimate([*done, *waiting]).within(0.9) is None, "nobody knows yet"


@STEADY
@given(spells, st.floats(0, 30), st.floats(0.01, 0.99))
def test_so_large_a_share_is_over_within_and_not_sooner(found, waited, share):
    curve = estimate(found)
    within = curve.within(share, waited=waited)
    if within is None:
        assert not curve.hours or curve.chance(curve.hours[-1], waited=waited) < share + 1e-9
        return
    assert within > waited
    assert curve.chance(within, waited=waited) >= share - 1e-9
    sooner = [hours for hours in curve.hours if waited <= hours < within]
    assert all(curve.chance(hours, waited=waited) < share + 1e-9 for hours in sooner)


def test_nothing_seen_says_nothing():
    assert Curve([], []).within(0.9) is None
    assert estimate([Spell(3, over=False)]).within(0.1) is None
