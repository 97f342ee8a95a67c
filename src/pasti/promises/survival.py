"""How long something takes, estimated from what is finished and from what is still open.

Kaplan and Meier's product-limit estimate: who is still waiting counts as waiting at least so long. From finished cases
alone a slow office looks fast, exactly when it becomes slower. Compared with SciPy's in the tests (docs/adr/0039).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple


class Spell(NamedTuple):
    """How many working hours something took, or has taken until now when it is not `over`; and how much it counts."""

    hours: float
    over: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Curve:
    """The share that still waits after so many working hours: a falling step after each of `hours`."""

    hours: Sequence[float]
    waiting: Sequence[float]

    def still_waiting(self, after: float) -> float:
        """Return the share that waits longer than so many hours."""
        place = bisect_right(self.hours, after)
        return self.waiting[place - 1] if place else 1.0

    def within(self, share: float, *, waited: float = 0.0) -> float | None:
        """Return within how many hours from the beginning so large a share is over, of those who have waited so long.

        None when the estimate does not reach so far: of too many nobody knows yet how long it takes.
        """
        now = self.still_waiting(waited)
        if now <= 0:
            return None
        place = bisect_left(self.waiting, -now * (1 - share) - 1e-12, key=lambda waiting: -waiting)
        return self.hours[place] if place < len(self.hours) else None

    def chance(self, within: float, *, waited: float = 0.0) -> float:
        """Return the chance that it is over within so many hours from the beginning, having waited so long."""
        now = self.still_waiting(waited)
        return 1 - self.still_waiting(within) / now if now > 0 else 0.0


def estimate(spells: Iterable[Spell]) -> Curve:
    """Estimate the curve of these spells."""
    ordered = sorted(spells)
    left = sum(spell.weight for spell in ordered)
    share, hours, waiting = 1.0, [], []
    for at, group in groupby(ordered, key=lambda spell: spell.hours):
        here = list(group)
        over = sum(spell.weight for spell in here if spell.over)
        if over:
            share *= max(0.0, 1 - over / left)
            hours.append(at)
            waiting.append(share)
        left -= sum(spell.weight for spell in here)
    return Curve(hours, waiting)
