"""How much longer than measured, and at which share, is said, so that as many promises are kept as are said to be.

Two hands (docs/adr/0039). A slow one takes away what the curve is wrong by: adaptive conformal inference (Gibbs and
Candès 2021) on the length itself. A quick one looks at the dates that were said last, those that ended and those that
are still awaited, each with the chance that it is missed: what they miss too often or too seldom, the next make good.
Who looked only at those that ended would answer when it is too late, and swing.
"""

from collections.abc import Iterable, Sequence
from math import exp

_STEP = 0.001
_SHORTEST, _LONGEST = 0.25, 4.0
# So many dates are looked at, and over so many of the next it is made good what these lack.
LOOKED_AT = 450
_MADE_GOOD_OVER = 100
# Nobody's date is missed so much more seldom, or so much more often, than is stated: at 90 % said at 97 to 80 %.
_SELDOM, _OFTEN = 0.3, 2.0


def factor_after(ended: Iterable[tuple[bool, float]], *, factor: float = 1.0) -> float:
    """Return what becomes of a factor after these promises: in the order in which they ended, each as (kept, share).

    `share` is that at which it was said: so much a promise that was kept makes the next ones shorter, and one that was
    broken longer, in the proportion in which both should happen.
    """
    for kept, share in ended:
        missed = 0.0 if kept else 1.0
        factor = min(max(factor * exp(_STEP * (missed - (1 - share))), _SHORTEST), _LONGEST)
    return factor


def next_share(missed: Sequence[float], *, stated: float) -> float:
    """Return at which share the next date is said, after dates that are missed with these chances, the last one last.

    1 is what was broken, 0 what was kept; what is still awaited lies between.
    """
    looked_at = missed[-LOOKED_AT:]
    right = 1 - stated
    too_many = sum(looked_at) - right * len(looked_at)
    return 1 - min(max(right - too_many / _MADE_GOOD_OVER, right * _SELDOM), right * _OFTEN)
