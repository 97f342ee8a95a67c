"""How much longer than measured is said, so that as many promises are kept as are said to be.

Adaptive conformal inference (Gibbs and Candès 2021) on the length itself: a promise that was broken makes the next ones
longer, one that was kept makes them shorter, in the proportion in which both should happen. Whatever the office does,
over time the share comes true. That holds for what was learned from all that ended: who looks at the last few hundred
only forgets how it came to be right, and goes wrong again (docs/adr/0039).
"""

from collections.abc import Iterable
from math import exp

_STEP = 0.01
_SHORTEST, _LONGEST = 0.25, 4.0


def factor_after(ended: Iterable[bool], *, stated: float, factor: float = 1.0) -> float:
    """Return what becomes of a factor after these promises have ended, in their order, each kept or not."""
    for kept in ended:
        factor = next_factor(factor, kept=kept, stated=stated)
    return factor


def next_factor(factor: float, *, kept: bool, stated: float) -> float:
    """Return the factor after one more promise has ended, when `stated` is the share that is said to be kept."""
    missed = 0.0 if kept else 1.0
    return min(max(factor * exp(_STEP * (missed - (1 - stated))), _SHORTEST), _LONGEST)
